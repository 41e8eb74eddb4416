"""Texts that stand at places of a plot; the items stay on their view and are used again."""

from collections.abc import Iterable
from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QColor

from console.qt.text_measures import TEXT_PX
from console.qt.theme import ui_font

Placed = tuple[float, float, str, tuple[float, float]]
"""Where it stands, in the units of the axes; the text; which point of its box stands there,
from (0, 0), the upper left corner, to (1, 1)."""


class PlotTexts:
    """As many texts as there are now."""

    def __init__(self, view: Any) -> None:  # noqa: ANN401 (pyqtgraph has no types)
        self._view = view
        self._items: list[Any] = []

    def show(self, texts: Iterable[Placed], colour: str) -> None:
        """Show these, and no others."""
        count = 0
        for count, (x, y, text, anchor) in enumerate(texts, start=1):
            item = self._item(count)
            item.setText(text)
            item.setColor(QColor(colour))
            item.setFont(ui_font(TEXT_PX))
            item.setAnchor(anchor)
            item.setPos(x, y)
            item.setVisible(True)
        for item in self._items[count:]:
            item.setVisible(False)

    def _item(self, count: int) -> Any:  # noqa: ANN401 (pyqtgraph has no types)
        if len(self._items) < count:
            self._items.append(pg.TextItem(ensureInBounds=False))
            self._view.addItem(self._items[-1], ignoreBounds=True)
        return self._items[count - 1]
