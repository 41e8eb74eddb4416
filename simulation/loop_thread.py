"""An event loop in a thread of its own, for code that waits."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from typing import Any, Self, TypeVar

ResultT = TypeVar("ResultT")


class LoopThread:
    """Steps are done there, and waited for here."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="drive", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, step: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Do a step there; return what it returns."""
        return asyncio.run_coroutine_threadsafe(step, self._loop).result()

    def time_s(self) -> float:
        """Its clock, which never goes back."""
        return self._loop.time()
