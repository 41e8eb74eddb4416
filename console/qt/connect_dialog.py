"""Asks with which partner the hub is to register: role, party, versions URL and its token A."""

from typing import Final

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from console.present.network_deeds import ROLES, role_asked
from core.domain.errors import InvalidValueError
from core.domain.platform import PlatformRole

_TOKEN_MAX: Final = 64


class ConnectDialog(QDialog):
    """Agreed to only once it is complete; the token is shown as dots."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Connect a partner"))
        told = QLabel(
            self.tr(
                "The hub of {title} registers with the partner: it asks for its versions with this"
                " token A, gives it a token of its own, and both tokens A are worth nothing then."
                " The window itself calls nobody."
            ).format(title=title)
        )
        told.setWordWrap(True)
        self.role: Final = QComboBox()
        self.role.addItems(ROLES)
        self.party: Final = _line(self.tr("Party"), "NL*ABC")
        self.url: Final = _line(self.tr("Versions URL"), "https://partner.example/ocpi/versions")
        self.token: Final = _line(self.tr("Token A"), self.tr("as the partner gave it to us"))
        self.token.setMaxLength(_TOKEN_MAX)
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.role.setAccessibleName(self.tr("Role of the partner"))
        self.problem: Final = QLabel()
        self.problem.setObjectName("muted")
        self.problem.setWordWrap(True)
        self.buttons: Final = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.connect_: Final = self.buttons.addButton(
            self.tr("Connect"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        form = QFormLayout()
        form.addRow(self.tr("&Role"), self.role)
        form.addRow(self.tr("&Party"), self.party)
        form.addRow(self.tr("&Versions URL"), self.url)
        form.addRow(self.tr("&Token A"), self.token)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(520)
        for line in (self.party, self.url, self.token):
            line.textChanged.connect(lambda _text: self._look())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._look()

    @property
    def answer(self) -> tuple[PlatformRole, str, str]:
        """(role, versions URL, token A); only where it is complete.

        Raises:
            InvalidValueError: The party is none.
        """
        role = role_asked(self.role.currentText(), self.party.text())
        return role, self.url.text().strip(), self.token.text().strip()

    def _look(self) -> None:
        missing = self._missing()
        self.problem.setText(missing)
        self.connect_.setEnabled(not missing)

    def _missing(self) -> str:
        if not self.party.text().strip():
            return self.tr("Wanted: the partner's party.")
        try:
            _ = self.answer
        except InvalidValueError as error:
            return str(error)
        if not self.url.text().strip().startswith(("https://", "http://")):
            return self.tr("Wanted: a versions URL that begins with https:// or http://.")
        return "" if self.token.text().strip() else self.tr("Wanted: the partner's token A.")


def _line(name: str, example: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setPlaceholderText(example)
    return line
