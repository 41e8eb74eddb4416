"""The tornado: a bar a factor around the base, the largest swing on top."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick, number_text
from console.present.plot_table import PlotTable
from console.present.tornado_bars import Factor, Tornado
from console.qt.framed_plot import FramedPlot, added
from console.qt.placed_texts import Placed, PlotTexts
from console.qt.plot_axes import GAP, GRID
from console.qt.plot_colours import line_colour, see_through
from console.qt.plot_key import Entry
from console.qt.text_measures import elided, text_width
from console.qt.theme import Theme

NAMES_SHARE = 0.34
BAR_SHARE = 0.62
HOLLOW = 0.22
"""How much the inside of a hollow bar covers."""


class TornadoPlot(FramedPlot):
    """Which assumption matters most."""

    factor_chosen = Signal(str)
    """The name of the factor that was clicked."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._tornado: Tornado | None = None
        super().__init__(theme, name, parent)
        self.view.invertY(True)
        self._bodies = [
            added(self.view, pg.BarGraphItem(x0=[], x1=[], y=[], height=BAR_SHARE, pen=None))
            for _ in ("low", "high")
        ]
        self._middle = added(self.view, pg.InfiniteLine(0, angle=90))
        self._changes = PlotTexts(self.view)

    def show_tornado(self, tornado: Tornado) -> None:
        """Replace the bars; there is at least one."""
        self._tornado = tornado
        self.figures_changed()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        tornado = self._tornado
        self.sheet.setVisible(tornado is not None and bool(tornado.factors))
        if tornado is None or not tornado.factors:
            return
        base = f"{number_text(tornado.base, tornado.decimals)} {tornado.unit}"
        self.dress(
            self.tr("base {base}").format(base=base),
            self.tr("change of {figure}, {unit}").format(figure=tornado.figure, unit=tornado.unit),
            grid=False,
        )
        self.left.setTextPen(self.tokens.text)
        self.bottom.setGrid(GRID)
        self._fit(tornado)
        self._draw_bodies(tornado)
        self._middle.setPen(pg.mkPen(self.tokens.muted, width=1))
        self.show_key(
            Entry(self.tr("at the low end"), *self._look(is_high=False)),
            Entry(self.tr("at the high end"), *self._look(is_high=True)),
        )

    def _fit(self, tornado: Tornado) -> None:
        """The farthest end and its figure have room on both sides."""
        names = [one.name for one in tornado.factors]
        widest = min(text_width(names), self.width() * NAMES_SHARE)
        self.left.setWidth(round(widest) + GAP + 2)
        self.left.show_ticks(
            [Tick(number + 0.5, elided(name, widest)) for number, name in enumerate(names)]
        )
        self.settle()
        figures = [tornado.change(end) for one in tornado.factors for end in _ends(one)]
        room, width = text_width(figures) + 10, self.area.width()
        edge = tornado.reach() * (1 + 2 * room / max(20.0, width - 2 * room))
        self.show_range((-edge, edge), (0.0, float(len(names))))

    def _look(self, *, is_high: bool) -> tuple[QPen, QBrush]:
        """Full for the high end, hollow for the low one: not told by colour alone."""
        colour = line_colour(self.tokens, 0 if is_high else 2)
        inside = colour if is_high else see_through(colour, HOLLOW)
        return QPen(pg.mkPen(colour, width=self.sharp(1.0))), QBrush(inside)

    def _draw_bodies(self, tornado: Tornado) -> None:
        middles = np.arange(len(tornado.factors)) + 0.5
        ends = np.array([_ends(one) for one in tornado.factors]) - tornado.base
        for is_high, body in enumerate(self._bodies):
            pen, brush = self._look(is_high=bool(is_high))
            body.setOpts(
                x0=np.zeros(len(middles)),
                x1=ends[:, is_high],
                y=middles,
                pen=pen,
                brush=brush,
            )
        self._changes.show(self._figures(tornado), self.tokens.muted)

    def _figures(self, tornado: Tornado) -> list[Placed]:
        """How far each end is from the base, beside its bar."""
        return [
            (
                end - tornado.base,
                number + 0.5,
                tornado.change(end),
                (0.0 if end > tornado.base else 1.0, 0.5),
            )
            for number, one in enumerate(tornado.factors)
            for end in _ends(one)
            if end != tornado.base
        ]

    def _number_at(self, at: QPointF) -> int | None:
        self.freshen()
        tornado, area = self._tornado, self.area
        if tornado is None or not area.top() <= at.y() < area.bottom():
            return None
        return min(max(int(self.value_at(at).y()), 0), len(tornado.factors) - 1)

    def text_at(self, at: QPointF) -> str:
        """Both ends of the factor's range, and what comes out there."""
        number = self._number_at(at)
        return "" if number is None or self._tornado is None else self._tornado.readout(number)

    def mark(self, at: QPointF | None) -> None:
        """A border around the bar."""
        self.mark_nothing()
        number = None if at is None else self._number_at(at)
        if number is not None and self._tornado is not None:
            base = self._tornado.base
            ends = (base, *_ends(self._tornado.factors[number]))
            left, top = min(ends) - base, number + (1 - BAR_SHARE) / 2
            self.mark_box(QRectF(left, top, max(ends) - min(ends), BAR_SHARE))

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next bar."""
        if self._tornado is None:
            return super().moved(at, across, down)
        number = None if at is None else self._number_at(at)
        self.freshen()
        last = len(self._tornado.factors) - 1
        wanted = 0 if number is None else min(max(number + down, 0), last)
        return self.place_of(0.0, wanted + 0.5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the factor."""
        number = self._number_at(event.position())
        if number is not None and self._tornado is not None:
            self.factor_chosen.emit(self._tornado.factors[number].name)
        super().mousePressEvent(event)

    def table(self) -> PlotTable:
        """A row a factor."""
        return PlotTable((), ()) if self._tornado is None else self._tornado.table()

    def summary(self) -> str:
        """The plot in words."""
        return "" if self._tornado is None else self._tornado.summary()


def _ends(factor: Factor) -> tuple[float, float]:
    return factor.low_result, factor.high_result
