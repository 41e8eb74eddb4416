"""A label that gives way: what does not fit is cut with an ellipsis and told by the tool tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_NARROWEST = 56


class ElidedLabel(QLabel):
    """One line of text; ``say`` and ``said`` are the whole of it, ``text`` is what fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self.setIndent(0)  # else a style sheet's padding brings an indent of its own
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def said(self) -> str:
        """The whole text."""
        return self._said

    def say(self, text: str) -> None:
        """Show another text, as much of it as fits."""
        self._said = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        margins = self.contentsMargins()
        advance = self.fontMetrics().horizontalAdvance(self._said)
        wide = advance + margins.left() + margins.right() + 4 if self._said else 0
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the first letters."""
        return QSize(min(_NARROWEST, self.sizeHint().width()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._said, mode, self.contentsRect().width()))
