"""The keys: every shortcut by category, and whether it can be used now."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.present.command_list import COMMANDS, by_category
from console.present.command_value import Scope
from console.qt.command_registry import CommandRegistry
from console.qt.theme import Theme


class KeyHints(QDialog):
    """A list that can be searched."""

    def __init__(self, registry: CommandRegistry, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(720, 620)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search keys and commands"))
        self.search.setAccessibleName(self.tr("Search keys and commands"))
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(self.tr("Keys"))
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys"), self.tr("Now")])
        self.tree.setRootIsDecorated(False)
        self.tree.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._fill(registry, theme)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addWidget(buttons)
        self.search.setFocus()

    def _fill(self, registry: CommandRegistry, theme: Theme) -> None:
        held = registry.facts()
        faint = QColor(theme.tokens.muted)
        for category, commands in by_category(COMMANDS).items():
            group = QTreeWidgetItem([str(category)])
            font = group.font(0)
            font.setWeight(font.Weight.DemiBold)
            group.setFont(0, font)
            self.tree.addTopLevelItem(group)
            self._groups.append((group, []))
            for command in commands:
                keys = self.tr(" or ").join(filter(None, (command.shortcut, command.also)))
                if keys and command.scope is not Scope.WINDOW:
                    keys = f"{keys} ({command.scope})"
                missing = command.missing(held)
                now = self.tr("yes") if missing is None else self.tr("needs {x}").format(x=missing)
                item = QTreeWidgetItem([registry.action(command.id).text(), keys, now])
                item.setToolTip(0, command.summary)
                item.setForeground(2, faint)
                group.addChild(item)
                self._groups[-1][1].append(item)
            group.setExpanded(True)
        for column in (0, 1):
            self.tree.resizeColumnToContents(column)

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for group, children in self._groups:
            for child in children:
                shown = f"{child.text(0)} {child.text(1)}".casefold()
                child.setHidden(wanted not in shown)
            group.setHidden(all(child.isHidden() for child in children))
