"""A crew of processes on this machine: one that dies is replaced, and its point played again.

Processes are spawned, never forked: the window's process has threads. Each holds one pipe; what it
plays is known here, so ``kill -9`` loses no point and plays none twice.
"""

import os
import signal
from collections import deque
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Final

from core.domain.errors import WorkerError
from simulation.experiment.crew import Reply, tried_point
from simulation.experiment.point import Point

DEATHS_MAX: Final = 3
"""So many processes may die over one point; then it is the point."""

Given = tuple[int, Point]


class _Player:
    """One process, and what it plays."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_play, args=(theirs,), daemon=True)
        try:
            self.process.start()
        except OSError as error:
            self.connection.close()
            raise WorkerError(f"no process can be started: {error.strerror}") from error
        finally:
            theirs.close()
        self.given: Given | None = None

    def close(self) -> None:
        """End it, if it has not ended."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.connection.close()


class LocalCrew:
    """At most ``size`` processes; each is started with its first point."""

    def __init__(self, size: int) -> None:
        assert size >= 1, size
        self._size = size
        self._players: list[_Player] = []
        self._waiting: deque[Given] = deque()
        self._deaths: dict[int, int] = {}

    @property
    def room(self) -> int:
        """Processes without a point."""
        busy = sum(one.given is not None for one in self._players)
        return max(self._size - busy - len(self._waiting), 0)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of those that are there."""
        return tuple(one.process.pid for one in self._players if one.process.pid is not None)

    def give(self, ticket: int, point: Point) -> None:
        """Hand a point to a free process, or to a new one.

        Raises:
            WorkerError: No process can be started.
        """
        self._waiting.append((ticket, point))
        self._dispatch()

    def next_reply(self, timeout_s: float) -> tuple[int, Reply] | None:
        """The next point that is done, after replacing who died; None: nobody was in time.

        Raises:
            WorkerError: A point ended ``DEATHS_MAX`` processes, or none can be started.
        """
        self._dispatch()
        ready = wait([one.connection for one in self._players], timeout_s)
        for player in [one for one in self._players if one.connection in ready]:
            try:
                ticket, reply = player.connection.recv()
            except (EOFError, OSError):
                self._bury(player)
                self._dispatch()
                continue
            player.given = None
            self._dispatch()
            return ticket, reply
        return None

    def close(self) -> None:
        """End all processes."""
        self._waiting.clear()
        for player in self._players:
            player.close()
        self._players.clear()

    def _dispatch(self) -> None:
        while self._waiting:
            player = next((one for one in self._players if one.given is None), None)
            if player is None:
                if len(self._players) >= self._size:
                    return
                player = _Player()
                self._players.append(player)
            player.given = self._waiting.popleft()
            # One that died while it waited took nothing; its pipe says so, and it is buried.
            with suppress(OSError):
                player.connection.send(player.given)

    def _bury(self, player: _Player) -> None:
        """Let go of a process that died; its point is played again, before any other."""
        self._players.remove(player)
        player.process.join(timeout=5)
        code = player.process.exitcode
        player.close()
        if player.given is None:
            return
        ticket, point = player.given
        self._deaths[ticket] = self._deaths.get(ticket, 0) + 1
        if self._deaths[ticket] >= DEATHS_MAX:
            raise WorkerError(
                f"{point.source}, replication {point.replication}: {DEATHS_MAX} processes died "
                f"of it, the last one with {_ending(code)}"
            )
        self._waiting.appendleft(player.given)


def _ending(code: int | None) -> str:
    return f"exit code {code}" if code is None or code >= 0 else f"signal {-code}"


def _play(connection: Connection) -> None:
    """Entry of a process: play what comes until nobody sends any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the parent; its end is heard here.
    Thread(target=_leave_with_the_parent, daemon=True).start()
    with connection, suppress(EOFError, OSError):
        while True:
            ticket, point = connection.recv()
            connection.send((ticket, tried_point(point)))


def _leave_with_the_parent() -> None:
    """End in the middle of a point if the parent was killed."""
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
