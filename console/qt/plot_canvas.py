"""The surface of a plot: a pyqtgraph view in our colours, read off with pointer or keys.

Everything on it is an item of its scene, so the same items are on the screen, in a PNG and in an
SVG; only the box that reads off is a widget on top, and in no picture.
"""

from html import escape
from typing import Any

import pyqtgraph as pg
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
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QLabel, QWidget

from console.present.plot_table import PlotTable
from console.qt.text_measures import TEXT_PX
from console.qt.theme import Theme, Tokens, ui_font

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
# Mouse moves are not thinned out: the last of them is where the pointer is.
pg.setConfigOptions(antialias=True, imageAxisOrder="row-major", mouseRateLimit=-1)


class PlotCanvas(pg.GraphicsView):
    """A plot without its frame; each kind says what is on it and how it is read."""

    pointed = Signal(str)
    """The exact values under the pointer, in one line; empty where there are none."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._theme = theme
        self._pointer: QPointF | None = None
        self._is_stale = True
        self._ratio: float | None = None
        self._box: QLabel | None = None
        super().__init__(parent)
        self.sheet = pg.GraphicsLayout()
        self.sheet.layout.setSpacing(0)
        self.setCentralItem(self.sheet)
        self.setAccessibleName(name)
        self.setMinimumSize(120, 80)
        self._box = QLabel(self.viewport())
        self._box.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._box.setTextFormat(Qt.TextFormat.RichText)
        self._box.hide()
        theme.changed.connect(self.redraw)

    # What each kind of plot says.

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        raise NotImplementedError

    def mark(self, at: QPointF | None) -> None:
        """Show what is being read off, or that nothing is; a pixel."""
        raise NotImplementedError

    def text_at(self, at: QPointF) -> str:
        """The exact values at a pixel, one line each; empty where there are none."""
        raise NotImplementedError

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
        """The figures, the size or the colours are others; drawn when somebody can see them."""
        self._is_stale = True
        if self.isVisible():
            self.freshen()

    def freshen(self) -> None:
        """Draw what is stale."""
        if not self._is_stale:
            return
        self._is_stale = False
        if self.range.size() != QRectF(self.rect()).size():
            super().resizeEvent(None)
        self.setBackground(self.tokens.panel)
        self.draw()
        self.settle()
        self.show_pointer(self._pointer)
        self.viewport().update()

    def sharp(self, width: float) -> float:
        """The width of a pen that is as wide at any zoom: Qt counts it in dots of the device."""
        return width * (self._ratio or self.devicePixelRatioF())

    def settle(self) -> None:
        """Give every item its place now; else that waits until the events are handled."""
        self.sheet.layout.activate()

    def render_on(self, painter: QPainter, target: QRectF) -> None:
        """Draw all but the cursor into a picture or a file."""
        self._ratio = painter.device().devicePixelRatio()
        self._is_stale = True
        self.freshen()
        self.mark(None)
        self._set_exporting({"antialias": True, "resolutionScale": 1.0, "painter": painter})
        self.scene().render(painter, target, QRectF(self.rect()))
        self._set_exporting(None)
        self._ratio = None
        self.redraw()

    def _set_exporting(self, options: dict[str, Any] | None) -> None:
        """Have pyqtgraph's items draw themselves, not copies kept for the screen."""
        for item in self.scene().items():
            if isinstance(item, pg.GraphicsObject | pg.GraphicsWidget):
                item.setExportMode(options is not None, options)

    def point_at(self, at: QPointF | None) -> None:
        """Read off a pixel, or stop reading off."""
        self.show_pointer(at)
        self.pointed.emit("" if at is None else self.text_at(at).replace("\n", ", "))

    def show_pointer(self, at: QPointF | None) -> None:
        """Show what is read off, and tell nobody."""
        self.freshen()
        self._pointer = at
        self.mark(at)
        self._show_box("" if at is None else self.text_at(at), at)

    def _show_box(self, text: str, at: QPointF | None) -> None:
        """The exact values beside a pixel, always inside; the first line is their title."""
        box = self._box
        if box is None:
            return
        box.setVisible(bool(text) and at is not None)
        if at is None or not text:
            return
        tokens = self.tokens
        box.setFont(ui_font(TEXT_PX))
        box.setStyleSheet(
            f"background: {tokens.raised}; color: {tokens.text}; padding: 4px 8px;"
            f" border: 1px solid {tokens.border}; border-radius: 4px;"
        )
        first, *rest = [escape(line).replace(" ", "&nbsp;") for line in text.split("\n")]
        title = f'<span style="color: {tokens.muted}">{first}</span>' if rest else first
        box.setText("<br>".join((title, *rest)))
        box.adjustSize()
        left, top = round(at.x()) + 14, round(at.y()) + 14
        if left + box.width() > self.width():
            left = max(0, round(at.x()) - 14 - box.width())
        if top + box.height() > self.height():
            top = max(0, round(at.y()) - 14 - box.height())
        box.move(left, top)

    def close(self) -> bool:
        """Close as any widget does: pyqtgraph's would empty the scene, which is shown again."""
        return QWidget.close(self)

    def sizeHint(self) -> QSize:
        """A size at which the figures read well."""
        return QSize(480, 260)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what changed while nobody could see it."""
        super().showEvent(event)
        self.freshen()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the items."""
        self.freshen()
        super().paintEvent(event)

    def drawForeground(self, painter: QPainter, _area: QRectF) -> None:
        """Show who has the keyboard."""
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.tokens.accent), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Places in pixels are others now."""
        super().resizeEvent(event)
        if self._box is not None:  # Qt's and pyqtgraph's constructors resize too.
            self._pointer = None
            self.redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nobody behind the plot has a use for it."""
        super().mousePressEvent(event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nobody behind the plot has a use for it."""
        super().mouseReleaseEvent(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nobody behind the plot has a use for it."""
        super().mouseDoubleClickEvent(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read off what is under the pointer."""
        super().mouseMoveEvent(event)
        self.point_at(event.position())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Begin to read off."""
        self.point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Stop reading off."""
        super().leaveEvent(event)
        self.point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop reading off."""
        super().focusOutEvent(event)
        self.point_at(None)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor by keys; pyqtgraph has no use for them."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.freshen()
            self.point_at(self._kept_inside(self.moved(self._pointer, *step)))
            self._announce()
        elif event.key() == Qt.Key.Key_Escape and self._pointer is not None:
            self.point_at(None)
        else:
            event.ignore()

    def _announce(self) -> None:
        """Have a screen reader say what was reached by key; the pointer would say too much."""
        text = "" if self._pointer is None else self.text_at(self._pointer)
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _kept_inside(self, at: QPointF) -> QPointF:
        return QPointF(
            min(max(at.x(), 0.0), self.width() - 1.0), min(max(at.y(), 0.0), self.height() - 1.0)
        )
