"""A task as a value, and the worker's end of the pipe that brings it."""

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Self

from simulation.feed import Control, Message
from simulation.feed_bytes import Idle, send_message


class JobPipe:
    """What a worker hears from its window and tells it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, message: Message) -> None:
        """Tell the window.

        Raises:
            BrokenPipeError: There is no window any more.
        """
        send_message(self._connection, message)

    def tell_idle(self, done: int) -> None:
        """Say that another task is welcome, and how many were carried out."""
        send_message(self._connection, Idle(done))

    def poll(self, timeout_s: float = 0.0) -> bool:
        """Whether there is a word to read, or nobody any more to say one."""
        return self._connection.poll(timeout_s)

    def read_word(self) -> Control:
        """The next word of the window; waits for it. CANCEL if there is no window any more."""
        try:
            return Control(self._connection.recv())
        except (EOFError, ConnectionResetError):
            return Control.CANCEL

    def next_word(self) -> Control | None:
        """The next word of the window, or None if there is none; it does not wait."""
        return self.read_word() if self.poll() else None

    def next_task(self) -> "Task | None":
        """Wait for a task; None if there is no window any more.

        A word that was meant for the last task, and came after its end, means nothing.
        """
        try:
            while not isinstance(received := self._connection.recv(), Task):
                Control(received)
        except (EOFError, ConnectionResetError):
            return None
        return received


Work = Callable[[JobPipe, str, int | None, str], None]
"""What a worker does: pipe, path of a file, seed, URL of the books.

A function of a module, or a ``partial`` of one: it is pickled by its name. It sends ``Finished`` as
its last message, or raises.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is asked to do; a value, so the same can be asked again."""

    work: Work
    path: str
    """Of a scenario, or of a file to replay."""
    seed: int | None
    """None for the scenario's own."""
    url: str
    """Of the books."""

    def into(self, url: str) -> Self:
        """The same, into other books."""
        return type(self)(work=self.work, path=self.path, seed=self.seed, url=url)
