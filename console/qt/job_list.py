"""The jobs of the window: each outlives the page that asked for it, and can be asked for again."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from console.present.job_lines import (
    JobLine,
    JobState,
    phase_text,
    share_of,
    state_of,
    time_text,
)
from console.present.scenario_choice import ScenarioCard
from console.qt.run_job import RunJob, Work
from simulation.feed import Failed, Finished, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOrder:
    """What a job was asked to do."""

    card: ScenarioCard
    seed: int | None
    """None for the scenario's own."""
    url: str
    """Where its books are."""
    books: str
    """How its books are named on screen."""


class ListedJob(QObject):
    """One run, what was asked for, and how it is getting on."""

    changed = Signal()

    def __init__(
        self, number: int, order: RunOrder, run: RunJob, again: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.again = again
        """Does the same once more, as a new job."""
        self.number = number
        self.order = order
        self.run = run
        self._progress: Progress | None = None
        self._outcome: Finished | Failed | None = None
        self._cancelling = False
        run.setParent(self)
        run.progress.connect(self._on_progress)
        run.finished.connect(self._on_outcome)
        run.failed.connect(self._on_outcome)
        run.ended.connect(self.changed)

    @property
    def state(self) -> JobState:
        """Where it is."""
        return state_of(paused=self.run.paused, cancelling=self._cancelling, outcome=self._outcome)

    @property
    def failure(self) -> str:
        """Message and traceback of a failed job; empty for any other."""
        if not isinstance(self._outcome, Failed):
            return ""
        return f"{self._outcome.message}\n\n{self._outcome.traceback}".strip()

    def line(self) -> JobLine:
        """The job as it is shown."""
        state = self.state
        seed = "" if self.order.seed is None else f" \N{MIDDLE DOT} seed {self.order.seed}"
        failed = self._outcome if isinstance(self._outcome, Failed) else None
        return JobLine(
            number=self.number,
            title=f"{self.order.card.name}{seed}",
            state=state,
            share=share_of(self._progress, state),
            phase=phase_text(self._progress),
            time=time_text(self._progress, self._outcome),
            books=self.order.books,
            message="" if failed is None else failed.message,
            traceback="" if failed is None else failed.traceback,
        )

    def pause_or_resume(self) -> None:
        """Ask the worker to wait, or to go on."""
        if self.run.paused:
            self.run.resume()
        else:
            self.run.pause()
        self.changed.emit()

    def cancel(self) -> None:
        """Ask the worker to end."""
        self._cancelling = True
        self.run.cancel()
        self.changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        self.changed.emit()

    def _on_outcome(self, outcome: Finished | Failed) -> None:
        self._outcome = outcome
        self.changed.emit()


class JobList(QObject):
    """All jobs of the window, the oldest first."""

    changed = Signal(int)
    """Number of a job that is getting on."""
    listed = Signal()
    """There is a job more, or there are some less."""
    all_ended = Signal()
    """No worker works any more."""

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._jobs: list[ListedJob] = []
        self._started = 0

    @property
    def jobs(self) -> tuple[ListedJob, ...]:
        """The jobs, the oldest first."""
        return tuple(self._jobs)

    @property
    def last(self) -> ListedJob | None:
        """The job that was started last; None where there is none."""
        return self._jobs[-1] if self._jobs else None

    @property
    def running(self) -> tuple[ListedJob, ...]:
        """The jobs whose workers still work, paused or not."""
        return tuple(job for job in self._jobs if job.run.running)

    def numbered(self, number: int) -> ListedJob | None:
        """The job of that number, if it is still listed."""
        return next((job for job in self._jobs if job.number == number), None)

    def make(
        self, order: RunOrder, again: Callable[[], None], work: Work | None = None
    ) -> ListedJob:
        """List a job; who asked for it connects to its run, then starts it.

        Args:
            order: What it is asked to do.
            again: Asks for the same once more.
            work: What the worker does; None runs a scenario.
        """
        self._started += 1
        job = ListedJob(self._started, order, RunJob(work or self._work), again, self)
        job.run.ended.connect(self._on_ended)
        job.changed.connect(lambda: self.changed.emit(job.number))
        self._jobs.append(job)
        self.listed.emit()
        return job

    def _on_ended(self) -> None:
        if not self.running:
            self.all_ended.emit()

    def clear_ended(self) -> None:
        """Forget the jobs that have ended."""
        ended = [job for job in self._jobs if job.state.is_over and not job.run.running]
        self._jobs = [job for job in self._jobs if job not in ended]
        for job in ended:
            job.deleteLater()
        self.listed.emit()
