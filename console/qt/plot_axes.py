"""The axes of plots: pyqtgraph's, with our round ticks, exact texts and colours."""

from collections.abc import Sequence
from typing import Any, Final, Literal

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from console.present.axis_ticks import Tick, number_ticks, time_ticks
from console.qt.text_measures import TEXT_PX, metrics, text_width
from console.qt.theme import Tokens, ui_font

GAP: Final = 6
GRID: Final = 0.45
"""How much of the grid's colour covers what is behind."""
OVERHANG_PX: Final = 26
"""So far a text may reach beyond the ends of its axis."""
TICK_PX: Final = 8
"""So long is the piece of a line beside its name."""
Side = Literal["left", "right", "bottom"]


class PlotAxis(pg.AxisItem):
    """An axis with ticks that somebody gives it (``setTicks``), or that a subclass finds."""

    def __init__(self, side: Side, view: Any) -> None:  # noqa: ANN401 (pyqtgraph has no types)
        super().__init__(side, linkView=view, maxTickLength=0)
        self._strings: tuple[str, ...] = ()
        self.enableAutoSIPrefix(False)
        self.setStyle(
            autoExpandTextSpace=False,
            autoReduceTextSpace=False,
            hideOverlappingLabels=OVERHANG_PX,
            tickTextOffset=4 if side == "bottom" else GAP,
        )
        self.setZValue(-1000)  # Its grid is behind the figures.

    def dress(self, tokens: Tokens) -> None:
        """Wear the colours and the size of text in use."""
        self.setPen(tokens.border)
        self.setTickPen(tokens.border)
        self.setTextPen(tokens.muted)
        self.setStyle(tickFont=ui_font(TEXT_PX))
        size = f"{ui_font(TEXT_PX).pixelSize()}px"
        self.setLabel(self.labelText, **{"color": tokens.muted, "font-size": size})

    def room_for(self, texts: Sequence[str], least: float = 0.0) -> None:
        """Take the width of the widest text."""
        self.setWidth(round(max(text_width(texts), least)) + GAP + 2)

    def room_for_lines(self, lines: int) -> None:
        """Take the height of some lines of text; the name of the axis takes one more."""
        self.setHeight(round(metrics().height() * lines) + 10)

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        """Have these ticks and no others."""
        self.setTicks([[(tick.at, tick.text) for tick in ticks]])

    def boundingRect(self) -> QRectF:
        """Texts at the ends reach beyond, which pyqtgraph forgets where there is a grid."""
        over = OVERHANG_PX if self.orientation == "left" else 0
        return QRectF(super().boundingRect().adjusted(0, -over, 0, over))

    def found(self, low: float, high: float, length_px: float) -> Sequence[Tick]:
        """The ticks of a range, where nobody gives them."""
        return number_ticks(low, high, max(2, int(length_px / 44)))

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """What pyqtgraph asks for: one level of ticks."""
        ticks = self.found(min(low, high), max(low, high), size)
        self._strings = tuple(tick.text for tick in ticks)
        return [(1.0, [tick.at for tick in ticks])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        """What pyqtgraph asks for: the texts of those ticks."""
        assert len(values) == len(self._strings)
        return list(self._strings)


class AcrossAxis(PlotAxis):
    """Numbers below a plot, where a text takes more room."""

    def found(self, low: float, high: float, length_px: float) -> Sequence[Tick]:
        """The ticks of a range."""
        return number_ticks(low, high, max(2, int(length_px / 76)))


class TimeAxis(PlotAxis):
    """Round instants in UTC; its numbers are seconds since ``origin_s``."""

    origin_s = 0.0
    """Seconds since 1970."""

    def found(self, low: float, high: float, length_px: float) -> Sequence[Tick]:
        """The ticks of a range."""
        start, wanted = self.origin_s, max(2, int(length_px / 90))
        ticks = time_ticks(low + start, high + start, wanted)
        return [Tick(tick.at - start, tick.text) for tick in ticks]


class NamesAxis(PlotAxis):
    """The names of lines at the right, each beside where its line ends, with its colour."""

    def __init__(self, side: Side, view: Any) -> None:  # noqa: ANN401 (pyqtgraph has no types)
        super().__init__(side, view)
        self._pens: list[Any] = []
        self.setStyle(tickLength=TICK_PX)

    def room_for(self, texts: Sequence[str], least: float = 0.0) -> None:
        """Take the width of the widest name and of the piece of its line."""
        super().room_for(texts, least)
        self.setWidth(self.fixedWidth + TICK_PX)

    def dress(self, tokens: Tokens) -> None:
        """Wear the colours in use; there is no line along it."""
        super().dress(tokens)
        self.setPen(None)
        self.setTextPen(tokens.text)

    def show_names(self, ticks: Sequence[Tick], pens: Sequence[Any]) -> None:
        """Names where they stand, in the unit of the plot, and the pens of their lines."""
        self._pens = list(pens)
        self.show_ticks(ticks)

    def generateDrawSpecs(self, p: Any) -> Any:  # noqa: ANN401 (pyqtgraph has no types)
        """What pyqtgraph draws, each tick in the colour of its line."""
        specs = super().generateDrawSpecs(p)
        if specs is None:
            return None
        axis, ticks, texts = specs
        pens = self._pens[: len(ticks)]
        return axis, [(pen, *tick[1:]) for pen, tick in zip(pens, ticks, strict=True)], texts
