"""How late the window's event loop is: a precise timer of 10 ms, and how much later it comes."""

from time import perf_counter
from typing import Final

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer

TICK_S: Final = 0.010


class Lateness:
    """Collects how late each tick is, from its making on."""

    def __init__(self) -> None:
        self._late_s: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(TICK_S * 1000))
        self._timer.timeout.connect(self._on_tick)
        self._last = perf_counter()
        self._timer.start()

    def _on_tick(self) -> None:
        now = perf_counter()
        self._late_s.append(max(0.0, now - self._last - TICK_S))
        self._last = now

    def stop(self) -> None:
        """Collect no more."""
        self._timer.stop()

    def quantile_ms(self, share: float) -> float:
        """Of all ticks so far, in ms."""
        return float(np.quantile(self._late_s, share)) * 1000


def loop_for(time_ms: int) -> None:
    """Let the window live for a time."""
    loop = QEventLoop()
    QTimer.singleShot(time_ms, loop.quit)
    loop.exec()
