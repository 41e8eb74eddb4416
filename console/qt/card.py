"""A card: a bordered panel with a title, a note at its right, and one thing inside."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)


class Card(QFrame):
    """A titled panel that shows its content, or says why there is none."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._title = QLabel(title)
        self._title.setObjectName("cardTitle")
        self._note = QLabel()
        self._note.setObjectName("cardNote")
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self._note)
        self._empty = QLabel()
        self._empty.setObjectName("empty")
        self._empty.setWordWrap(True)
        self._empty.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._content)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addLayout(self.head)
        layout.addLayout(self._stack, 1)

    def add_foot(self, widget: QWidget) -> None:
        """Have something below whatever the card shows."""
        room = self.layout()
        assert room is not None
        room.addWidget(widget)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self._title.setToolTip(title)

    def set_note(self, note: str) -> None:
        """Change the text at the right of the title."""
        self._note.setText(note)

    def show_empty(self, why: str) -> None:
        """Say why there is nothing to see, and what to do."""
        self._empty.setText(why)
        self._stack.setCurrentWidget(self._empty)

    def show_content(self) -> None:
        """Show what is inside."""
        self._stack.setCurrentWidget(self._content)

    @property
    def is_empty(self) -> bool:
        """Whether the card says why there is nothing to see."""
        return self._stack.currentWidget() is self._empty
