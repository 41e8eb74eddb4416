"""Draws a sequence diagram that present has laid out, and shows which step is current."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsPolygonItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
    QWidget,
)

from console.present.sequence_layout import (
    BAND_HEIGHT,
    BOX_HEIGHT,
    BOX_WIDTH,
    LOOP_WIDTH,
    Arrow,
    Box,
    SequenceLayout,
)
from console.qt.theme import Theme, ui_font

_HEAD = 8.0


class SequenceView(QGraphicsView):
    """Steps up to the current one are plain, the current one is marked, later ones are faint."""

    step_chosen = Signal(int)
    """The number of a step that was clicked, counted from 1."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout: SequenceLayout | None = None
        self._current = 0
        # The view does not own its scene: without a parent it is collected and the view is blank.
        self._canvas = QGraphicsScene(self)
        self.setScene(self._canvas)
        self.setAccessibleName(self.tr("Sequence diagram"))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self._redraw)

    def show_layout(self, layout: SequenceLayout) -> None:
        """Show another diagram, before its first step."""
        self._layout = layout
        self._current = 0
        self._redraw()
        self.verticalScrollBar().setValue(0)

    def show_step(self, number: int) -> None:
        """Mark a step, counted from 1; 0 is before the first."""
        self._current = number
        self._redraw()
        if self._layout is not None and number:
            arrow = self._layout.arrows[number - 1]
            self.ensureVisible(QRectF(arrow.text_x, arrow.y - 60, 1, 100), 0, 20)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the step that was clicked."""
        if self._layout is not None:
            y = self.mapToScene(event.position().toPoint()).y()
            for number, arrow in enumerate(self._layout.arrows, start=1):
                if arrow.y - BAND_HEIGHT + 8 <= y <= arrow.y + 10:
                    self.step_chosen.emit(number)
                    return
        super().mousePressEvent(event)

    def _redraw(self) -> None:
        self._canvas.clear()
        if self._layout is None:
            return
        self._canvas.setSceneRect(0, 0, self._layout.width, self._layout.height)
        self._draw_heads(self._layout.boxes, self._layout.height)
        for number, arrow in enumerate(self._layout.arrows, start=1):
            self._draw_arrow(arrow, number)

    def _draw_heads(self, boxes: Sequence[Box], height: float) -> None:
        tokens = self._theme.tokens
        for box in boxes:
            lifeline = self._canvas.addLine(box.x, BOX_HEIGHT + 12, box.x, height)
            lifeline.setPen(QPen(QColor(tokens.border), 1, Qt.PenStyle.DashLine))
            frame = QRectF(box.x - BOX_WIDTH / 2, 12, BOX_WIDTH, BOX_HEIGHT)
            rectangle = self._canvas.addRect(frame)
            rectangle.setBrush(QColor(tokens.raised))
            rectangle.setPen(QPen(QColor(tokens.border), 1))
            title_y = 17.0 if box.name else 25.0
            self._text(box.title, box.x, title_y, tokens.text, bold=True)
            if box.name:
                self._text(box.name, box.x, 35.0, tokens.muted, room=BOX_WIDTH - 10)

    def _draw_arrow(self, arrow: Arrow, number: int) -> None:
        tokens = self._theme.tokens
        current = number == self._current
        later = number > self._current
        colour = QColor(tokens.accent if current else tokens.faint if later else tokens.muted)
        text_colour = tokens.faint if later else tokens.text
        if current and self._layout is not None:
            band = QRectF(0, arrow.y - BAND_HEIGHT + 10, self._layout.width, BAND_HEIGHT)
            mark = self._canvas.addRect(band, QPen(Qt.PenStyle.NoPen), QColor(tokens.selection))
            mark.setZValue(-1)
            self._text("\N{BLACK RIGHT-POINTING TRIANGLE}", 8, arrow.y - 16, tokens.accent)
        if arrow.time:
            self._text(arrow.time, 62, arrow.y - 16, tokens.muted if not later else tokens.faint)
        for item in _arrow_items(arrow, colour):
            self._canvas.addItem(item)
        self._text(arrow.text, arrow.text_x, arrow.y - 20, text_colour, halo=not current)

    def _text(  # noqa: PLR0913 (where, what and how a text is drawn)
        self,
        text: str,
        x: float,
        y: float,
        colour: str,
        *,
        bold: bool = False,
        halo: bool = False,
        room: float | None = None,
    ) -> None:
        item = QGraphicsSimpleTextItem(text)
        font = ui_font(12)
        if bold:
            font.setWeight(font.Weight.DemiBold)
        item.setFont(font)
        item.setBrush(QColor(colour))
        width = item.boundingRect().width()
        if room is not None and width > room:
            item.setScale(room / width)
            width = room
        left = max(2.0, x - width / 2)
        if halo:
            behind = QGraphicsRectItem(left - 2, y, width + 4, 15)
            behind.setBrush(QColor(self._theme.tokens.panel))
            behind.setPen(QPen(Qt.PenStyle.NoPen))
            self._canvas.addItem(behind)
        item.setPos(left, y)
        self._canvas.addItem(item)


def _arrow_items(arrow: Arrow, colour: QColor) -> list[QGraphicsItem]:
    pen = QPen(colour, 1)
    if arrow.x_source == arrow.x_target:
        return _loop_items(arrow, colour, pen)
    line = QGraphicsLineItem(arrow.x_source, arrow.y, arrow.x_target, arrow.y)
    line.setPen(pen)
    back = -_HEAD if arrow.x_target > arrow.x_source else _HEAD
    return [line, _head(arrow.x_target, arrow.y, back, colour)]


def _loop_items(arrow: Arrow, colour: QColor, pen: QPen) -> list[QGraphicsItem]:
    loop = QGraphicsPathItem()
    path = loop.path()
    path.moveTo(arrow.x_source, arrow.y - 3)
    path.lineTo(arrow.x_source + LOOP_WIDTH, arrow.y - 3)
    path.lineTo(arrow.x_source + LOOP_WIDTH, arrow.y + 6)
    path.lineTo(arrow.x_source, arrow.y + 6)
    loop.setPath(path)
    loop.setPen(pen)
    return [loop, _head(arrow.x_source, arrow.y + 6, _HEAD, colour)]


def _head(x: float, y: float, back: float, colour: QColor) -> QGraphicsPolygonItem:
    points = [QPointF(x, y), QPointF(x + back, y - 4), QPointF(x + back, y + 4)]
    head = QGraphicsPolygonItem(QPolygonF(points))
    head.setBrush(QBrush(colour))
    head.setPen(QPen(Qt.PenStyle.NoPen))
    return head
