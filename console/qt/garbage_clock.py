"""Python's garbage is collected in the window's thread, by a clock, and in no other thread.

Left alone, Python looks for unreachable cycles in whichever thread happens to allocate: a thread
that reads the books may then destroy widgets, which Qt allows the window's thread only, and the
process dies with a segmentation fault that no test repeats.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 250


class GarbageClock(QObject):
    """Collects from ``start`` to ``stop``; automatic collection is off in between."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY_MS)
        self._clock.timeout.connect(collect_due)

    def start(self) -> None:
        """Collect by the clock; what is there by now stays, and is not looked through again."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._clock.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._clock.stop()
        gc.unfreeze()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose count is over Python's own threshold, if any is."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [number for number in range(len(counts)) if counts[number] > limits[number] > 0]
    if due:
        gc.collect(due[-1])
