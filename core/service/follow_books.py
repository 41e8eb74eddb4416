"""Follow books that others write: read-only, woken by what is new, verified as they grow."""

from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Self

from core.domain.errors import StoreError
from core.service.open_books import system_clock
from core.service.runtime import Runtime
from core.store.chain_walk import CHAIN_BEGIN, ChainPoint, ChainWalk
from core.store.database import Database
from core.store.engines import Access
from core.store.entry_watch import EntryWatch, watch
from core.store.report_store import last_seq


class FollowedBooks:
    """Books that are open to be followed; a context manager, or close them."""

    def __init__(
        self,
        url: str,
        *,
        after: int = 0,
        point: ChainPoint = CHAIN_BEGIN,
        now: Callable[[], datetime] = system_clock,
    ) -> None:
        """Open them.

        Args:
            url: Where they are; never memory.
            after: Number of the last entry that was read before.
            point: Up to where the chain was verified before.
            now: The clock.

        Raises:
            StoreError: They cannot be read, or end before what was read of them already.
        """
        database = Database(url, Access.READ)
        self.runtime = Runtime(database, now)
        self.first_last_seq = 0
        """Number of the last entry when they were opened."""
        self._walk = ChainWalk(point)
        self._watch: EntryWatch | None = None
        try:
            database.expect_current()
            self._watch = watch(database)
            with database.reading() as connection:
                self.first_last_seq = last_seq(connection)
                self._walk.find_again(connection)
            _expect_no_fewer(database.name, self.first_last_seq, after)
        except StoreError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        if self._watch is not None:
            self._watch.close()
        self.runtime.database.close()

    def wait(self, most_s: float, pipe: Connection) -> bool:
        """Whether there may be something new; see ``EntryWatch.wait``."""
        assert self._watch is not None
        return self._watch.wait(most_s, pipe)

    def verify_on(self, most: int) -> bool:
        """Verify at most so many entries more; False once there is nothing left to verify.

        Raises:
            StoreError: The books cannot be read.
        """
        with self.runtime.database.reading() as connection:
            return self._walk.step(connection, most)

    @property
    def verified(self) -> ChainPoint:
        """Up to where the chain is whole."""
        return self._walk.point

    @property
    def problem(self) -> str:
        """What is wrong after that; empty while nothing is."""
        return self._walk.problem


def _expect_no_fewer(name: str, last: int, after: int) -> None:
    if last < after:
        raise StoreError(
            f"{name}: it ends with entry {last}, but entry {after} was read already: "
            "these are other books"
        )
