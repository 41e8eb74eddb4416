"""One thread that reads the pipes of all workers, so that the window never waits for one.

It sleeps until something arrives. What arrives goes to the inbox of its worker; a None at its end
says that the other end was closed.
"""

from collections import deque
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from threading import Thread

from simulation.feed import Message
from simulation.feed_bytes import Idle, receive_message

Inbox = deque[Message | Idle | None]


class PipeReader:
    """Starts its thread with the first pipe, and ends it by ``close``."""

    def __init__(self, arrived: Callable[[], None]) -> None:
        """Get ready.

        Args:
            arrived: Called in the thread after something was put into an inbox.
        """
        self._arrived = arrived
        self._added: deque[tuple[Connection, Inbox]] = deque()
        self._inboxes: dict[Connection, Inbox] = {}
        self._word, self._bell = Pipe(duplex=False)
        self._thread: Thread | None = None

    def add(self, connection: Connection, inbox: Inbox) -> None:
        """Read this pipe too, until its other end is closed; then it may be closed here."""
        self._added.append((connection, inbox))
        if self._thread is None:
            self._thread = Thread(target=self._read, name="pipes", daemon=True)
            self._thread.start()
        self._bell.send_bytes(b"+")

    def close(self) -> None:
        """Wait for the end of the thread; what is in no inbox by then is lost."""
        if self._thread is not None:
            self._bell.send_bytes(b"!")
            self._thread.join()
            self._thread = None
        self._bell.close()
        self._word.close()

    def _read(self) -> None:
        while True:
            for pipe in wait([self._word, *self._inboxes]):
                assert isinstance(pipe, Connection)
                if pipe is not self._word:
                    self._receive(pipe)
                elif pipe.recv_bytes() == b"!":
                    return
                else:
                    self._inboxes.update([self._added.popleft()])

    def _receive(self, connection: Connection) -> None:
        inbox = self._inboxes[connection]
        try:
            inbox.append(receive_message(connection))
        except (EOFError, OSError):
            del self._inboxes[connection]
            inbox.append(None)
        self._arrived()
