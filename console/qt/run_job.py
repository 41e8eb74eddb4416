"""A job as the window sees it: asked for, waiting for a worker, at work, over; signals by frame.

What its worker sends is collected and passed on by the frame clock of the pool, coalesced: ledger
rows every frame, plots ten times a second, figures four times a second.
"""

from time import monotonic
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from console.qt.pool_worker import PoolWorker
from simulation.feed import (
    Control,
    Failed,
    Finished,
    Found,
    LedgerBatch,
    Message,
    Progress,
    Standing,
    Utilisation,
)
from simulation.job_pipe import Task

PLOT_EVERY_S: Final = 0.1
FIGURES_EVERY_S: Final = 0.25
GRACE_S: Final = 5.0
"""How long a cancelled worker may take to end by itself."""


class RunJob(QObject):
    """One task, carried out once; ``WorkerPool.submit`` begins it."""

    began = Signal()
    """A worker has it."""
    progress = Signal(object)
    rows = Signal(object)
    """Array of dtype ``LEDGER_ROW``, not to be written: all entries since the last frame."""
    utilisation = Signal(object)
    standing = Signal(object)
    """The ``Summary`` of the books."""
    found = Signal(object)
    """Tuple of what was found out since the last frame."""
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()
    """After ``finished`` or ``failed``; alone if it was cancelled before a worker had it."""

    def __init__(self, task: Task, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.task: Final = task
        self._worker: PoolWorker | None = None
        self._submitted = self._over = self._paused = False
        self._cancelled_at_s: float | None = None
        self._outcome: Finished | Failed | None = None
        self._batches: list[NDArray[Any]] = []
        self._parts: list[object] = []
        self._latest: dict[type, Message] = {}
        self._next_due = {Utilisation: 0.0, Standing: 0.0}

    @property
    def pid(self) -> int | None:
        """Process id of the worker; None while there is none."""
        return None if self._worker is None else self._worker.pid

    @property
    def running(self) -> bool:
        """Whether it goes on: waiting, at work or paused."""
        return self._submitted and not self._over

    @property
    def waiting(self) -> bool:
        """Whether no worker has had it yet."""
        return self._worker is None and not self._over

    @property
    def paused(self) -> bool:
        """Whether the worker was asked to pause."""
        return self._paused

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to end."""
        return self._cancelled_at_s is not None

    @property
    def is_overdue(self) -> bool:
        """Whether its worker was asked to end ``GRACE_S`` ago."""
        return self._cancelled_at_s is not None and monotonic() > self._cancelled_at_s + GRACE_S

    def pause(self) -> None:
        """Ask the worker to stop between two steps and wait."""
        self._paused = True
        self._tell(Control.PAUSE)

    def resume(self) -> None:
        """Ask a paused worker to go on."""
        self._paused = False
        self._tell(Control.RESUME)

    def cancel(self) -> None:
        """Ask the worker to end, and the pool to end one that does not."""
        if self.running and self._cancelled_at_s is None:
            self._cancelled_at_s = monotonic()
            self._tell(Control.CANCEL)

    def _tell(self, word: Control) -> None:
        if self._worker is not None and self.running:
            self._worker.tell(word)

    def submit(self) -> None:
        """It was asked for."""
        assert not self._submitted, "a job is carried out once"
        self._submitted = True

    def begin(self, worker: PoolWorker) -> None:
        """This worker has it; what was asked meanwhile is told to it."""
        self._worker = worker
        if self._paused:
            self._tell(Control.PAUSE)
        if self._cancelled_at_s is not None:
            self._cancelled_at_s = monotonic()  # Its grace begins when it can hear of it.
            self._tell(Control.CANCEL)
        self.began.emit()

    def hear(self, message: Message) -> None:
        """Take what its worker says; ``pass_on`` tells it."""
        if isinstance(message, LedgerBatch):
            self._batches.append(message.rows)
        elif isinstance(message, Found):
            self._parts.append(message.part)
        elif isinstance(message, Finished | Failed):
            self._outcome = message
        else:
            self._latest[type(message)] = message

    def pass_on(self) -> None:
        """Tell what has come since the last frame, as far as it is due."""
        batches, self._batches = self._batches, []
        if batches:
            self.rows.emit(np.concatenate(batches) if len(batches) > 1 else batches[0])
        parts, self._parts = self._parts, []
        if parts:
            self.found.emit(tuple(parts))
        now_s = monotonic()
        progress = self._latest.pop(Progress, None)
        if progress is not None:
            self.progress.emit(progress)
        if self._is_due(Utilisation, now_s, PLOT_EVERY_S):
            self.utilisation.emit(self._latest.pop(Utilisation))
        if self._is_due(Standing, now_s, FIGURES_EVERY_S):
            standing = self._latest.pop(Standing)
            assert isinstance(standing, Standing)
            self.standing.emit(standing.summary)

    def _is_due(self, kind: type[Message], now_s: float, every_s: float) -> bool:
        if kind not in self._latest or now_s < self._next_due[kind]:
            return False
        self._next_due[kind] = now_s + every_s
        return True

    def end(self, died: Failed | None = None) -> None:
        """It is over; tell all that is left.

        Args:
            died: Why there is no outcome; None if it was cancelled before a worker had it.
        """
        assert not self._over
        self._next_due = dict.fromkeys(self._next_due, 0.0)
        self.pass_on()
        self._over, self._paused = True, False
        outcome = self._outcome or died
        if isinstance(outcome, Finished):
            self.finished.emit(outcome)
        elif outcome is not None:
            self.failed.emit(outcome)
        self.ended.emit()
