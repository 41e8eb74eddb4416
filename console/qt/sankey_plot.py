"""The Sankey diagram of a cycle's money; boxes and ribbons are read off, a click opens a party."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsSimpleTextItem,
    QWidget,
)

from console.present.amount_text import money_text
from console.present.cycle_sankey import (
    MoneySankey,
    sankey_summary,
    sankey_table,
    stop_text,
    stream_text,
)
from console.present.plot_places import spread
from console.present.plot_table import PlotTable
from console.present.sankey_layout import Box, Ribbon, Room, Sankey, sankey_of
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import line_colour, see_through
from console.qt.text_measures import TEXT_PX, elided, metrics, text_width
from console.qt.theme import Theme, ui_font
from core.service.cycle_flows import Place

COLOUR_NUMBERS: Final[Mapping[Place, int]] = {
    Place.CPO: 1,
    Place.CPO_NET: 1,
    Place.DP_SHARE: 3,
    Place.INCOME: 0,
    Place.NETWORK: 0,
    Place.NETWORK_NET: 0,
    Place.DEMAND_PARTNER: 3,
    Place.SESSION_VAT: 2,
    Place.SERVICE_VAT: 2,
    Place.CARD_COST: 5,
    Place.OWN_FUNDS: 5,
    Place.FX: 4,
    Place.SET_ASIDE: 4,
}
RIBBON_SHARE = 0.34
"""How much a ribbon covers what is behind."""
PAD = 8.0
BOX_PX = 14.0
LABEL_PX = 6.0
"""Between a box and its label, and between the label and the next stage."""


class SankeyPlot(PlotCanvas):
    """Demand Partners at the left, who gets their money at the right."""

    stop_chosen = Signal(str)
    """The name of the box that was clicked, as ``cpo:NL*ABC``."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._money: MoneySankey | None = None
        self._laid_out = Sankey((), ())
        self._shapes: list[QGraphicsItem] = []
        super().__init__(theme, name, parent)
        self._marked = QGraphicsPathItem(self.sheet)
        self._marked.setZValue(1)
        self._marked.setVisible(False)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)

    def show_money(self, money: MoneySankey) -> None:
        """Replace the diagram."""
        self._money = money
        self.figures_changed()

    def draw(self) -> None:
        """Lay the diagram out, and put its shapes and labels on the scene."""
        for item in self._shapes:
            self.scene().removeItem(item)
        self._shapes.clear()
        self._laid_out = Sankey((), ())
        money, area = self._money, QRectF(self.rect())
        if money is None:
            return
        self._laid_out = sankey_of(money.stops, money.streams, self._room(area, money))
        for ribbon in self._laid_out.ribbons:
            colour = self._colour(money, ribbon.stream.target, ribbon.stream.source)
            self._add_shape(path_of(ribbon), see_through(colour, RIBBON_SHARE))
        for box in self._laid_out.boxes:
            path = QPainterPath()
            path.addRect(_area_of(box))
            self._add_shape(path, self._colour(money, box.name))
        self._draw_names(area, money)

    def _add_shape(self, path: QPainterPath, colour: QColor) -> None:
        shape = QGraphicsPathItem(path, self.sheet)
        shape.setPen(QPen(Qt.PenStyle.NoPen))
        shape.setBrush(colour)
        self._shapes.append(shape)

    def _add_text(self, text: str, at: QPointF, colour: str) -> None:
        """A line of text; the point is its upper left corner."""
        item = QGraphicsSimpleTextItem(text, self.sheet)
        item.setFont(ui_font(TEXT_PX))
        item.setBrush(QColor(colour))
        item.setPos(at)
        self._shapes.append(item)

    def _room(self, area: QRectF, money: MoneySankey) -> Room:
        """Stages as wide as their labels want, in one line if that fits, else in two."""
        around = BOX_PX + 3 * LABEL_PX
        one_line = [need + around for need in self._label_widths(money, "  ")]
        two_lines = [need + around for need in self._label_widths(money, "\n")]
        wanted = one_line if sum(one_line) <= area.width() else two_lines
        right = min(wanted[-1], area.width() * 0.36) - BOX_PX
        line = metrics().height()
        return Room(
            left=area.left() + 2,
            top=area.top() + PAD,
            width=area.width() - right - 4,
            height=area.height() - 2 * PAD - line,
            box_width=BOX_PX,
            gap=min(2 * line + 2, area.height() / 12),
            stage_widths=tuple(wanted[:-1]),
        )

    def _label_widths(self, money: MoneySankey, between: str) -> list[float]:
        """The widest label of each stage, in pixels."""
        widths = [0.0] * (1 + max(one.stage for one in money.stops))
        for one in money.stops:
            label = between.join(self._label(money, one.name, money.amount_of(one.name)))
            widths[one.stage] = max(widths[one.stage], text_width(label.split("\n")))
        return widths

    def _colour(self, money: MoneySankey, name: str, otherwise: str = "") -> QColor:
        """The colour of a stop; into the network, a stream has that of where it comes from."""
        place = money.places[name]
        if place is Place.NETWORK and otherwise:
            place = money.places[otherwise]
        return line_colour(self.tokens, COLOUR_NUMBERS[place])

    def _label(self, money: MoneySankey, name: str, amount: int) -> tuple[str, str]:
        return money.titles[name], money_text(amount, money.currency)

    def _draw_names(self, area: QRectF, money: MoneySankey) -> None:
        """Name and exact amount beside each box, moved apart where boxes are low."""
        stages = sorted({box.left for box in self._laid_out.boxes})
        ends = [*stages[1:], area.right() + LABEL_PX]
        for left, end in zip(stages, ends, strict=True):
            column = [box for box in self._laid_out.boxes if box.left == left]
            self._draw_column(area, money, column, end - left - column[0].width)

    def _draw_column(
        self, area: QRectF, money: MoneySankey, column: list[Box], room: float
    ) -> None:
        """In one line where that fits, else in two where there is height, else cut."""
        line, width = metrics().height(), room - 2 * LABEL_PX
        labels = [self._label(money, box.name, box.amount) for box in column]
        fits = text_width(["  ".join(label) for label in labels]) <= width
        high = all(box.height >= 2 * line for box in column)
        two_lines = high or (not fits and 2 * line * len(column) <= area.height())
        tall = 2 * line if two_lines else line
        centres = [box.top + max(box.height, 1.5) / 2 for box in column]
        levels = spread(centres, tall, area.top() + tall / 2, area.bottom() - tall / 2)
        left = column[0].left + column[0].width + LABEL_PX
        for (title, amount), level in zip(labels, levels, strict=True):
            top = QPointF(left, level - tall / 2)
            self._add_text(elided(title, width), top, self.tokens.text)
            if two_lines:
                below = top + QPointF(0, line)
                self._add_text(elided(amount, width), below, self.tokens.muted)
            else:
                taken = text_width([title + "  "])
                rest = elided(amount, max(0.0, width - taken))
                self._add_text(rest, top + QPointF(taken, 0), self.tokens.muted)

    def _box_at(self, at: QPointF) -> Box | None:
        self.freshen()
        for box in self._laid_out.boxes:
            if _area_of(box).adjusted(-2, -2, 2, 2).contains(at):
                return box
        return None

    def _ribbon_at(self, at: QPointF) -> Ribbon | None:
        found = (one for one in reversed(self._laid_out.ribbons) if path_of(one).contains(at))
        return next(found, None)

    def text_at(self, at: QPointF) -> str:
        """The exact amount of a box or a ribbon."""
        if self._money is None:
            return ""
        box = self._box_at(at)
        if box is not None:
            return stop_text(self._money, box.name, box.amount)
        ribbon = self._ribbon_at(at)
        return "" if ribbon is None else stream_text(self._money, ribbon.stream)

    def mark(self, at: QPointF | None) -> None:
        """A border around the box, or the ribbon stronger."""
        self._marked.setVisible(False)
        if at is None or self._money is None:
            return
        box, ribbon = self._box_at(at), self._ribbon_at(at)
        if box is not None:
            path = QPainterPath()
            path.addRect(_area_of(box))
            self._show_marked(path, QPen(QColor(self.tokens.text), 1.5), None)
        elif ribbon is not None:
            colour = self._colour(self._money, ribbon.stream.target, ribbon.stream.source)
            stronger = see_through(colour, 0.45)
            self._show_marked(path_of(ribbon), QPen(Qt.PenStyle.NoPen), stronger)

    def _show_marked(self, path: QPainterPath, pen: QPen, fill: QColor | None) -> None:
        self._marked.setPath(path)
        self._marked.setPen(pen)
        self._marked.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)
        self._marked.setVisible(True)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next box of the stage, or to the nearest one of the next stage."""
        self.freshen()
        boxes = self._laid_out.boxes
        if not boxes:
            return super().moved(at, across, down)
        now = None if at is None else self._box_at(at)
        if at is None or now is None:
            return _centre(boxes[0])
        if down:
            column = [box for box in boxes if box.left == now.left]
            place = min(max(column.index(now) + down, 0), len(column) - 1)
            return _centre(column[place])
        beyond = [box for box in boxes if (box.left - now.left) * across > 0]
        nearest = min(
            beyond, key=lambda box: (abs(box.left - now.left), abs(box.top - now.top)), default=now
        )
        return _centre(nearest)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the box."""
        box = self._box_at(event.position())
        if box is not None and event.button() == Qt.MouseButton.LeftButton:
            self.stop_chosen.emit(box.name)
        super().mousePressEvent(event)

    def table(self) -> PlotTable:
        """A row a stream."""
        return PlotTable((), ()) if self._money is None else sankey_table(self._money)

    def summary(self) -> str:
        """The plot in words."""
        return "" if self._money is None else sankey_summary(self._money)


def path_of(ribbon: Ribbon) -> QPainterPath:
    """The outline of a ribbon: level at both ends."""
    middle = (ribbon.left + ribbon.right) / 2
    height = max(1.0, ribbon.height)
    path = QPainterPath(QPointF(ribbon.left, ribbon.left_top))
    path.cubicTo(middle, ribbon.left_top, middle, ribbon.right_top, ribbon.right, ribbon.right_top)
    path.lineTo(ribbon.right, ribbon.right_top + height)
    path.cubicTo(
        QPointF(middle, ribbon.right_top + height),
        QPointF(middle, ribbon.left_top + height),
        QPointF(ribbon.left, ribbon.left_top + height),
    )
    path.closeSubpath()
    return path


def _area_of(box: Box) -> QRectF:
    """Where a box stands; it is seen however little it is."""
    return QRectF(box.left, box.top, box.width, max(1.5, box.height))


def _centre(box: Box) -> QPointF:
    return QPointF(box.left + box.width / 2, box.top + box.height / 2)
