"""Writes of many requests in one transaction: each waits for its own, all share one commit.

While one group is written in a thread, the next one gathers; nobody waits for a clock.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


class Grouped(Generic[ItemT]):
    """Gathers items, and writes them together."""

    def __init__(self, write: Callable[[Sequence[ItemT]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[tuple[ItemT, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, item: ItemT) -> None:
        """Return when the item is written.

        Raises:
            RoamingError: Whatever the writing of its group raised.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        await written

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await self._write([item for item, _ in group])
            except BaseException as error:  # noqa: BLE001 (whoever waits is told, and raises it)
                for _, written in group:
                    if not written.done():
                        written.set_exception(error)
            else:
                for _, written in group:
                    if not written.done():
                        written.set_result(None)
