"""What a reader does next, and how long it waits: tables, and what holds for any history."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.present.feed_plan import (
    FIRST_BACK_OFF_S,
    MOST_BACK_OFF_S,
    PACES,
    Agenda,
    Pace,
    Step,
    attempt_after,
    back_off_s,
)


@pytest.mark.parametrize(
    ("attempt", "wait_s"),
    [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (5, 8.0), (6, 16.0), (7, 30.0), (8, 30.0)],
)
def test_each_failure_doubles_the_wait_up_to_half_a_minute(attempt, wait_s):
    assert back_off_s(attempt) == wait_s


@given(st.integers(1, 10**6))
def test_no_wait_is_shorter_than_the_first_or_longer_than_the_most(attempt):
    assert FIRST_BACK_OFF_S <= back_off_s(attempt) <= MOST_BACK_OFF_S


@pytest.mark.parametrize(
    ("attempt", "lived_s", "next_attempt"),
    [(0, 0.0, 1), (3, 0.2, 4), (3, 59.9, 4), (3, 60.0, 1), (0, 600.0, 1)],
)
def test_a_reader_that_lived_long_begins_to_count_anew(attempt, lived_s, next_attempt):
    assert attempt_after(attempt, lived_s) == next_attempt


@pytest.mark.parametrize(
    ("pace", "began_s", "ended_s", "has_more", "next_s"),
    [
        (Pace(gap_s=0.5, share=0.2), 10.0, 10.01, False, 10.5),
        (Pace(gap_s=0.5, share=0.2), 10.0, 11.0, False, 15.0),
        (Pace(gap_s=10.0, share=0.1), 10.0, 10.01, True, 10.1),
        (Pace(gap_s=0.0, share=1.0), 10.0, 12.0, False, 12.0),
    ],
)
def test_a_question_keeps_its_gap_and_its_share(pace, began_s, ended_s, has_more, next_s):
    assert pace.next_s(began_s, ended_s, has_more=has_more) == pytest.approx(next_s)


def test_the_tail_comes_first_then_figures_then_use_then_the_seal():
    agenda, steps = Agenda(), []
    while (step := agenda.next_step(0.0)) is not None:
        steps.append(step)
        agenda = agenda.done(step, 0.0, 0.0)
    assert steps == [Step.ENTRIES, Step.SUMMARY, Step.USE, Step.VERIFY]


def test_a_full_page_is_read_on_without_a_rest():
    agenda = Agenda().done(Step.ENTRIES, 0.0, 2.0, has_more=True)
    assert agenda.next_step(2.0) is Step.ENTRIES


def test_news_wait_for_the_pace_of_the_last_reading():
    agenda = Agenda(wanted=frozenset({Step.ENTRIES})).done(Step.ENTRIES, 0.0, 0.01)
    agenda = agenda.wanting(Step.ENTRIES)
    assert agenda.next_step(0.05) is None
    assert agenda.wait_s(0.05, 60.0) == pytest.approx(0.05)
    assert agenda.next_step(0.1) is Step.ENTRIES


def test_a_long_summary_leaves_the_time_to_others():
    agenda = Agenda(wanted=frozenset({Step.SUMMARY})).done(Step.SUMMARY, 0.0, 3.0).with_news()
    assert agenda.next_step(3.0) is Step.ENTRIES
    agenda = agenda.done(Step.ENTRIES, 3.0, 3.0)
    assert agenda.next_step(14.9) is None
    assert agenda.next_step(15.0) is Step.SUMMARY


def test_whoever_wants_nothing_waits_as_long_as_may_be():
    assert Agenda(wanted=frozenset()).wait_s(0.0, 60.0) == 60.0
    assert Agenda().wait_s(0.0, 60.0) == 0.0


@given(st.lists(st.tuples(st.sampled_from(Step), st.floats(0.001, 5.0), st.booleans())))
def test_no_question_ever_takes_more_than_its_share(history):
    """Any costs, any news: over the whole history each step but the tail keeps to its share."""
    agenda, now_s, spent_s = Agenda(), 0.0, dict.fromkeys(Step, 0.0)
    for wanted, cost_s, has_more in history:
        agenda = agenda.with_news().wanting(wanted)
        now_s += agenda.wait_s(now_s, 60.0)
        step = agenda.next_step(now_s)
        if step is None:
            continue
        agenda = agenda.done(step, now_s, now_s + cost_s, has_more=has_more)
        now_s += cost_s
        spent_s[step] += cost_s
        for each in (Step.SUMMARY, Step.USE, Step.VERIFY):
            last_s = 5.0  # what the last question of a kind took has not been made up for yet
            assert spent_s[each] <= PACES[each].share * now_s + last_s + 1e-6
