"""What is stored of a record, as text: read, searched, copied, and pointed at from the fields."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.present.raw_text import NO_RAW, RawText, nearest
from console.qt.named import named
from console.qt.theme import Theme, mono_font

MATCHES_MAX: Final = 1_000
"""More are not marked."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_READABLE: Final = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class RawView(QWidget):
    """Printed JSON; the value at the cursor is marked, and so is what is searched for."""

    pointer_chosen = Signal(str)
    """Where the cursor was put."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._raw = NO_RAW
        self._pointer = ""
        self._matches: list[int] = []
        self.text: Final = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("What is stored"))
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(_READABLE)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.cursorPositionChanged.connect(self._on_cursor)
        self.search: Final = QLineEdit()
        self.search.setAccessibleName(self.tr("Search what is stored"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.textChanged.connect(self._find)
        self.found: Final = QLabel()
        self.found.setObjectName("muted")
        self.copy_value: Final = named(
            QPushButton(self.tr("Copy value")), self.tr("Copy this value")
        )
        self.copy_value.clicked.connect(self.copy_current)
        self.copy_all: Final = named(
            QPushButton(self.tr("Copy all")), self.tr("Copy all that is stored")
        )
        self.copy_all.clicked.connect(self.copy_everything)
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.search, 1)
        head.addWidget(self.found)
        head.addWidget(self.copy_value)
        head.addWidget(self.copy_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)

    def _dress(self) -> None:
        self.text.setFont(mono_font())
        self.text.setStyleSheet(f"font-size: {mono_font().pixelSize()}px;")
        self._mark()

    # --- what is shown -----------------------------------------------------------------------
    def show_raw(self, raw: RawText) -> None:
        """Show another document from its beginning; what is searched for is searched for in it."""
        self._raw, self._pointer = raw, ""
        with QSignalBlocker(self.text):
            self.text.setPlainText(raw.text)
        self.copy_all.setEnabled(bool(raw.text))
        self._find()

    @property
    def pointer(self) -> str:
        """The value that is marked; empty for none."""
        return self._pointer

    def choose_pointer(self, pointer: str) -> None:
        """Mark a value, or what is closest around it, and bring it into sight; "" for none."""
        self._pointer = nearest(pointer, self._raw.places) or ""
        if self._pointer:
            self._go_to(self._raw.places[self._pointer][0])
        self._mark()

    def _go_to(self, position: int, length: int = 0) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        with QSignalBlocker(self.text):
            self.text.setTextCursor(cursor)
        self.text.centerCursor()

    def _on_cursor(self) -> None:
        pointer = self._raw.pointer_at(self.text.textCursor().position())
        if pointer and pointer != self._pointer:
            self._pointer = pointer
            self._mark()
            self.pointer_chosen.emit(pointer)

    # --- search ------------------------------------------------------------------------------
    def start_search(self) -> None:
        """Put the keyboard into the search line."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def find_next(self, step: int = 1) -> None:
        """Go to the next match, after the last one to the first; -1 goes the other way."""
        if not self._matches:
            return
        length = len(self.search.text())
        selected = self.text.textCursor()
        here = selected.selectionStart() if selected.hasSelection() else selected.position() - 1
        if step > 0:
            number = next((n for n, at in enumerate(self._matches) if at > here), 0)
        else:
            earlier = [n for n, at in enumerate(self._matches) if at < here]
            number = earlier[-1] if earlier else len(self._matches) - 1
        at = self._matches[number]
        self._go_to(at, length)
        self._say_found(number)
        self._on_cursor()

    def _find(self) -> None:
        """Find all matches of the search line; small letters for large ones."""
        self._matches = []
        wanted, document = self.search.text(), self.text.document()
        cursor = document.find(wanted, 0) if wanted else QTextCursor()
        while not cursor.isNull() and len(self._matches) < MATCHES_MAX:
            self._matches.append(cursor.selectionStart())
            cursor = document.find(wanted, cursor)
        self._say_found(None)
        self._mark()

    def _say_found(self, number: int | None) -> None:
        count = f"{len(self._matches):,}"
        if not self.search.text():
            self.found.setText("")
        elif not self._matches:
            self.found.setText(self.tr("not found"))
        elif number is None:
            self.found.setText(self.tr("{count} found").format(count=count))
        else:
            words = self.tr("{number} of {count}")
            self.found.setText(words.format(number=f"{number + 1:,}", count=count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F3 search on, with Shift the other way; Esc ends the search."""
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        is_searching = self.search.hasFocus()
        if event.key() == Qt.Key.Key_F3 or (event.key() in _ENTER and is_searching):
            self.find_next(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape and is_searching:
            self.search.clear()
            self.text.setFocus()
        else:
            super().keyPressEvent(event)

    # --- marks and the clipboard ---------------------------------------------------------------
    def _mark(self) -> None:
        tokens = self._theme.tokens
        marks = []
        if self._pointer:
            first, last = self._raw.places[self._pointer]
            marks.append(self._marked(first, last, tokens.selection))
        length = len(self.search.text())
        marks += [
            self._marked(at, at + length, tokens.raised, tokens.accent) for at in self._matches
        ]
        self.text.setExtraSelections(marks)
        self.copy_value.setEnabled(bool(self._pointer))

    def _marked(
        self,
        first: int,
        last: int,
        colour: str,
        underline: str = "",
    ) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setBackground(QColor(colour))
        if underline:
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            form.setUnderlineColor(QColor(underline))
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        mark.format, mark.cursor = form, cursor
        return mark

    def copy_current(self) -> None:
        """Put the marked value on the clipboard: a text as it is, anything else as JSON."""
        if self._pointer:
            QGuiApplication.clipboard().setText(self._raw.value_at(self._pointer))

    def copy_everything(self) -> None:
        """Put all that is stored on the clipboard."""
        if self._raw.text:
            QGuiApplication.clipboard().setText(self._raw.text)
