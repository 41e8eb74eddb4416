"""A bar within a row of a table: parts side by side, and marks on it; ``BarDelegate`` paints it.

What a bar shows stands in figures in the same row: nobody has to read it off.
"""

from dataclasses import dataclass
from enum import Enum


class Shade(Enum):
    """What a part is; its value is how dense it is, 0 to 1."""

    YOUNG = 0.25
    RECENT = 0.42
    MIDDLE = 0.58
    OLD = 0.78
    OLDEST = 1.0
    CALM = 0.5
    WARNING = 0.9
    BAD = 0.95


AGE_SHADES = (Shade.YOUNG, Shade.RECENT, Shade.MIDDLE, Shade.OLD, Shade.OLDEST)
"""The youngest first."""


@dataclass(frozen=True, slots=True)
class BarPart:
    """A piece of a bar."""

    share: float
    """Of the whole width, 0 to 1."""
    shade: Shade


@dataclass(frozen=True, slots=True)
class ShareBar:
    """Parts from left to right; together at most the whole width."""

    parts: tuple[BarPart, ...]
    marks: tuple[float, ...] = ()
    """Places of lines across the bar, as shares of the width."""
    said: str = ""
    """The bar in words, for a tool tip and a screen reader."""
