"""The tornado: a bar a factor around the base, the largest swing on top."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick, number_text, number_ticks
from console.present.plot_frame import Frame
from console.present.plot_table import PlotTable
from console.present.tornado_bars import Factor, Tornado
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import line_colour, see_through
from console.qt.plot_painting import (
    GAP,
    Align,
    draw_bottom_axis,
    elided,
    metrics,
    text_width,
)
from console.qt.theme import Theme

NAMES_SHARE = 0.34
BAR_SHARE = 0.62


class TornadoPlot(PlotCanvas):
    """Which assumption matters most."""

    factor_chosen = Signal(str)
    """The name of the factor that was clicked."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._tornado: Tornado | None = None
        self._frame: Frame | None = None
        super().__init__(theme, name, parent)

    def show_tornado(self, tornado: Tornado) -> None:
        """Replace the bars; there is at least one."""
        self._tornado = tornado
        self.figures_changed()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor."""
        tornado = self._tornado
        if tornado is None or not tornado.factors:
            return
        frame = self._frame = self._frame_in(area, tornado)
        ticks = number_ticks(frame.x_low, frame.x_high, max(2, int(frame.width / 80)))
        self._draw_grid(painter, frame, ticks)
        label = f"change of {tornado.figure}, {tornado.unit}"
        draw_bottom_axis(painter, frame, ticks, self.tokens, label)
        for number, factor in enumerate(tornado.factors):
            self._draw_factor(painter, frame, number, factor)
        painter.setPen(QPen(QColor(self.tokens.muted), 1))
        middle = round(frame.x_of(0.0)) + 0.5
        painter.drawLine(QLineF(middle, frame.top, middle, frame.bottom))
        self._draw_legend(painter, frame, tornado)

    def _frame_in(self, area: QRectF, tornado: Tornado) -> Frame:
        line = metrics().height()
        names = min(text_width([one.name for one in tornado.factors]), area.width() * NAMES_SHARE)
        left = area.left() + names + GAP + 4
        width = max(10.0, area.right() - left - 8)
        figures = [tornado.change(end) for one in tornado.factors for end in _ends(one)]
        room = text_width(figures) + 10
        reach = tornado.reach()
        edge = reach * (1 + 2 * room / max(20.0, width - 2 * room))
        return Frame(
            left=left,
            top=area.top() + line + 8,
            width=width,
            height=max(10.0, area.height() - 3 * line - 14),
            x_low=-edge,
            x_high=edge,
            y_low=float(len(tornado.factors)),
            y_high=0.0,
        )

    def _draw_grid(self, painter: QPainter, frame: Frame, ticks: tuple[Tick, ...]) -> None:
        painter.setPen(QPen(see_through(QColor(self.tokens.border), 0.45), 1))
        for tick in ticks:
            place = round(frame.x_of(tick.at)) + 0.5
            painter.drawLine(QLineF(place, frame.top, place, frame.bottom))

    def _brush(self, *, is_high: bool) -> QBrush:
        """Full for the high end, hatched for the low one: not told by colour alone."""
        if is_high:
            return QBrush(line_colour(self.tokens, 0))
        return QBrush(line_colour(self.tokens, 2), Qt.BrushStyle.Dense3Pattern)

    def _box(self, frame: Frame, number: int, result: float) -> QRectF:
        assert self._tornado is not None
        pitch = frame.height / len(self._tornado.factors)
        height = min(pitch * BAR_SHARE, 34.0)
        end, middle = frame.x_of(result - self._tornado.base), frame.x_of(0.0)
        top = frame.top + pitch * (number + 0.5) - height / 2
        return QRectF(min(end, middle), top, abs(end - middle), height)

    def _draw_factor(self, painter: QPainter, frame: Frame, number: int, factor: Factor) -> None:
        assert self._tornado is not None
        for is_high, result in enumerate(_ends(factor)):
            box = self._box(frame, number, result)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._brush(is_high=bool(is_high)))
            painter.drawRect(box)
            self._draw_figure(painter, box, self._tornado.change(result), result)
        box = self._box(frame, number, factor.low_result)
        line = metrics().height()
        names = QRectF(0, box.center().y() - line / 2, frame.left - GAP, line)
        painter.setPen(QColor(self.tokens.text))
        name = elided(factor.name, names.width())
        painter.drawText(names, Align.AlignRight | Align.AlignVCenter, name)

    def _draw_figure(self, painter: QPainter, box: QRectF, text: str, result: float) -> None:
        assert self._tornado is not None
        if result == self._tornado.base:
            return
        width, line = text_width([text]), metrics().height()
        right = result > self._tornado.base
        left = box.right() + 5 if right else box.left() - 5 - width
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(QPointF(left, box.center().y() - line / 2 + metrics().ascent()), text)

    def _draw_legend(self, painter: QPainter, frame: Frame, tornado: Tornado) -> None:
        rise = metrics().ascent()
        base = f"base {number_text(tornado.base, tornado.decimals)} {tornado.unit}"
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(QPointF(4, rise), base)
        right = frame.right
        for text, is_high in (("at the high end", True), ("at the low end", False)):
            left = right - text_width([text])
            painter.setPen(QColor(self.tokens.muted))
            painter.drawText(QPointF(left, rise), text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._brush(is_high=is_high))
            painter.drawRect(QRectF(left - 17, rise - 9, 12, 10))
            right = left - 30

    def _number_at(self, at: QPointF) -> int | None:
        frame, tornado = self._frame, self._tornado
        if frame is None or tornado is None or not frame.top <= at.y() < frame.bottom:
            return None
        return min(int(frame.value_at_y(at.y())), len(tornado.factors) - 1)

    def text_at(self, at: QPointF) -> str:
        """Both ends of the factor's range, and what comes out there."""
        number = self._number_at(at)
        return "" if number is None or self._tornado is None else self._tornado.readout(number)

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """A border around the bar."""
        number, frame = self._number_at(at), self._frame
        if number is None or frame is None or self._tornado is None:
            return
        low, high = _ends(self._tornado.factors[number])
        box = self._box(frame, number, low).united(self._box(frame, number, high))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.tokens.text), 1.5))
        painter.drawRect(box)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next bar."""
        frame, tornado = self._frame, self._tornado
        if frame is None or tornado is None:
            return super().moved(at, across, down)
        number = None if at is None else self._number_at(at)
        wanted = 0 if number is None else min(max(number + down, 0), len(tornado.factors) - 1)
        pitch = frame.height / len(tornado.factors)
        return QPointF(frame.x_of(0.0), frame.top + pitch * (wanted + 0.5))

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
