"""The waterfall of money: bars from gross at tariff down to net, each with its exact amount."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick, number_ticks, round_range
from console.present.money_steps import MoneySteps, bar_text, steps_summary, steps_table
from console.present.plot_frame import Frame
from console.present.plot_table import PlotTable
from console.present.run_results import WaterfallBar, major_units
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import line_colour
from console.qt.plot_painting import (
    GAP,
    Align,
    draw_grid,
    draw_left_axis,
    metrics,
    text_width,
)
from console.qt.theme import Theme

BAR_SHARE = 0.66


class StepsPlot(PlotCanvas):
    """One waterfall at a time; the keys C and Shift+C go through the currencies."""

    currency_changed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._steps = MoneySteps({})
        self._currency = ""
        self._frame: Frame | None = None
        super().__init__(theme, name, parent)

    def show_steps(self, steps: MoneySteps) -> None:
        """Replace the bars; the currency stays if there still is one of that name."""
        self._steps = steps
        kept = self._currency in steps.currencies
        self.choose_currency(self._currency if kept else next(iter(steps.currencies), ""))

    @property
    def currency(self) -> str:
        """The currency that is shown; empty while there is none."""
        return self._currency

    def choose_currency(self, currency: str) -> None:
        """Show the waterfall of another currency."""
        self._currency = currency
        self.point_at(None)
        self.figures_changed()
        self.currency_changed.emit(currency)

    @property
    def _bars(self) -> tuple[WaterfallBar, ...]:
        return self._steps.by_currency.get(self._currency, ())

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor."""
        bars = self._bars
        if not bars:
            return
        ends = [end for bar in bars for end in self._ends_of(bar)]
        low, high = round_range(min(0.0, *ends), max(0.0, *ends))
        rows = number_ticks(low, high, max(2, int(area.height() / 52)))
        frame = self._frame = self._frame_in(area, rows, low, high)
        draw_grid(painter, frame, rows, self.tokens)
        draw_left_axis(painter, frame, rows, self.tokens)
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(QPointF(4, metrics().ascent()), self._currency)
        for number, bar in enumerate(bars):
            self._draw_bar(painter, frame, number, bar)
        painter.setPen(QPen(QColor(self.tokens.muted), 1, Qt.PenStyle.DotLine))
        for number in range(len(bars) - 1):
            self._draw_bridge(painter, frame, number)

    def _ends_of(self, bar: WaterfallBar) -> tuple[float, float]:
        start = major_units(bar.start_minor, self._currency)
        return start, major_units(bar.start_minor + bar.amount_minor, self._currency)

    def _frame_in(self, area: QRectF, rows: tuple[Tick, ...], low: float, high: float) -> Frame:
        line = metrics().height()
        left = area.left() + text_width([tick.text for tick in rows]) + GAP + 2
        return Frame(
            left=left,
            top=area.top() + 2 * line + 4,
            width=max(10.0, area.right() - left - 4),
            height=max(10.0, area.height() - (2 + self._title_lines(area)) * line - 14),
            x_low=-0.5,
            x_high=len(self._bars) - 0.5,
            y_low=low,
            y_high=high,
        )

    def _title_lines(self, area: QRectF) -> int:
        """Titles of several words take a second line where bars stand close."""
        room = (area.width() - 60) / len(self._bars)
        return 1 if text_width([bar.title for bar in self._bars]) <= room else 2

    def _box_of(self, frame: Frame, number: int) -> QRectF:
        first, second = self._ends_of(self._bars[number])
        width = BAR_SHARE * frame.width / len(self._bars)
        top, bottom = frame.y_of(max(first, second)), frame.y_of(min(first, second))
        return QRectF(frame.x_of(number) - width / 2, top, width, max(1.0, bottom - top))

    def _draw_bar(self, painter: QPainter, frame: Frame, number: int, bar: WaterfallBar) -> None:
        box = self._box_of(frame, number)
        colour = line_colour(self.tokens, 0 if bar.is_total else 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRect(box)
        line = metrics().height()
        room = frame.width / len(self._bars)
        above = QRectF(frame.x_of(number) - room / 2, box.top() - line - 2, room, line)
        painter.setPen(QColor(self.tokens.text))
        painter.drawText(
            above, Align.AlignHCenter | Align.AlignBottom | Qt.TextFlag.TextDontClip, bar.text
        )
        below = QRectF(frame.x_of(number) - room / 2, frame.bottom + 4, room, 2 * line)
        painter.setPen(QColor(self.tokens.muted))
        flags = Align.AlignHCenter | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextDontClip
        painter.drawText(below, flags, bar.title)

    def _draw_bridge(self, painter: QPainter, frame: Frame, number: int) -> None:
        """From where a bar ends to where the next begins."""
        bar = self._bars[number]
        level = bar.start_minor if not bar.is_total else bar.amount_minor
        y = round(frame.y_of(major_units(level, self._currency))) + 0.5
        left, right = self._box_of(frame, number), self._box_of(frame, number + 1)
        painter.drawLine(QLineF(left.right(), y, right.left(), y))

    def _number_at(self, at: QPointF) -> int | None:
        frame = self._frame
        if frame is None or not frame.left <= at.x() < frame.right or not self._bars:
            return None
        return min(int(frame.value_at_x(at.x()) + 0.5), len(self._bars) - 1)

    def text_at(self, at: QPointF) -> str:
        """The exact amount of the bar."""
        number = self._number_at(at)
        return "" if number is None else bar_text(self._bars, number, self._currency)

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """A border around the bar."""
        number = self._number_at(at)
        if number is not None and self._frame is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.tokens.text), 1.5))
            painter.drawRect(self._box_of(self._frame, number))

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next bar."""
        if self._frame is None or not self._bars:
            return super().moved(at, across, down)
        number = None if at is None else self._number_at(at)
        wanted = 0 if number is None else min(max(number + across, 0), len(self._bars) - 1)
        return QPointF(self._frame.x_of(wanted), self._box_of(self._frame, wanted).center().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """C shows the next currency."""
        currencies = self._steps.currencies
        if event.text().lower() == "c" and currencies:
            back = event.text() == "C"
            place = currencies.index(self._currency) + (-1 if back else 1)
            self.choose_currency(currencies[place % len(currencies)])
        else:
            super().keyPressEvent(event)

    def table(self) -> PlotTable:
        """A row a bar."""
        return steps_table(self._bars, self._currency)

    def summary(self) -> str:
        """The plot in words."""
        return steps_summary(self._bars, self._currency)
