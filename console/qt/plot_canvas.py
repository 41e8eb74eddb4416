"""The surface of a plot: drawn once into a picture, read off with pointer or keys at no cost.

Drawn by QPainter from arrays: the same code paints the window, a PNG and an SVG, needs no second
graphics library at start-up, and draws a million points in the time in which a frame may pass.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from console.present.plot_table import PlotTable
from console.qt.plot_painting import draw_readout, painting
from console.qt.theme import Theme, Tokens

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PlotCanvas(QWidget):
    """A plot without its frame; each kind says how it is drawn and read."""

    pointed = Signal(str)
    """The exact values under the pointer, in one line; empty where there are none."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: QPixmap | None = None
        self._pointer: QPointF | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 80)
        theme.changed.connect(self.redraw)

    # What each kind of plot says.

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor; on a screen, into a picture or into a file."""
        raise NotImplementedError

    def text_at(self, at: QPointF) -> str:
        """The exact values at a point, one line each; empty where there are none."""
        raise NotImplementedError

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """Mark what is being read off."""

    def table(self) -> PlotTable:
        """The figures as a table."""
        raise NotImplementedError

    def summary(self) -> str:
        """The plot in words."""
        raise NotImplementedError

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """Where the cursor is after an arrow key; None if there was none yet."""
        if at is None:
            return QRectF(self.rect()).center()
        return QPointF(at.x() + 8 * across, at.y() + 8 * down)

    # What all of them do.

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._theme.tokens

    @property
    def pointer(self) -> QPointF | None:
        """What is being read off, in pixels; None if nothing is."""
        return self._pointer

    def figures_changed(self) -> None:
        """Say and draw other figures."""
        self.setAccessibleDescription(self.summary())
        self.redraw()

    def redraw(self) -> None:
        """Draw anew: the figures, the range or the colours are others."""
        self._picture = None
        self.update()

    def point_at(self, at: QPointF | None) -> None:
        """Read off a point, or stop reading off."""
        self._pointer = at
        self.pointed.emit("" if at is None else self.text_at(at).replace("\n", ", "))
        self.update()

    def sizeHint(self) -> QSize:
        """A size at which the figures read well."""
        return QSize(480, 260)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (of Qt)
        """Show the picture, what is read off, and the focus."""
        picture = self._current_picture()
        with painting(self) as painter:
            painter.drawPixmap(0, 0, picture)
            if self._pointer is not None:
                self._paint_cursor(painter, self._pointer)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self.tokens.accent), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_cursor(self, painter: QPainter, at: QPointF) -> None:
        self.draw_cursor(painter, at)
        text = self.text_at(at)
        if text:
            draw_readout(painter, QRectF(self.rect()), at, text, self.tokens)

    def _current_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._picture is None or self._picture.size() != size:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(QColor(self.tokens.panel))
            with painting(self._picture) as painter:
                self.draw(painter, QRectF(self.rect()))
        return self._picture

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read off what is under the pointer."""
        self.point_at(event.position())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Begin to read off."""
        self.point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002 (of Qt)
        """Stop reading off."""
        self.point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop reading off."""
        super().focusOutEvent(event)
        self.point_at(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places in pixels are others now."""
        self.point_at(None)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor and the range by keys."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            at = self.moved(self._pointer, *step)
            self.point_at(self._kept_inside(at))
            self._announce()
        elif event.key() == Qt.Key.Key_Escape and self._pointer is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def _announce(self) -> None:
        """Have a screen reader say what was reached by key; the pointer would say too much."""
        text = "" if self._pointer is None else self.text_at(self._pointer)
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _kept_inside(self, at: QPointF) -> QPointF:
        return QPointF(
            min(max(at.x(), 0.0), self.width() - 1.0), min(max(at.y(), 0.0), self.height() - 1.0)
        )
