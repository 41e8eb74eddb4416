"""A drawing: a list of lines, areas, boxes and texts, which two writers put on a page.

Measures are points from the top left corner. Nothing here knows SVG or PDF.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import Final

from reportlab.pdfbase.ttfonts import TTFont

from core.service.render_documents import document_fonts

DASHED: Final = (4.0, 3.0)
"""Points drawn, points left out."""
Place = tuple[float, float]


class Anchor(StrEnum):
    """Which part of a text is at its place; the value is SVG's."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A line through places, or the area within them."""

    places: tuple[Place, ...]
    """At least two."""
    stroke: str = ""
    """Colour as ``#rrggbb``; empty: not drawn."""
    fill: str = ""
    """Colour of the area within; empty: not filled."""
    width: float = 1.0
    dash: tuple[float, ...] = ()
    said: str = ""
    """Told by a page that can be pointed at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text whose baseline is at ``y``."""

    x: float
    y: float
    words: str
    colour: str
    size: float = 8.0
    anchor: Anchor = Anchor.START
    is_bold: bool = False
    is_upward: bool = False
    """Reads from the bottom to the top."""


Shape = Trace | Box | Words


@dataclass(slots=True)
class Drawing:
    """Shapes in the order in which they are drawn, and the same in words."""

    width: float
    height: float
    summary: str
    """For who does not see it; also what a machine reads."""
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Draw over what there is."""
        self.shapes.extend(shapes)


def text_width(words: str, size: float = 8.0, *, is_bold: bool = False) -> float:
    """How wide a line of text is, in points."""
    return float(_face(is_bold=is_bold).stringWidth(words, size))


def shortened(words: str, width: float, size: float = 8.0) -> str:
    """The text, cut with an ellipsis if it is wider."""
    if text_width(words, size) <= width:
        return words
    kept = words
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


@cache
def _face(*, is_bold: bool) -> TTFont:
    fonts = document_fonts()
    return TTFont("measured", BytesIO(fonts.bold if is_bold else fonts.regular))
