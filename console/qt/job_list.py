"""The jobs of the window: each outlives the page that asked for it, and can be asked for again."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from console.present.job_lines import (
    JobLine,
    JobState,
    Stage,
    phase_text,
    share_of,
    state_of,
    time_text,
)
from console.present.scenario_choice import ScenarioCard
from console.qt.run_job import RunJob
from console.qt.worker_pool import WorkerPool
from simulation.feed import Failed, Finished, Progress
from simulation.job_pipe import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOrder:
    """What a job was asked to do."""

    card: ScenarioCard
    task: Task
    is_run: bool
    """Whether it runs a scenario, so that Analyse can show it."""

    title: str
    """As it is listed."""

    @property
    def seed(self) -> int | None:
        """None for the scenario's own."""
        return self.task.seed

    @property
    def url(self) -> str:
        """Where its books are."""
        return self.task.url

    @property
    def books(self) -> str:
        """How its books are named on screen."""
        return self.url.rpartition("/")[2]


class ListedJob(QObject):
    """One job, what was asked for, and how it is getting on."""

    changed = Signal()

    def __init__(
        self, number: int, order: RunOrder, again: Callable[[], None], pool: WorkerPool
    ) -> None:
        super().__init__()
        self.again = again
        """Does the same once more, as a new job."""
        self.number = number
        self.order = order
        self.progress: Progress | None = None
        self.outcome: Finished | Failed | None = None
        self._pool = pool
        self.run = run = RunJob(order.task, self)
        run.began.connect(self.changed)
        run.progress.connect(self._on_progress)
        run.finished.connect(self._on_outcome)
        run.failed.connect(self._on_outcome)
        run.ended.connect(self.changed)

    @property
    def state(self) -> JobState:
        """Where it is."""
        run = self.run
        stage = Stage.WAITS if run.waiting else Stage.AT_WORK if run.running else Stage.OVER
        return state_of(stage, paused=run.paused, cancelling=run.is_cancelled, outcome=self.outcome)

    @property
    def may_pause(self) -> bool:
        """Whether a pause, or its end, can be asked for."""
        return self.state in (JobState.RUNNING, JobState.PAUSED)

    @property
    def may_cancel(self) -> bool:
        """Whether an end can be asked for."""
        return self.may_pause or self.state is JobState.WAITING

    @property
    def has_books(self) -> bool:
        """Whether there are any, and a worker has begun to write them."""
        return bool(self.order.url) and (
            self.progress is not None or isinstance(self.outcome, Finished)
        )

    @property
    def failure(self) -> str:
        """Message and traceback of a failed job; empty for any other."""
        if not isinstance(self.outcome, Failed):
            return ""
        return f"{self.outcome.message}\n\n{self.outcome.traceback}".strip()

    def line(self) -> JobLine:
        """The job as it is shown."""
        state = self.state
        seed = "" if self.order.seed is None else f" \N{MIDDLE DOT} seed {self.order.seed}"
        failed = self.outcome if isinstance(self.outcome, Failed) else None
        return JobLine(
            number=self.number,
            title=f"{self.order.title}{seed}",
            state=state,
            share=share_of(self.progress, state),
            phase=phase_text(self.progress, state),
            time=time_text(self.progress, self.outcome, self._pool.place_of(self.run)),
            books=self.order.books,
            message="" if failed is None else failed.message,
            traceback="" if failed is None else failed.traceback,
        )

    def pause_or_resume(self) -> None:
        """Ask the worker to wait, or to go on; a job without a worker waits anyway."""
        if self.run.waiting:
            return
        if self.run.paused:
            self.run.resume()
        else:
            self.run.pause()
        self.changed.emit()

    def cancel(self) -> None:
        """Ask the worker to end."""
        self.run.cancel()
        self.changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()

    def _on_outcome(self, outcome: Finished | Failed) -> None:
        self.outcome = outcome
        self.changed.emit()


class JobList(QObject):
    """All jobs of the window, the oldest first."""

    changed = Signal(int)
    """Number of a job that is getting on."""
    listed = Signal()
    """There is a job more, or there are some less."""
    all_ended = Signal()
    """No job goes on any more."""

    def __init__(self, pool: WorkerPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pool = pool
        self.chosen: ListedJob | None = None
        """The one that the page of jobs shows; None where it shows none."""
        self._jobs: list[ListedJob] = []
        self._started = 0

    @property
    def jobs(self) -> tuple[ListedJob, ...]:
        """The jobs, the oldest first."""
        return tuple(self._jobs)

    @property
    def last(self) -> ListedJob | None:
        """The job that was asked for last; None where there is none."""
        return self._jobs[-1] if self._jobs else None

    @property
    def last_ended(self) -> ListedJob | None:
        """The latest of those that are over; None where there is none."""
        return next((job for job in self._jobs[::-1] if not job.run.running), None)

    @property
    def running(self) -> tuple[ListedJob, ...]:
        """The jobs that go on: waiting, at work or paused."""
        return tuple(job for job in self._jobs if job.run.running)

    @property
    def urls_in_use(self) -> frozenset[str]:
        """Of the books that jobs write now, or will."""
        return frozenset(job.order.url for job in self.running)

    def numbered(self, number: int) -> ListedJob | None:
        """The job of that number, if it is still listed."""
        return next((job for job in self._jobs if job.number == number), None)

    def make(self, order: RunOrder, again: Callable[[], None]) -> ListedJob:
        """List a job; who asked for it connects to its run, then submits it.

        Args:
            order: What it is asked to do.
            again: Asks for the same once more.
        """
        self._started += 1
        job = ListedJob(self._started, order, again, self.pool)
        job.setParent(self)
        job.run.began.connect(self._on_taken)
        job.run.ended.connect(self._on_taken)
        job.run.ended.connect(self._on_ended)
        job.changed.connect(lambda: self.changed.emit(job.number))
        self._jobs.append(job)
        self.listed.emit()
        return job

    def submit(self, job: ListedJob) -> None:
        """Carry it out as soon as a worker is free."""
        self.pool.submit(job.run)
        job.changed.emit()

    def _on_taken(self) -> None:
        """Those that wait have moved up."""
        for job in self._jobs:
            if job.run.waiting:
                self.changed.emit(job.number)

    def _on_ended(self) -> None:
        if not self.running:
            self.all_ended.emit()

    def clear_ended(self) -> None:
        """Forget the jobs that have ended."""
        ended = [job for job in self._jobs if not job.run.running]
        self._jobs = [job for job in self._jobs if job not in ended]
        for job in ended:
            job.deleteLater()
        self.listed.emit()
