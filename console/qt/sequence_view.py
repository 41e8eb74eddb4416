"""Draws a sequence diagram that present has laid out, and shows which step is current."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsItemGroup,
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
    ROW_PITCH,
    TOP,
    Arrow,
    Box,
    SequenceLayout,
)
from console.qt.theme import Theme, ui_font

_HEAD = 8.0
_SCALE_MAX = 1.15
_SCALE_MIN = 0.8
"""Below it texts are too small to read: scroll instead."""


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
        self._heads: QGraphicsItemGroup | None = None
        self.verticalScrollBar().valueChanged.connect(self._keep_heads_in_sight)
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
            y = self._layout.arrows[number - 1].y
            self.ensureVisible(QRectF(0, y - TOP - ROW_PITCH, 1, TOP + 2 * ROW_PITCH), 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the diagram's width into the room there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._layout is not None:
            fitting = (self.viewport().width() - 4) / self._layout.width
            scale = max(_SCALE_MIN, min(_SCALE_MAX, fitting))
            self.resetTransform()
            self.scale(scale, scale)
            self._keep_heads_in_sight()

    def _keep_heads_in_sight(self) -> None:
        if self._heads is not None:
            self._heads.setY(max(0.0, self.mapToScene(0, 0).y()))

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
        self._heads = None
        self._canvas.clear()
        if self._layout is None:
            return
        self._canvas.setSceneRect(0, 0, self._layout.width, self._layout.height)
        for box in self._layout.boxes:
            lifeline = self._canvas.addLine(box.x, TOP - 8, box.x, self._layout.height)
            lifeline.setPen(QPen(QColor(self._theme.tokens.border), 1, Qt.PenStyle.DashLine))
        for number, arrow in enumerate(self._layout.arrows, start=1):
            self._draw_arrow(arrow, number)
        self._draw_heads(self._layout.boxes, self._layout.width)
        self._fit()

    def _draw_heads(self, boxes: Sequence[Box], width: float) -> None:
        tokens = self._theme.tokens
        parts: list[QGraphicsItem] = [_plain(QRectF(0, 0, width, TOP - 8), tokens.panel)]
        for box in boxes:
            frame = QRectF(box.x - BOX_WIDTH / 2, 6, BOX_WIDTH, BOX_HEIGHT)
            parts.append(_plain(frame, tokens.raised, tokens.border))
            title_y = 11.0 if box.name else 19.0
            parts.append(self._text(box.title, box.x, title_y, tokens.text, bold=True))
            if box.name:
                room = BOX_WIDTH - 10
                parts.append(self._text(box.name, box.x, 29.0, tokens.muted, room=room))
        # Of our own making, not the scene's: so Python learns when it is deleted with the window,
        # and never takes what comes to lie in its place for it.
        self._heads = QGraphicsItemGroup()
        self._canvas.addItem(self._heads)
        for part in parts:
            self._heads.addToGroup(part)
        self._heads.setZValue(1)

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
            self._text(arrow.time, 84, arrow.y - 16, tokens.muted if not later else tokens.faint)
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
    ) -> QGraphicsSimpleTextItem:
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
            behind = QRectF(left - 2, y, width + 4, 15)
            self._canvas.addItem(_plain(behind, self._theme.tokens.panel))
        item.setPos(left, y)
        self._canvas.addItem(item)
        return item


def _plain(area: QRectF, colour: str, border: str | None = None) -> QGraphicsRectItem:
    item = QGraphicsRectItem(area)
    item.setBrush(QColor(colour))
    item.setPen(QPen(Qt.PenStyle.NoPen) if border is None else QPen(QColor(border), 1))
    return item


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
