"""Paints the calendar: one cell a day; arrow keys go from day to day, Enter opens its cycle."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QBrush,
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.present.day_cells import DayCell, strip_summary
from console.present.kpi_tiles import Tone
from console.qt.theme import Theme, ui_font

LINES: Final = 3
_TEXT_PX: Final = 12
_GAP_PX: Final = 3
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DayStrip(QWidget):
    """The days around the clock of the books."""

    cycle_chosen = Signal(str)
    """Id of the cycle of a day that was clicked, or on which Enter was pressed."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells: tuple[DayCell, ...] = ()
        self._at: int | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)

    @property
    def cells(self) -> tuple[DayCell, ...]:
        """What is shown."""
        return self._cells

    def show_cells(self, cells: Sequence[DayCell]) -> None:
        """Replace the days."""
        self._cells, self._at = tuple(cells), None
        self.setAccessibleDescription(strip_summary(cells))
        self.update()

    def sizeHint(self) -> QSize:
        """Three lines high."""
        return QSize(600, LINES * self._line_px() + 10)

    def minimumSizeHint(self) -> QSize:
        """As high as it wants to be."""
        return QSize(200, self.sizeHint().height())

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def _line_px(self) -> int:
        return ui_font(_TEXT_PX).pixelSize() + 6

    def tip_at(self, at: QPointF) -> str:
        """The day at a pixel in words; empty where there is none."""
        number = self._number_at(at)
        return "" if number is None else self._cells[number].said

    def _rect(self, number: int) -> QRectF:
        width = self.width() / max(1, len(self._cells))
        return QRectF(number * width, 1, width - _GAP_PX, self.height() - 2)

    def _number_at(self, at: QPointF) -> int | None:
        found = (n for n in range(len(self._cells)) if self._rect(n).contains(at))
        return next(found, None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """All days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, cell in enumerate(self._cells):
            self._paint(painter, self._rect(number), cell, is_current=number == self._at)
        painter.end()

    def _paint(self, painter: QPainter, rect: QRectF, cell: DayCell, *, is_current: bool) -> None:
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.raised if cell.is_open else tokens.panel))
        painter.drawRoundedRect(rect, 3, 3)
        if not cell.is_open:
            painter.setBrush(QBrush(QColor(tokens.border), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(rect, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        is_pointed = is_current and self.hasFocus()
        if cell.is_today or is_pointed:
            painter.setPen(QPen(QColor(tokens.accent), 2 if is_pointed else 1))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3)
        weight = QFont.Weight.DemiBold if cell.is_today else QFont.Weight.Normal
        muted = tokens.muted if cell.is_open or cell.is_today else tokens.faint
        tone = tokens.text if cell.tone is Tone.CALM else tokens.of_tone(cell.tone)
        lines = ((cell.title, muted), (cell.cut_off, tokens.text), (cell.state, tone))
        painter.setFont(ui_font(_TEXT_PX, weight))
        for number, (text, colour) in enumerate(lines):
            line = QRectF(rect.left(), 4 + number * self._line_px(), rect.width(), self._line_px())
            painter.setPen(QColor(muted if not cell.is_open else colour))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the cycle of the day."""
        number = self._number_at(event.position())
        if number is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go_to(number)
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from day to day, Enter opens the cycle of one."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._cells and not event.modifiers():
            today = next((n for n, cell in enumerate(self._cells) if cell.is_today), 0)
            wanted = today if self._at is None else self._at + step
            self._go_to(min(max(wanted, 0), len(self._cells) - 1))
        elif event.key() in _ENTER and self._at is not None:
            self._choose()
        else:
            super().keyPressEvent(event)

    def _go_to(self, number: int) -> None:
        self._at = number
        self.setToolTip(self._cells[number].said)
        if QAccessible.isActive():
            said = self._cells[number].said
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self.update()

    def _choose(self) -> None:
        if self._at is not None and self._cells[self._at].cycle_id:
            self.cycle_chosen.emit(self._cells[self._at].cycle_id)

    def event(self, event: QEvent) -> bool:
        """The tip is of the day under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)
