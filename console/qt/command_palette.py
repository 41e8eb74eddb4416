"""The palette: type a part of a command's name, Enter runs it; no mouse needed."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.present.command_list import COMMANDS
from console.present.command_match import matches
from console.qt.command_registry import CommandRegistry
from console.qt.theme import Theme

WIDTH: Final = 640
HEIGHT: Final = 420
_MOVES: Final = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}
_RUNS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CommandPalette(QDialog):
    """One line to type in, and what matches below it."""

    chosen = Signal(str)
    """Id of a command, after the palette has closed."""

    def __init__(
        self,
        registry: CommandRegistry,
        theme: Theme,
        recent: Callable[[], tuple[str, ...]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._registry = registry
        self._theme = theme
        self._recent = recent
        self._window = parent
        self.setObjectName("palette")
        self.setWindowTitle(self.tr("Find a command"))
        self.query = QLineEdit()
        self.query.setPlaceholderText(self.tr("Type a part of a command's name"))
        self.query.setAccessibleName(self.tr("Find a command"))
        self.query.textChanged.connect(self._list)
        self.query.installEventFilter(self)
        self.found = QTreeWidget()
        self.found.setAccessibleName(self.tr("Commands that match"))
        self.found.setColumnCount(3)
        self.found.setHeaderHidden(True)
        self.found.setRootIsDecorated(False)
        self.found.setUniformRowHeights(True)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header = self.found.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.found.itemClicked.connect(self._run_item)
        self._summary = QLabel()
        self._summary.setObjectName("muted")
        self._summary.setWordWrap(True)
        self.found.currentItemChanged.connect(self._explain)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.query)
        layout.addWidget(self.found, 1)
        layout.addWidget(self._summary)

    def open_now(self) -> None:
        """Show it above the middle of the window, empty, ready to type."""
        self.resize(min(WIDTH, self._window.width() - 40), HEIGHT)
        middle = self._window.geometry().center().x() - self.width() // 2
        self.move(middle, self._window.geometry().top() + 56)
        self.query.clear()
        self._list("")
        self.open()
        self.query.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list and Enter runs while the cursor stays in the line."""
        if watched is self.query and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
                self._move(event.key())
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in _RUNS:
                self._run_item(self.found.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _move(self, key: int) -> None:
        step = _MOVES[Qt.Key(key)]
        count = self.found.topLevelItemCount()
        current = self.found.currentItem()
        if current is not None:
            row = self.found.indexOfTopLevelItem(current) + step
            self._choose(row % count if abs(step) == 1 else min(max(row, 0), count - 1))

    def _choose(self, row: int) -> None:
        item = self.found.topLevelItem(row)
        if item is not None:
            self.found.setCurrentItem(item)

    def _list(self, query: str) -> None:
        self.found.clear()
        faint = QColor(self._theme.tokens.muted)
        for match in matches(COMMANDS, query, self._recent(), self._registry.facts()):
            command = match.command
            note = self.tr("recent") if match.is_recent else str(command.category)
            if match.missing is not None:
                note = self.tr("needs {what}").format(what=match.missing)
            text = self._registry.action(command.id).text()
            item = QTreeWidgetItem([text, note, command.shortcut])
            item.setData(0, Qt.ItemDataRole.UserRole, command.id)
            item.setData(1, Qt.ItemDataRole.UserRole, command.summary)
            for column in (0, 1, 2):
                if column or match.missing is not None:
                    item.setForeground(column, faint)
            self.found.addTopLevelItem(item)
        self._choose(0)
        if not self.found.topLevelItemCount():
            self._summary.setText(self.tr("No command is called like this."))

    def _explain(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._summary.setText(str(item.data(1, Qt.ItemDataRole.UserRole)))

    def _run_item(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            id_ = str(item.data(0, Qt.ItemDataRole.UserRole))
            self.accept()
            self.chosen.emit(id_)
