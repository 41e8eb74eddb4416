"""Buttons that stand for commands; each says why not where it cannot be done now."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.present.command_list import command_of, hint


class DeedButtons(QWidget):
    """A row of them, and below it as whom one acts."""

    command_wanted = Signal(str)
    """Id of the command of a button that was pressed."""

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Have a button a command.

        Args:
            titles: Short title by the id of its command.
            parent: Owner.
        """
        super().__init__(parent)
        self.by_command: Final = {id_: QPushButton(title) for id_, title in titles.items()}
        self.you: Final = QLabel()
        self.you.setObjectName("muted")
        self.you.setWordWrap(True)
        self.you.setVisible(False)
        self._lay_out()

    def show_deeds(self, why_not: Mapping[str, str], you: str) -> None:
        """Say what can be done with what is chosen, and why not.

        Args:
            why_not: By command; empty where it can be done.
            you: As whom one acts.
        """
        self.you.setText(you)
        self.you.setVisible(bool(you))
        for id_, why in why_not.items():
            button, told = self.by_command[id_], hint(command_of(id_))
            button.setEnabled(not why)
            button.setToolTip(f"{told}\n\N{MULTIPLICATION SIGN} {why}" if why else told)
            button.setAccessibleDescription(why)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for id_, button in self.by_command.items():
            command = command_of(id_)
            button.setAccessibleName(command.title.rstrip("\N{HORIZONTAL ELLIPSIS}"))
            button.setEnabled(False)
            button.setToolTip(hint(command))
            button.clicked.connect(lambda _checked, id_=id_: self.command_wanted.emit(id_))
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.you)
