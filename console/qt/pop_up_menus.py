"""The menus of the top bar, made of commands when they are opened."""

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from console.qt.command_registry import CommandRegistry

_LAYOUT: Final = ("layout.open", "layout.save", "layout.lock", "layout.reset")


def show_all_commands(registry: CommandRegistry, below: QWidget) -> None:
    """Every command by category."""
    _pop_up(registry.menu(below), below)


def show_layout_commands(registry: CommandRegistry, below: QWidget) -> None:
    """What can be done with the layout of the workspace."""
    menu = QMenu(below)
    for id_ in _LAYOUT:
        menu.addAction(registry.action(id_))
    _pop_up(menu, below)


def _pop_up(menu: QMenu, below: QWidget) -> None:
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    corner = below.mapToGlobal(below.rect().bottomRight())
    menu.popup(QPoint(corner.x() - menu.sizeHint().width(), corner.y() + 2))
