"""Pause, resume and cancel: what a running job asks itself between two steps."""

from collections.abc import Callable
from time import perf_counter, sleep
from typing import Final

from simulation.feed import Control

PAUSE_POLL_S: Final = 0.02

NextWord = Callable[[], Control | None]
"""The next word of the window, or None if there is none; it does not wait."""


class Stopwatch:
    """Seconds since it was made, pauses not counted."""

    def __init__(self) -> None:
        self._began_s = perf_counter()
        self._paused_s = 0.0

    @property
    def elapsed_s(self) -> float:
        """Seconds worked."""
        return perf_counter() - self._began_s - self._paused_s

    def leave_out(self, seconds: float) -> None:
        """Take a pause off."""
        self._paused_s += seconds


class Gate:
    """Holds a job while it is paused, and stops it when it is cancelled."""

    def __init__(self, next_word: NextWord, watch: Stopwatch) -> None:
        self._next_word = next_word
        self._watch = watch
        self.is_cancelled = False

    def is_open(self) -> bool:
        """Whether the job may go on; waits as long as it is paused."""
        began_s, paused, was_paused = perf_counter(), False, False
        while not self.is_cancelled:
            word = self._next_word()
            if word is Control.CANCEL:
                self.is_cancelled = True
            elif word is not None:
                paused = word is Control.PAUSE
                was_paused |= paused
            elif not paused:
                break
            else:
                sleep(PAUSE_POLL_S)
        if was_paused:
            self._watch.leave_out(perf_counter() - began_s)
        return not self.is_cancelled
