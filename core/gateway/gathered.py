"""Many who ask at once are served together: one thread, one transaction, an answer for each.

A commit costs what it costs, for one CDR or for a hundred. Whoever comes while a group is being
worked on is in the next one, so that under load groups grow by themselves; who comes first waits
a few milliseconds for others.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.domain.errors import RoamingError, StoreError

AskedT = TypeVar("AskedT")
ToldT = TypeVar("ToldT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How groups are formed."""

    wait_s: float = 0.003
    """How long the first of a group waits for others."""
    together_max: int = 200
    """So many are a group, at most."""
    waiting_max: int = 4_000
    """Who comes when so many wait is told to come again."""


class Gathered(Generic[AskedT, ToldT]):
    """A queue before one thread; everything else runs on the event loop."""

    def __init__(
        self,
        name: str,
        serve: Callable[[Sequence[AskedT]], Sequence[ToldT | RoamingError]],
        after: Callable[[], object] | None = None,
        pace: Pace | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            name: Of its thread.
            serve: Serves a group in the thread, one answer each, in its order.
            after: What is to be done when nobody waits any more, or after a second; in the thread.
            pace: How groups are formed.
        """
        self._serve = serve
        self._after = after
        self._pace = pace or Pace()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[AskedT, asyncio.Future[ToldT]]] = []
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False

    async def ask(self, asked: AskedT) -> ToldT:
        """The answer, when the group it was served with is committed.

        Raises:
            RoamingError: What is wrong with it; nothing of it is kept.
            StoreError: Too many wait, the books cannot be written, or the hub is closing.
        """
        if self._is_closed:
            raise StoreError("the hub is closing; send it again later")
        if len(self._waiting) >= self._pace.waiting_max:
            raise StoreError(f"{self._pace.waiting_max} others wait already; send it again later")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[ToldT] = loop.create_future()
        self._waiting.append((asked, future))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._run())
        return await future

    async def close(self) -> None:
        """Serve who waits, then refuse everybody."""
        self._is_closed = True
        if self._task is not None:
            await self._task
        self._thread.shutdown()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        rested_at = loop.time()
        await asyncio.sleep(self._pace.wait_s)
        while self._waiting:
            most = self._pace.together_max
            group, self._waiting = self._waiting[:most], self._waiting[most:]
            asked = [one for one, _ in group]
            told = await loop.run_in_executor(self._thread, self._served, asked)
            for (_, future), answer in zip(group, told, strict=True):
                _settle(future, answer)
            if self._after is not None and (not self._waiting or loop.time() - rested_at > 1):
                await loop.run_in_executor(self._thread, self._rest)
                rested_at = loop.time()

    def _served(self, asked: Sequence[AskedT]) -> Sequence[ToldT | BaseException]:
        """One answer each: an error that is not one's own is looked for by serving each alone."""
        try:
            return self._serve(asked)
        except StoreError as error:
            return [error] * len(asked)
        except Exception as error:  # noqa: BLE001 (whoever asked is told; the thread lives on)
            if len(asked) == 1:
                return [error]
            return [answer for one in asked for answer in self._served([one])]

    def _rest(self) -> None:
        assert self._after is not None
        try:
            self._after()
        except StoreError:
            return  # it is done again after the next group


def _settle(future: "asyncio.Future[ToldT]", answer: ToldT | BaseException) -> None:
    if future.done():  # whoever asked has gone away
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
