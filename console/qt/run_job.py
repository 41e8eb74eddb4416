"""A run in a worker process, as the window sees it: signals, at most one set a frame.

A thread waits for the pipe, one frame clock of 33 ms drains what came and passes it on coalesced:
ledger rows every frame, plots ten times a second, figures four times a second. The process is
spawned, never forked: a fork of a process with Qt in it is broken.
"""

from collections import deque
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from simulation.feed import (
    Control,
    Failed,
    Finished,
    LedgerBatch,
    Message,
    Progress,
    Standing,
    Utilisation,
)

FRAME_MS: Final = 33
PLOT_EVERY_S: Final = 0.1
FIGURES_EVERY_S: Final = 0.25
GRACE_S: Final = 5.0
"""How long a cancelled worker may take to end by itself."""

Work = Callable[[Connection, str, int | None, str], None]
"""What the worker process runs: pipe, scenario path, seed, URL of the books."""


class RunJob(QObject):
    """One run of one scenario; started once."""

    progress = Signal(object)
    rows = Signal(object)
    """Array of dtype ``LEDGER_ROW``: all entries since the last frame."""
    utilisation = Signal(object)
    standing = Signal(object)
    """The ``Summary`` of the books."""
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()
    """After ``finished`` or ``failed``, when the process is gone."""

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._reader: Thread | None = None
        self._inbox: deque[Message | None] = deque()
        self._outcome: Finished | Failed | None = None
        self._latest: dict[type, Message] = {}
        self._next_due = {Utilisation: 0.0, Standing: 0.0}
        self._deadline = float("inf")
        self._paused = False
        self._clock = QTimer(self)
        self._clock.setInterval(FRAME_MS)
        self._clock.timeout.connect(self._on_frame)

    def start(self, scenario_path: str, seed: int | None, url: str) -> None:
        """Spawn the worker; if the system has no room for one, ``failed`` and ``ended`` follow."""
        assert self._process is None, "a job is started once"
        context = get_context("spawn")
        here, there = context.Pipe()
        arguments = (there, scenario_path, seed, url)
        self._process = context.Process(target=self._work, args=arguments, daemon=True)
        try:
            self._process.start()
        except OSError as error:
            here.close()
            there.close()
            text = self.tr("No worker process can be started: {why}").format(why=error.strerror)
            self.failed.emit(Failed(message=text, traceback=""))
            self.ended.emit()
            return
        there.close()
        self._connection = here
        self._reader = Thread(target=_receive, args=(here, self._inbox), daemon=True)
        self._reader.start()
        self._clock.start()

    @property
    def pid(self) -> int | None:
        """Process id of the worker; None before the start."""
        return None if self._process is None else self._process.pid

    @property
    def running(self) -> bool:
        """Whether the worker still works, paused or not."""
        return self._clock.isActive()

    @property
    def paused(self) -> bool:
        """Whether the worker was asked to pause."""
        return self._paused

    def pause(self) -> None:
        """Ask the worker to stop between two steps and wait."""
        self._paused = True
        self._send(Control.PAUSE)

    def resume(self) -> None:
        """Ask a paused worker to go on."""
        self._paused = False
        self._send(Control.RESUME)

    def cancel(self) -> None:
        """Ask the worker to end; one that does not is ended after ``GRACE_S``."""
        self._deadline = min(self._deadline, monotonic() + GRACE_S)
        self._send(Control.CANCEL)

    def _send(self, word: Control) -> None:
        if self._connection is not None and self.running:
            try:
                self._connection.send(word)
            except OSError:  # The worker is gone: the next frame says so.
                return

    def _on_frame(self) -> None:
        if monotonic() > self._deadline and self._process is not None:
            self._process.terminate()
        batches = []
        closed = False
        while self._inbox:
            message = self._inbox.popleft()
            if message is None:
                closed = True
            elif isinstance(message, LedgerBatch):
                batches.append(message.rows)
            elif isinstance(message, Finished | Failed):
                self._outcome = message
            else:
                self._latest[type(message)] = message
        if batches:
            self.rows.emit(np.concatenate(batches) if len(batches) > 1 else batches[0])
        self._pass_on(everything=closed)
        if closed:
            self._end()

    def _pass_on(self, *, everything: bool) -> None:
        now = monotonic()
        progress = self._latest.pop(Progress, None)
        if progress is not None:
            self.progress.emit(progress)
        if Utilisation in self._latest and (everything or now >= self._next_due[Utilisation]):
            self._next_due[Utilisation] = now + PLOT_EVERY_S
            self.utilisation.emit(self._latest.pop(Utilisation))
        if Standing in self._latest and (everything or now >= self._next_due[Standing]):
            self._next_due[Standing] = now + FIGURES_EVERY_S
            standing = self._latest.pop(Standing)
            assert isinstance(standing, Standing)
            self.standing.emit(standing.summary)

    def _end(self) -> None:
        assert self._process is not None
        assert self._connection is not None
        assert self._reader is not None
        self._clock.stop()
        self._reader.join()
        self._connection.close()
        self._process.join(GRACE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        outcome = self._outcome or self._without_a_word()
        if isinstance(outcome, Finished):
            self.finished.emit(outcome)
        else:
            self.failed.emit(outcome)
        self.ended.emit()

    def _without_a_word(self) -> Failed:
        assert self._process is not None
        code = self._process.exitcode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        message = self.tr("The worker process {pid} ended without a result: {how}.")
        return Failed(message=message.format(pid=self.pid, how=how), traceback="")


def _receive(connection: Connection, inbox: deque[Message | None]) -> None:
    """Move messages from the pipe to the inbox until the other end is closed; then a None."""
    try:
        while True:
            inbox.append(connection.recv())
    except (EOFError, OSError):
        inbox.append(None)
