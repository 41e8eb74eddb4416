"""A job as one line and as a text: state by glyph and word, progress, estimate, what went wrong."""

from dataclasses import dataclass
from enum import Enum

from console.present.amount_text import duration_text, simulated_clock_text
from simulation.feed import Failed, Finished, Progress


class JobState(Enum):
    """Where a job is; the glyph says it without colour."""

    WAITING = "\N{WHITE CIRCLE} waiting"
    RUNNING = "\N{BLACK RIGHT-POINTING TRIANGLE} running"
    PAUSED = "\N{BLACK SQUARE} paused"
    CANCELLING = "\N{HORIZONTAL ELLIPSIS} cancelling"
    FINISHED = "\N{CHECK MARK} finished"
    CANCELLED = "\N{EMPTY SET} cancelled"
    FAILED = "\N{MULTIPLICATION SIGN} failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (JobState.FINISHED, JobState.CANCELLED, JobState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """One job as it is shown."""

    number: int
    title: str
    state: JobState
    share: float | None
    """From 0 to 1; None before anything is known."""
    phase: str
    time: str
    """How long it will still take, or how long it took."""
    books: str
    message: str
    """What to know about it, in words; empty where the line says all."""
    traceback: str


class Stage(Enum):
    """How far a job got, whatever was asked of it."""

    WAITS = "waits"
    """No worker has had it yet."""
    AT_WORK = "at work"
    OVER = "over"


def state_of(
    stage: Stage, *, paused: bool, cancelling: bool, outcome: Finished | Failed | None
) -> JobState:
    """Where a job is, by what was asked of it and how it ended."""
    if isinstance(outcome, Failed):
        return JobState.FAILED
    if outcome is not None or stage is Stage.OVER:
        finished = outcome is not None and not outcome.cancelled
        return JobState.FINISHED if finished else JobState.CANCELLED
    if cancelling:
        return JobState.CANCELLING
    if stage is Stage.WAITS:
        return JobState.WAITING
    return JobState.PAUSED if paused else JobState.RUNNING


def share_of(progress: Progress | None, state: JobState) -> float | None:
    """How much is done, from 0 to 1."""
    if state is JobState.FINISHED:
        return 1.0
    return None if progress is None else progress.done / max(1, progress.total)


def phase_text(progress: Progress | None, state: JobState) -> str:
    """What the worker is at."""
    if state is JobState.WAITING:
        return "every worker has a job"
    if progress is None:
        return "never begun" if state is JobState.CANCELLED else "beginning"
    parts = (
        progress.phase,
        simulated_clock_text(progress.simulated_s) if progress.simulated_s else "",
        f"{progress.sessions:,} sessions" if progress.sessions else "",
    )
    return " \N{MIDDLE DOT} ".join(filter(None, parts))


def time_text(progress: Progress | None, outcome: Finished | Failed | None, place: int = 0) -> str:
    """How long it will still take, or how long it took.

    Args:
        progress: What the worker told last.
        outcome: None while the job goes on.
        place: Of a job that waits: from 1, which a worker takes next; 0 for others.
    """
    if place:
        return "queue: next" if place == 1 else f"queue: number {place:,}"
    if isinstance(outcome, Finished):
        return f"took {duration_text(outcome.seconds)}"
    if outcome is not None or progress is None:
        return ""
    if progress.remaining_s is None:
        return "estimating"
    return f"about {duration_text(progress.remaining_s)} left"


def jobs_text(states: tuple[JobState, ...]) -> str:
    """All jobs in a few words, for the status bar."""
    if not states:
        return "no jobs"
    order = (
        JobState.RUNNING,
        JobState.PAUSED,
        JobState.WAITING,
        JobState.CANCELLING,
        JobState.FAILED,
    )
    counts = [(state, states.count(state)) for state in order if state in states]
    ended = sum(state in (JobState.FINISHED, JobState.CANCELLED) for state in states)
    parts = [
        f"{state.value.partition(' ')[0]} {count} {state.name.lower()}" for state, count in counts
    ]
    return "jobs: " + " \N{MIDDLE DOT} ".join([*parts, *([f"{ended} ended"] if ended else [])])
