"""What the window asks its user: yes or no, a file, a text, one of several."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from console.qt.arm_dialog import ArmDialog
from console.qt.connect_dialog import ConnectDialog
from core.domain.platform import PlatformRole


class Questions:
    """Asked by dialogs; each answer is None or False where the user would rather not."""

    def confirm(self, parent: QWidget, title: str, text: str, yes: str) -> bool:
        """Whether to do what the button ``yes`` says; Enter alone does not: it cancels."""
        box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
        agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is agreed

    def tell(self, parent: QWidget, title: str, text: str) -> None:
        """Say something that must be read."""
        QMessageBox.warning(parent, title, text)

    def file(self, parent: QWidget, title: str, filter_: str) -> str | None:
        """A file that exists."""
        path, _ = QFileDialog.getOpenFileName(parent, title, "", filter_)
        return path or None

    def new_file(self, parent: QWidget, title: str, suggested: str, filter_: str) -> str | None:
        """A file to be written; whether one that exists is replaced was asked."""
        path, _ = QFileDialog.getSaveFileName(parent, title, suggested, filter_)
        return path or None

    def text(self, parent: QWidget, title: str, label: str, first: str = "") -> str | None:
        """A line of text, not empty."""
        answer, agreed = QInputDialog.getText(parent, title, label, text=first)
        return answer.strip() or None if agreed else None

    def arming(self, parent: QWidget, title: str) -> tuple[str, int] | None:
        """(why, for how many minutes) the books of that title are to be armed for actions."""
        dialog = ArmDialog(title, parent)
        agreed = dialog.exec()
        dialog.deleteLater()
        return dialog.answer if agreed else None

    def partner(self, parent: QWidget, title: str) -> tuple[PlatformRole, str, str] | None:
        """(role, versions URL, token A) of a partner with whom the hub is to register."""
        dialog = ConnectDialog(title, parent)
        agreed = dialog.exec()
        dialog.deleteLater()
        return dialog.answer if agreed else None

    def choice(self, parent: QWidget, title: str, label: str, items: Sequence[str]) -> str | None:
        """One of several."""
        answer, agreed = QInputDialog.getItem(parent, title, label, list(items), 0, False)
        return answer if agreed else None
