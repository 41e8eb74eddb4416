"""One worker process in the window's hands: its pipe, its inbox, and what it wrote as it died.

The process is spawned, never forked: a fork of a process with Qt in it is broken.
"""

import signal
from collections import deque
from multiprocessing import get_context
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from time import monotonic
from typing import Final

from console.qt.pipe_reader import Inbox
from simulation.feed import Control
from simulation.job_pipe import Task
from simulation.warm_worker import WarmUp, serve

END_WITHIN_S: Final = 5.0
"""How long a process may take to be gone when it has closed its pipe."""
SHOWN_BYTES: Final = 16_384
"""Of what a worker wrote last; a traceback is shorter."""


class PoolWorker:
    """Alive from its making until ``is_gone``."""

    def __init__(self, errors: Path, warm_up: WarmUp | None) -> None:
        """Spawn the process.

        Args:
            errors: A file, not there yet, for what it writes to standard error.
            warm_up: What it loads before it is asked for anything.

        Raises:
            OSError: The system has no room for a process.
        """
        self._errors = errors
        self._errors_at = 0
        self._hung_up_at_s: float | None = None
        self.inbox: Inbox = deque()
        self.given = 0
        """Tasks it was given."""
        self.done: int | None = None
        """Tasks it carried out; None while it starts."""
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, str(errors), warm_up), daemon=True
        )
        try:
            self._process.start()
        except OSError:
            self.connection.close()
            raise
        finally:
            theirs.close()
        pid = self._process.pid
        assert pid is not None
        self.pid: Final = pid

    @property
    def is_starting(self) -> bool:
        """Whether it has not said yet that it is there."""
        return self.done is None

    @property
    def has_hung_up(self) -> bool:
        """Whether its pipe is closed: it takes no task any more."""
        return self._hung_up_at_s is not None

    @property
    def is_free(self) -> bool:
        """Whether it can be given a task; one that starts will find it when it is there."""
        return self.given == (self.done or 0) and not self.has_hung_up

    @property
    def is_gone(self) -> bool:
        """Whether it has hung up and the process has ended; one that lingers is killed."""
        if self._hung_up_at_s is None:
            return False
        if self._process.exitcode is None and monotonic() > self._hung_up_at_s + END_WITHIN_S:
            self._process.kill()
        return self._process.exitcode is not None

    def give(self, parcel: memoryview) -> None:
        """Hand a task over, as ``parcel_of`` makes it.

        Raises:
            OSError: It has gone.
        """
        assert self.is_free
        self._errors_at = self._errors.stat().st_size if self._errors.exists() else 0
        self.given += 1
        self.connection.send_bytes(parcel)

    def tell(self, word: Control) -> None:
        """Say a word about the task; a worker that is gone hears nothing."""
        try:
            self.connection.send(word)
        except OSError:  # Its pipe will say so, and the next frame with it.
            return

    def hang_up(self) -> None:
        """Its pipe is closed."""
        self._hung_up_at_s = monotonic()

    def kill(self) -> None:
        """End it at once; its pipe will say so."""
        self._process.kill()

    @property
    def how_it_ended(self) -> str:
        """Exit code or signal of a process that is gone."""
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"exit code {code}"
        return f"signal {-code}, {signal.strsignal(-code)}"

    @property
    def was_killed(self) -> bool:
        """Whether it was ended in a way that leaves no last words."""
        return self._process.exitcode == -signal.SIGKILL

    @property
    def last_words(self) -> str:
        """What it wrote to standard error since it was given its last task."""
        if not self._errors.exists():
            return ""
        with self._errors.open("rb") as file:
            file.seek(max(self._errors_at, self._errors.stat().st_size - SHOWN_BYTES))
            return file.read().decode(errors="replace").strip()

    def close(self) -> None:
        """Wait for a process that was killed or is gone; the reader has left its pipe."""
        self._process.join()
        self._process.close()
        self.connection.close()
        self._errors.unlink(missing_ok=True)


def parcel_of(task: Task) -> memoryview:
    """A task as a worker reads it."""
    return ForkingPickler.dumps(task)
