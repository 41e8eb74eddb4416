"""The range of time and the cursor that several plots have in common."""

from PySide6.QtCore import QObject, Signal

from console.present.plot_places import kept_inside

SHORTEST_S = 1.0


class SharedTime(QObject):
    """What of the time is on screen, and which instant is being read off."""

    range_changed = Signal(float, float)
    """Seconds since 1970, UTC: from, to."""
    cursor_changed = Signal(object)
    """Seconds since 1970, UTC, or None."""

    def __init__(
        self, low_s: float = 0.0, high_s: float = 1.0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._limits = (low_s, max(high_s, low_s + SHORTEST_S))
        self._range = self._limits
        self._cursor: float | None = None

    @property
    def shown(self) -> tuple[float, float]:
        """The range on screen."""
        return self._range

    @property
    def cursor(self) -> float | None:
        """The instant being read off."""
        return self._cursor

    def set_limits(self, low_s: float, high_s: float) -> None:
        """What there is to see; a range that showed all of it goes on to do so."""
        was_all = self._range == self._limits
        self._limits = (low_s, max(high_s, low_s + SHORTEST_S))
        self.show(*(self._limits if was_all else self._range))

    def show(self, low_s: float, high_s: float) -> None:
        """Show a range, as far as it is within the limits and not too short."""
        middle = (low_s + high_s) / 2
        half = max(high_s - low_s, SHORTEST_S) / 2
        wanted = kept_inside(middle - half, middle + half, self._limits)
        if wanted != self._range:
            self._range = wanted
            self.range_changed.emit(*wanted)

    def show_all(self) -> None:
        """Show all there is."""
        self.show(*self._limits)

    def point_at(self, at_s: float | None) -> None:
        """Read off an instant in all plots."""
        if at_s != self._cursor:
            self._cursor = at_s
            self.cursor_changed.emit(at_s)
