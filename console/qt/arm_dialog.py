"""Asks why and for how long books are to be armed for actions."""

from typing import Final

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

MINUTES: Final = 5
MINUTES_MAX: Final = 30


class ArmDialog(QDialog):
    """A reason is required; the time is short by default."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Arm for actions"))
        told = QLabel(
            self.tr(
                "{title} is read-only until it is armed. Who arms it, when and why is written into"
                " the operator's log of these books."
            ).format(title=title)
        )
        told.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("why these books must be changed by hand"))
        self.minutes = QSpinBox()
        self.minutes.setRange(1, MINUTES_MAX)
        self.minutes.setValue(MINUTES)
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.setAccessibleName(self.tr("Minutes until it is disarmed again"))
        self.minutes.lineEdit().setAccessibleName(self.minutes.accessibleName())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.arm = self.buttons.addButton(self.tr("Arm"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.arm.setEnabled(False)
        form = QFormLayout()
        form.addRow(self.tr("&Reason"), self.reason)
        form.addRow(self.tr("&For"), self.minutes)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(440)
        self.reason.textChanged.connect(lambda text: self.arm.setEnabled(bool(text.strip())))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @property
    def answer(self) -> tuple[str, int]:
        """(reason, minutes)."""
        return self.reason.text().strip(), self.minutes.value()
