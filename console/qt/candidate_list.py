"""What may come next, as a list under a line: inside the window, the keys stay with the line."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListView, QWidget

from console.present.filter_completion import Candidate
from console.qt.theme import mono_font

_GAP: Final = "   "
_ROWS_SHOWN: Final = 10
_MARGIN_PX: Final = 48
_ROW_GAP_PX: Final = 8


class CandidateList(QListView):
    """Hidden while there is nothing to offer."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = QStringListModel(self)
        self.setModel(self._texts)
        self.setObjectName("candidates")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.clicked.connect(lambda index: self.picked.emit(index.row()))
        self.hide()

    def offer(self, candidates: Sequence[Candidate], below: QWidget, left: int) -> None:
        """Show candidates under a widget; none hides the list.

        Args:
            candidates: In the order in which they are shown.
            below: A widget of the same window.
            left: Where the word begins, in px from the left of that widget.
        """
        if not candidates:
            self.hide()
            return
        widest = max(len(one.text) for one in candidates)
        lines = [f"{one.text.ljust(widest)}{_GAP}{one.meaning}".rstrip() for one in candidates]
        self._texts.setStringList(lines)
        window = below.window()
        self.setParent(window)
        font = mono_font()
        metrics = QFontMetrics(font)
        row_px = metrics.height() + _ROW_GAP_PX
        self.setStyleSheet(  # a sheet's font is not overruled by the widget's
            f"QListView {{ border: 1px solid palette(link); font-family: '{font.family()}';"
            f" font-size: {font.pixelSize()}px; }}"
            f"QListView::item {{ height: {row_px}px; padding: 0 6px; }}"
        )
        width = max(metrics.horizontalAdvance(line) for line in lines) + _MARGIN_PX
        rows = min(len(lines), _ROWS_SHOWN)
        height = rows * row_px + 2 * self.frameWidth() + 4
        at = below.mapTo(window, QPoint(left, below.height() + 1))
        x = max(0, min(at.x(), window.width() - width))
        self.setGeometry(x, at.y(), width, min(height, max(window.height() - at.y(), 40)))
        self.show()
        self.raise_()

    @property
    def texts(self) -> list[str]:
        """What is offered, without what it means."""
        return [line.split(_GAP)[0].rstrip() for line in self._texts.stringList()]

    def step(self, step: int) -> None:
        """Move the choice down (1) or up (-1); it goes round."""
        count = self._texts.rowCount()
        row = self.currentIndex().row()
        row = (row + step) % count if row >= 0 or step > 0 else count - 1
        self.setCurrentIndex(self._texts.index(row))

    @property
    def choice(self) -> int | None:
        """Which one is chosen; None while the list is hidden or nothing is."""
        index = self.currentIndex()
        return index.row() if self.isVisible() and index.isValid() else None
