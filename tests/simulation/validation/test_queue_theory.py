import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.validation.queue_theory import blocking, erlang_b, mean_wait, presence

LOADS = st.floats(0.05, 30)
EVSES = st.integers(1, 20)


@pytest.mark.parametrize(
    ("evses", "offered", "wanted"),
    [
        (1, 1.0, 0.5),  # one EVSE: a / (1 + a)
        (2, 1.0, 0.2),  # (1/2) / (1 + 1 + 1/2)
        (4, 2.0, 2 / 21),  # (16/24) / (1 + 2 + 2 + 4/3 + 2/3)
    ],
)
def test_erlang_b_is_what_a_hand_works_out(evses, offered, wanted):
    assert erlang_b(evses, offered) == pytest.approx(wanted)


@given(EVSES, LOADS)
def test_a_queue_without_room_to_wait_is_a_loss_system(evses, offered):
    assert blocking(evses, evses, offered) == pytest.approx(erlang_b(evses, offered))


@given(EVSES, st.integers(0, 20), LOADS)
def test_probabilities_of_presence_add_up(evses, line, offered):
    assert sum(presence(evses, evses + line, offered)) == pytest.approx(1)


def test_one_evse_with_room_for_one_more_waits_as_a_hand_works_out():
    # a = 1: 0, 1, 2 present are equally likely; those let in are 2/3, waiting is 1/3.
    assert blocking(1, 2, 1.0) == pytest.approx(1 / 3)
    assert mean_wait(1, 2, 1.0) == pytest.approx(0.5)
