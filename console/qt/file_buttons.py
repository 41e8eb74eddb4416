"""Buttons for what can be done with a payment file; each says why not where it cannot."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from console.present.command_list import command_of, hint
from console.present.file_deeds import FileDeed


class FileButtons(QWidget):
    """One a deed; they stand for the commands of the same names."""

    command_wanted = Signal(str)
    """Id of the command of a button that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = {
            FileDeed.PREPARE: self.tr("Prepare"),
            FileDeed.PROPOSE: self.tr("Propose"),
            FileDeed.APPROVE: self.tr("Approve"),
            FileDeed.REJECT: self.tr("Reject"),
            FileDeed.EXPORT: self.tr("Export"),
        }
        self.by_deed: Final = {deed: QPushButton(titles[deed]) for deed in FileDeed}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for deed, button in self.by_deed.items():
            command = command_of(deed.command_id)
            button.setAccessibleName(command.title.rstrip("\N{HORIZONTAL ELLIPSIS}"))
            button.setEnabled(False)
            button.setToolTip(hint(command))
            button.clicked.connect(lambda _checked, id_=command.id: self.command_wanted.emit(id_))
            row.addWidget(button)
        row.addStretch(1)

    def show_deeds(self, why_not: Mapping[FileDeed, str]) -> None:
        """Say what can be done with what is chosen, and why not.

        Args:
            why_not: Empty where it can be done.
        """
        for deed, why in why_not.items():
            told = hint(command_of(deed.command_id))
            button = self.by_deed[deed]
            button.setEnabled(not why)
            button.setToolTip(f"{told}\n\N{MULTIPLICATION SIGN} {why}" if why else told)
            button.setAccessibleDescription(why)
