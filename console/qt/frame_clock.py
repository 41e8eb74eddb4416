"""The one clock by which the window hears of other processes: 33 ms, and none when nobody asks.

Whoever drains something has a hand of it, which is started and stopped. All hands that go are
called in the same tick, so that what came from several processes is painted at once.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

FRAME_MS: Final = 33


class FrameClock(QObject):
    """Ticks while any hand goes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._going: list[ClockHand] = []
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def is_ticking(self) -> bool:
        """Whether any hand goes."""
        return self._timer.isActive()

    def hand(self, on_frame: Callable[[], None]) -> "ClockHand":
        """A hand that stands still; ``on_frame`` is called every frame while it goes."""
        return ClockHand(self, on_frame)

    def set(self, hand: "ClockHand", *, goes: bool) -> None:
        """Start or stop a hand."""
        if goes and hand not in self._going:
            self._going.append(hand)
            if not self._timer.isActive():
                self._timer.start()
        elif not goes and hand in self._going:
            self._going.remove(hand)
            if not self._going:
                self._timer.stop()

    def goes(self, hand: "ClockHand") -> bool:
        """Whether that hand goes."""
        return hand in self._going

    def _on_tick(self) -> None:
        for hand in tuple(self._going):
            if hand in self._going:  # One before it may have stopped it.
                hand.on_frame()


class ClockHand:
    """One that drains something every frame, from ``start`` to ``stop``."""

    def __init__(self, clock: FrameClock, on_frame: Callable[[], None]) -> None:
        self._clock = clock
        self.on_frame = on_frame

    @property
    def is_going(self) -> bool:
        """Whether it is called every frame."""
        return self._clock.goes(self)

    def start(self) -> None:
        """Be called from the next frame on."""
        self._clock.set(self, goes=True)

    def stop(self) -> None:
        """Be called no more."""
        self._clock.set(self, goes=False)
