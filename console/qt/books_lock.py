"""One console for each file of books: a lock file beside it, which names who holds it.

Databases on a server have no lock: they are made for many readers. The lock of a console that died
is recognised by its process and taken over.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLockFile

from console.present.book_address import file_of_url


@dataclass(frozen=True, slots=True)
class Holder:
    """Another console that shows the same books."""

    pid: int
    host: str

    @property
    def text(self) -> str:
        """Who it is, for people."""
        translate = QCoreApplication.translate
        if not self.pid:
            return translate("Holder", "another program")
        text = translate("Holder", "process {pid} on {host}")
        return text.format(pid=self.pid, host=self.host)


class BooksLock:
    """The lock of one file of books."""

    def __init__(self) -> None:
        self._lock: QLockFile | None = None

    def take(self, url: str) -> Holder | None:
        """Hold the lock of these books.

        Returns:
            None if they are ours alone, cannot be locked, as on a server, or lie where nobody may
            write; else who holds them, and then no lock is held.
        """
        assert self._lock is None
        file = file_of_url(url)
        if file is None:
            return None
        lock = QLockFile(f"{Path(file).resolve()}.lock")
        lock.setStaleLockTime(0)
        if lock.tryLock(0):
            self._lock = lock
            return None
        if lock.error() is not QLockFile.LockError.LockFailedError:
            return None
        pid, host, _ = lock.getLockInfo()
        return Holder(pid, host)

    def release(self) -> None:
        """Let others have them."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
