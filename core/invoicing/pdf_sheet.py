"""A sheet of A4 that text, columns and tables flow down, page after page, always the same bytes.

Fonts are embedded, dates and ids are fixed (``invariant``), so the same document is the same PDF,
whoever makes it and when. Measures are points, from the top left corner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core.invoicing.colour_profile import state_colour_profile

WIDTH, HEIGHT = A4
LEFT: Final = 54.0
RIGHT: Final = WIDTH - 54.0
TOP: Final = 50.0
BOTTOM: Final = HEIGHT - 66.0
INK, SOFT, LINE, FILL, ACCENT = "#16202B", "#5B6875", "#D5DBE1", "#F2F5F7", "#0B6B63"
REGULAR: Final = "InterDocument"
BOLD: Final = "InterDocument-SemiBold"


@dataclass(frozen=True, slots=True)
class Fonts:
    """The bytes of the fonts that documents are set in, as TrueType."""

    regular: bytes
    bold: bytes


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table."""

    title: str
    width: float
    """A part of the sheet's width, of 1."""
    right: bool = False
    """Figures line up at the right."""


@dataclass(slots=True)
class Sheet:
    """Where the next thing goes, and the pages so far."""

    canvas: Canvas
    footer: str
    pages: int | None
    """How many there will be; None while they are counted."""
    y: float = TOP
    page: int = 1

    def text(  # noqa: PLR0913 (where, what, and how it looks)
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 9,
        bold: bool = False,
        colour: str = INK,
        right: bool = False,
    ) -> None:
        """One line of text whose baseline is at ``y`` from the top."""
        self.canvas.setFont(BOLD if bold else REGULAR, size)
        self.canvas.setFillColor(HexColor(colour))
        draw = self.canvas.drawRightString if right else self.canvas.drawString
        draw(x, HEIGHT - y, words)

    def rule(self, y: float, *, colour: str = LINE, thick: float = 0.6) -> None:
        """A line across the sheet."""
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(thick)
        self.canvas.line(LEFT, HEIGHT - y, RIGHT, HEIGHT - y)

    def box(self, y: float, height: float, *, left: float = LEFT, colour: str = FILL) -> None:
        """A filled box from ``left`` to the right margin."""
        self.canvas.setFillColor(HexColor(colour))
        self.canvas.rect(left, HEIGHT - y - height, RIGHT - left, height, stroke=0, fill=1)

    def room_for(self, height: float) -> bool:
        """Begin another page if that much does not fit; whether one was begun."""
        if self.y + height <= BOTTOM:
            return False
        self.end_page()
        self.canvas.showPage()
        self.page += 1
        self.y = TOP
        return True

    def end_page(self) -> None:
        """Draw what stands at the foot of every page."""
        of = "" if self.pages is None else f" of {self.pages}"
        self.rule(BOTTOM + 18)
        self.text(LEFT, BOTTOM + 31, self.footer, size=7.5, colour=SOFT)
        page = f"Page {self.page}{of}"
        self.text(RIGHT, BOTTOM + 31, page, size=7.5, colour=SOFT, right=True)

    def paragraph(self, words: str, *, size: float = 8.5, colour: str = SOFT) -> None:
        """Text that is broken into lines."""
        for line in lines_of(words, REGULAR, size, RIGHT - LEFT):
            self.room_for(size + 4)
            self.y += size + 3.5
            self.text(LEFT, self.y, line, size=size, colour=colour)
        self.y += 3

    def heading(self, words: str) -> None:
        """A heading within the sheet, with room for what follows it."""
        self.room_for(70)
        self.y += 24
        self.text(LEFT, self.y, words, size=11, bold=True)
        self.y += 8

    def table(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]]) -> None:
        """A table whose head is repeated on every page that it goes on to."""
        self.room_for(40)
        self._head(columns)
        for row in rows:
            cells = [
                lines_of(cell, REGULAR, 8.5, column.width * (RIGHT - LEFT) - 8)
                for cell, column in zip(row, columns, strict=True)
            ]
            height = 7 + 11 * max(map(len, cells))
            if self.room_for(height):
                self._head(columns)
            self._row(columns, cells)
            self.y += height
            self.rule(self.y)

    def _head(self, columns: Sequence[TableColumn]) -> None:
        self.box(self.y, 18)
        for column, x in zip(columns, _places(columns), strict=True):
            self.text(x, self.y + 12, column.title, size=7.5, colour=SOFT, right=column.right)
        self.y += 18

    def _row(self, columns: Sequence[TableColumn], cells: Sequence[Sequence[str]]) -> None:
        for column, x, lines in zip(columns, _places(columns), cells, strict=True):
            for number, line in enumerate(lines):
                self.text(x, self.y + 12.5 + 11 * number, line, size=8.5, right=column.right)

    def totals(self, rows: Sequence[tuple[str, str]], last: tuple[str, str]) -> None:
        """Amounts at the right, the last of them the one that matters."""
        self.room_for(18 * len(rows) + 44)
        self.y += 8
        left = LEFT + (RIGHT - LEFT) * 0.45
        for label, amount in rows:
            self.y += 15
            self.text(left + 8, self.y, label, colour=SOFT)
            self.text(RIGHT - 4, self.y, amount, right=True)
        self.y += 9
        self.box(self.y, 24, left=left, colour=ACCENT)
        self.text(left + 8, self.y + 15.5, last[0], size=10, bold=True, colour="#FFFFFF")
        amount = last[1]
        self.text(
            RIGHT - 8, self.y + 15.5, amount, size=10, bold=True, colour="#FFFFFF", right=True
        )
        self.y += 34


def sheets(title: str, footer: str, fonts: Fonts, draw: Callable[[Sheet], None]) -> bytes:
    """The PDF of what ``draw`` draws, twice: how many pages there are stands on each of them."""
    _register(fonts)
    counted = _drawn(title, footer, draw, None)[1]
    return _drawn(title, footer, draw, counted)[0]


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is."""
    return float(pdfmetrics.stringWidth(words, BOLD if bold else REGULAR, size))


def lines_of(words: str, font: str, size: float, width: float) -> list[str]:
    """Text broken into lines that are no wider, at spaces, or where there is none anywhere."""
    lines: list[str] = []
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if pdfmetrics.stringWidth(longer, font, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while pdfmetrics.stringWidth(word, font, size) > width and len(word) > 1:
            fits = next(
                cut
                for cut in range(len(word) - 1, 0, -1)
                if pdfmetrics.stringWidth(word[:cut], font, size) <= width or cut == 1
            )
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901 (what is left of it)
        line = word
    return [*lines, line]


def _places(columns: Sequence[TableColumn]) -> list[float]:
    """Where each column's text begins, or ends if it lines up at the right."""
    places, x = [], LEFT
    for column in columns:
        width = column.width * (RIGHT - LEFT)
        places.append(x + width - 4 if column.right else x + 4)
        x += width
    return places


def _drawn(
    title: str, footer: str, draw: Callable[[Sheet], None], pages: int | None
) -> tuple[bytes, int]:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, lang="en")
    canvas.setTitle(title)
    canvas.setCreator("NetworkCore")
    canvas.setAuthor("NetworkCore")
    canvas.setProducer("NetworkCore")
    state_colour_profile(canvas)
    sheet = Sheet(canvas, footer, pages)
    draw(sheet)
    sheet.end_page()
    canvas.showPage()
    canvas.save()
    return out.getvalue(), sheet.page


def _register(fonts: Fonts) -> None:
    # A font counts what it embeds by document, so one registration serves all of them.
    for name, content in ((REGULAR, fonts.regular), (BOLD, fonts.bold)):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, BytesIO(content)))
