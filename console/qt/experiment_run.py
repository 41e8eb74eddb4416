"""An experiment under way in a worker: what was played so far, asked for, extended, ended early.

Whoever shows it reads ``tally`` on ``changed``, which comes a few times a second at most.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Signal

from console.present.scenario_choice import ScenarioCard
from console.qt.job_list import JobList, ListedJob, RunOrder
from simulation.experiment.order import Order
from simulation.experiment.played import Played
from simulation.experiment.tally import Tally
from simulation.feed import Failed, Finished
from simulation.job_pipe import Task

SHOWN_EVERY_S: Final = 0.5
RESTS: Final = 10
"""How much longer than showing took nothing is shown again: a large network takes its time."""


@dataclass(frozen=True, slots=True)
class ResultAbout:
    """What must be known of a scenario to show what it came to."""

    currency: str = ""
    """Of the network; empty: not known."""
    imputed: str = ""
    """What to write beside every amount; empty where all prices are published."""


TaskOf = Callable[[Order], Task]
"""Makes an experiment the task of a worker."""


class ExperimentRun(QObject):
    """At most one experiment at a time; the next replaces it."""

    began = Signal()
    """Another experiment was asked for."""
    changed = Signal()
    """More was played."""
    progress = Signal(object)
    finished = Signal(object)
    """``Finished``: all was played, or it was ended early."""
    failed = Signal(object)
    """``Failed``: why nothing more comes."""
    state_changed = Signal()
    """The job waits, goes on, pauses or was asked to end."""

    def __init__(self, jobs: JobList, task_of: TaskOf, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._task_of = jobs, task_of
        self._due_s = 0.0
        self.tally: Tally | None = None
        """What was played; None before the first experiment."""
        self.job: ListedJob | None = None
        self._title = ""
        self.about = ResultAbout()

    @property
    def is_running(self) -> bool:
        """Whether more is to come."""
        return self.job is not None and self.job.run.running

    @property
    def is_done(self) -> bool:
        """Whether something was played, and nothing more comes."""
        return self.tally is not None and self.tally.done > 0 and not self.is_running

    def start(self, order: Order, title: str, about: ResultAbout) -> None:
        """Play an experiment; of one that goes on nothing more is heard."""
        self.tally, self.about = Tally(order), about
        self._play(order, title)

    def show(self, tally: Tally, title: str, about: ResultAbout) -> None:
        """Have what was played elsewhere; of what goes on here nothing more is heard."""
        if self.is_running:
            self.stop()
        self.job, self.tally, self.about, self._title = None, tally, about, title
        self.changed.emit()

    def extend(self, replications: int) -> None:
        """Add replications to each setting, on the random numbers that follow."""
        assert self.tally is not None
        tally = self.tally
        counts = [tally.count(cell) for cell in range(len(tally.order.cells))]
        order = replace(
            tally.order, first_replication=min(counts), replications=replications, targets=()
        )
        self._play(order, self._title)

    def stop(self) -> None:
        """End it early: what was played is kept."""
        if self.job is not None:
            self.job.cancel()

    def pause_or_resume(self) -> None:
        """Let the worker wait, or go on."""
        if self.job is not None:
            self.job.pause_or_resume()

    def snapshot(self) -> Tally:
        """What was played, to be read beside the window's thread."""
        assert self.tally is not None
        kept = Tally(self.tally.order)
        for cell in range(len(kept.order.cells)):
            for played in self.tally.played(cell):
                kept.add(played)
        return kept

    def _play(self, order: Order, title: str) -> None:
        if self.is_running:
            self.stop()
        self._title = title
        card = ScenarioCard(
            name=order.base.source, path="", title=title, description="", parameters=()
        )
        asked = RunOrder(card=card, task=self._task_of(order), is_run=False, title=title)
        job = self._jobs.make(asked, lambda: self.start(order, title, self.about))
        self.job = job
        job.run.found.connect(lambda parts: self._on_found(job, parts))
        job.run.progress.connect(lambda progress: self._tell(job, self.progress, progress))
        job.run.finished.connect(lambda finished: self._on_finished(job, finished))
        job.run.failed.connect(lambda failed: self._on_failed(job, failed))
        job.changed.connect(lambda: self._on_state(job))
        self._due_s = 0.0
        self.began.emit()
        self._jobs.submit(job)

    def _tell(self, job: ListedJob, signal: object, value: object) -> None:
        if job is self.job:
            signal.emit(value)  # type: ignore[attr-defined]

    def _on_state(self, job: ListedJob) -> None:
        if job is self.job:
            self.state_changed.emit()

    def _on_found(self, job: ListedJob, parts: tuple[object, ...]) -> None:
        if job is not self.job or self.tally is None:
            return
        for part in parts:
            assert isinstance(part, Played)
            self.tally.add(part)
        began_s = monotonic()
        if began_s >= self._due_s:
            self.changed.emit()
            ended_s = monotonic()
            self._due_s = ended_s + max(SHOWN_EVERY_S, RESTS * (ended_s - began_s))

    def _on_finished(self, job: ListedJob, finished: Finished) -> None:
        if job is self.job:
            self.changed.emit()
            self.finished.emit(finished)

    def _on_failed(self, job: ListedJob, failed: Failed) -> None:
        if job is self.job:
            self.changed.emit()
            self.failed.emit(failed)
