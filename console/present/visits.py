"""Where one has been: records in the order in which they were looked at, back and forward."""

from typing import Final

from console.present.record_link import RecordLink

KEPT: Final = 100


class Visits:
    """A path with a place on it."""

    def __init__(self) -> None:
        self._path: list[RecordLink] = []
        self._at = -1

    @property
    def current(self) -> RecordLink | None:
        """What is looked at; None before the first."""
        return self._path[self._at] if self._path else None

    @property
    def before(self) -> RecordLink | None:
        """Where a step back leads."""
        return self._path[self._at - 1] if self._at > 0 else None

    @property
    def after(self) -> RecordLink | None:
        """Where a step forward leads."""
        return self._path[self._at + 1] if self._at + 1 < len(self._path) else None

    def trail(self, most: int) -> tuple[RecordLink, ...]:
        """What led to the current one, the nearest last, and the current one itself."""
        return tuple(self._path[max(0, self._at - most) : self._at + 1])

    def visit(self, link: RecordLink) -> None:
        """Look at something: next on the path, or what stands before or after on it already."""
        if link == self.current:
            return
        if link == self.before:
            self._at -= 1
        elif link == self.after:
            self._at += 1
        else:
            self._path = [*self._path[: self._at + 1], link][-KEPT:]
            self._at = len(self._path) - 1

    def forget(self) -> None:
        """Other books: begin anew."""
        self._path, self._at = [], -1
