"""Commands in the window's hands: what each does, the actions made of them, and why one cannot."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from console.present.command_list import COMMANDS, by_category, command_of, hint
from console.present.command_value import Command, Fact, Scope

Deed = Callable[[], object]
Facts = Callable[[], frozenset[Fact]]


class CommandRegistry(QObject):
    """Every command bound to its deed; a command that cannot run now says what is missing."""

    about_to_run = Signal(str)
    ran = Signal(str)
    refused = Signal(str)

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts: Final = facts
        self._deeds: dict[str, Deed] = {}
        self._actions = {command.id: self._action(command) for command in COMMANDS}

    def bind(self, deeds: Mapping[str, Deed]) -> None:
        """Say what each command does; all of them at once, each of them once."""
        assert set(deeds) == set(self._actions), set(deeds) ^ set(self._actions)
        self._deeds = dict(deeds)

    def add_to(self, places: Mapping[Scope, QWidget]) -> None:
        """Let the shortcuts be heard."""
        for command in COMMANDS:
            places[command.scope].addAction(self._actions[command.id])

    def action(self, id_: str) -> QAction:
        """The action of a command, for a menu or a button."""
        return self._actions[id_]

    def run(self, id_: str) -> bool:
        """Run a command; False if it cannot run now, which is said."""
        command = command_of(id_)
        missing = command.missing(self.facts())
        if missing is not None:
            text = self.tr("{title}: needs {missing}")
            self.refused.emit(text.format(title=command.title, missing=missing))
            return False
        self.about_to_run.emit(id_)
        self._deeds[id_]()
        self.ran.emit(id_)
        return True

    def menu(self, parent: QWidget) -> QMenu:
        """A new menu of all commands by category; what cannot run now is grey."""
        menu = QMenu(parent)
        held = self.facts()
        for category, commands in by_category(COMMANDS).items():
            part = menu.addMenu(str(category))
            for command in commands:
                shown = part.addAction(self._actions[command.id].text())
                shown.setShortcut(QKeySequence(command.shortcut))
                shown.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                shown.setEnabled(command.missing(held) is None)
                shown.triggered.connect(self._actions[command.id].trigger)
        return menu

    def _action(self, command: Command) -> QAction:
        translate = QCoreApplication.translate
        action = QAction(translate("Command", command.title), self)
        action.setObjectName(command.id)
        action.setToolTip(hint(command))
        keys = [QKeySequence(text) for text in (command.shortcut, command.also) if text]
        action.setShortcuts(keys)
        action.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut
            if command.scope is Scope.WINDOW
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        action.triggered.connect(lambda: self.run(command.id))
        return action
