import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from simulation.model.keyed_draws import key_of, keyed_uniforms
from simulation.streams import Purpose

KEYS = np.arange(20_000, dtype=np.uint64)


def test_draws_of_neighbouring_keys_are_uniform_and_not_alike():
    draws = keyed_uniforms(1, Purpose.CHOICE_NOISE, np.array([key_of("a")]), KEYS)
    other = keyed_uniforms(1, Purpose.CHOICE_NOISE, np.array([key_of("b")]), KEYS)

    assert kstest(draws, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < 0.03
    assert abs(np.corrcoef(draws, other)[0, 1]) < 0.03


@given(seed=st.integers(0, 2**70), key=st.integers(0, 2**64 - 1))
def test_a_draw_belongs_to_its_key_alone(seed, key):
    alone = keyed_uniforms(seed, Purpose.DRIVER_TASTE, np.array([key], dtype=np.uint64))
    among = keyed_uniforms(
        seed, Purpose.DRIVER_TASTE, np.append(KEYS[:5], np.array([key], dtype=np.uint64))
    )

    assert 0 < alone[0] < 1
    assert alone[0] == among[-1]
    assert alone[0] != keyed_uniforms(seed, Purpose.CHOICE_NOISE, np.array([key], np.uint64))[0]
