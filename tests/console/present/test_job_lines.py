"""What a job is called, how far it is, and how long it takes, in every state."""

import pytest

from console.present.job_lines import JobState, Stage, phase_text, share_of, state_of, time_text
from simulation.feed import Failed, Finished, Progress
from tests.console.present.builders import a_summary

FAILED = Failed(message="m", traceback="")


def _finished(*, cancelled=False):
    return Finished(cancelled=cancelled, summary=a_summary(), kpis={}, seconds=75.0)


def _progress(*, left_s=12.0):
    return Progress(
        phase="simulate",
        done=1,
        total=4,
        sessions=1200,
        simulated_s=0,
        elapsed_s=1.0,
        remaining_s=left_s,
    )


@pytest.mark.parametrize(
    ("stage", "paused", "cancelling", "outcome", "state"),
    [
        (Stage.WAITS, False, False, None, JobState.WAITING),
        (Stage.WAITS, False, True, None, JobState.CANCELLING),
        (Stage.AT_WORK, False, False, None, JobState.RUNNING),
        (Stage.AT_WORK, True, False, None, JobState.PAUSED),
        (Stage.AT_WORK, True, True, None, JobState.CANCELLING),
        (Stage.AT_WORK, False, True, FAILED, JobState.FAILED),
        (Stage.OVER, False, False, FAILED, JobState.FAILED),
        (Stage.OVER, False, True, None, JobState.CANCELLED),
        (Stage.OVER, False, True, _finished(cancelled=True), JobState.CANCELLED),
        (Stage.OVER, False, True, _finished(), JobState.FINISHED),
    ],
)
def test_the_state_is_what_happened_before_what_was_asked(
    stage, paused, cancelling, outcome, state
):
    assert state_of(stage, paused=paused, cancelling=cancelling, outcome=outcome) is state


def test_every_state_has_a_glyph_of_its_own_and_a_word():
    glyphs, words = zip(*(state.value.split(" ") for state in JobState), strict=True)
    assert len(set(glyphs)) == len(set(words)) == len(JobState)


def test_the_share_is_known_when_something_is():
    assert share_of(None, JobState.RUNNING) is None
    assert share_of(_progress(), JobState.RUNNING) == 0.25
    assert share_of(_progress(), JobState.FINISHED) == 1.0


def test_a_phase_is_told_with_what_came_of_it():
    assert phase_text(_progress(), JobState.RUNNING) == "simulate \N{MIDDLE DOT} 1,200 sessions"
    assert phase_text(None, JobState.RUNNING) == "beginning"
    assert phase_text(None, JobState.WAITING) == "every worker has a job"
    assert phase_text(None, JobState.CANCELLED) == "never begun"


@pytest.mark.parametrize(
    ("progress", "outcome", "place", "text"),
    [
        (None, None, 1, "queue: next"),
        (None, None, 3, "queue: number 3"),
        (None, None, 0, ""),
        (_progress(left_s=None), None, 0, "estimating"),
        (_progress(), None, 0, "about 12 s left"),
        (_progress(), _finished(), 0, "took 1 min 15 s"),
        (_progress(), FAILED, 0, ""),
    ],
)
def test_the_time_is_what_is_known_of_it(progress, outcome, place, text):
    assert time_text(progress, outcome, place) == text
