"""The mark under a line of text: a caret where something is wrong, and what that is."""

from typing import Final

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.qt.theme import Theme

_CARET_PX: Final = 7
_GAP_PX: Final = 3


class ProblemMark(QWidget):
    """Hidden while nothing is wrong."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sentence = ""
        self._left = 0
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(False)
        theme.changed.connect(lambda _: self.update())

    def say(self, sentence: str, left: int = 0, width: int = 0) -> None:
        """Say what is wrong; nothing hides the mark.

        Args:
            sentence: What was wanted and found.
            left: Where in the line, in px from the left of this widget.
            width: Of what is meant, in px; 0 where something is missing.
        """
        self._sentence, self._left, self._width = sentence, left, width
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(sentence)
        self.setVisible(bool(sentence))
        self.update()

    @property
    def sentence(self) -> str:
        """What is said."""
        return self._sentence

    def sizeHint(self) -> QSize:
        """A caret and one line of text."""
        return QSize(100, _CARET_PX + 2 * _GAP_PX + self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Underline, caret, sentence."""
        painter = QPainter(self)
        colour = QColor(self._theme.tokens.bad)
        left = max(_CARET_PX, min(self._left, self.width() - _CARET_PX))
        if self._width:
            painter.setPen(QPen(colour, 2))
            painter.drawLine(left, 1, min(left + self._width, self.width()), 1)
        middle = left + min(self._width, 2 * _CARET_PX) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour)
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygon(
                [
                    QPoint(middle, 2),
                    QPoint(middle - _CARET_PX + 2, _CARET_PX + 1),
                    QPoint(middle + _CARET_PX - 2, _CARET_PX + 1),
                ]
            )
        )
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._sentence)
        at = max(0, min(left - _CARET_PX, self.width() - width))
        painter.drawText(at, _CARET_PX + _GAP_PX + metrics.ascent(), self._sentence)
