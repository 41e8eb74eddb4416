"""An experiment in a warm worker of the window: its points come back as they are played.

Sends ``Progress``, a ``Found`` with each ``Played``, and at last ``Finished`` with an
``ExperimentEnd``; obeys the words of ``feed.Control``. The worker has a crew of its own.
"""

from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Final

from simulation.control import Gate, Stopwatch
from simulation.experiment.carry_out import carry_out, refuse_impossible
from simulation.experiment.crew_choice import crew_of
from simulation.experiment.order import Order
from simulation.experiment.played import Played
from simulation.experiment.result_folder import ResultFolder
from simulation.feed import NO_BOOKS, Finished, Found, Progress
from simulation.job_pipe import JobPipe, Task

TOLD_EVERY_S: Final = 0.05
"""Points and progress are sent together, no more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentEnd:
    """How an experiment ended; its points came before."""

    points: int
    """Points that were sent."""
    folder: str
    """Where they are kept; empty: nowhere."""


def experiment_task(order: Order, *, folder: str = "", crew: str = "") -> Task:
    """What a worker of the window is asked to do.

    Args:
        order: The experiment.
        folder: Where points are kept and an earlier, unfinished run is resumed from; empty: none.
        crew: As ``crew_of`` takes it: empty for this machine's processors.
    """
    work = partial(experiment_in_worker, order, folder, crew)
    return Task(work=work, path="", seed=None, url="")


def experiment_in_worker(
    order: Order, folder: str, crew: str, pipe: JobPipe, _path: str, _seed: int | None, _url: str
) -> None:
    """Carry an experiment out and tell the window; the last message is Finished.

    Raises:
        RoamingError: The order cannot be carried out.
        BrokenPipeError: The window has gone; what was kept stays.
    """
    watch = Stopwatch()
    gate = Gate(pipe.next_word, watch)
    refuse_impossible(order)
    told = _Told(pipe)
    with closing(crew_of(crew)) as playing, _kept(folder, order) as kept:
        for played in carry_out(
            order,
            playing,
            known=() if kept is None else kept.known(),
            keep=None if kept is None else kept.keep,
            on_progress=told.show,
            is_cancelled=lambda: not gate.is_open(),
        ):
            told.add(played)
    told.flush()
    end = ExperimentEnd(points=told.count, folder=folder)
    pipe.send(
        Finished(
            cancelled=gate.is_cancelled,
            summary=NO_BOOKS,
            kpis={},
            seconds=watch.elapsed_s,
            answer=end,
        )
    )


def _kept(folder: str, order: Order) -> AbstractContextManager[ResultFolder | None]:
    return ResultFolder.opened(Path(folder), order) if folder else nullcontext()


class _Told:
    """What the window has not been told yet."""

    def __init__(self, pipe: JobPipe) -> None:
        self._pipe = pipe
        self._points: list[Played] = []
        self._progress: Progress | None = None
        self._due_s = 0.0
        self.count = 0

    def add(self, played: Played) -> None:
        self._points.append(played)
        self.count += 1

    def show(self, progress: Progress) -> None:
        self._progress = progress
        if perf_counter() >= self._due_s:
            self.flush()

    def flush(self) -> None:
        """Tell it, points first: progress never counts one that is not there."""
        for played in self._points:
            self._pipe.send(Found(played))
        self._points.clear()
        if self._progress is not None:
            self._pipe.send(self._progress)
            self._progress = None
        self._due_s = perf_counter() + TOLD_EVERY_S
