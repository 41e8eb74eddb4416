"""Answers given beforehand; what was asked is remembered."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from console.qt.questions import Questions
from core.domain.platform import PlatformRole


class ScriptedQuestions(Questions):
    """Agrees to everything, and answers what it was given."""

    def __init__(self, *, agrees: bool = True, file: str | None = None, text: str | None = None):
        self.asked: list[str] = []
        self._agrees = agrees
        self._file = file
        self._text = text

    def confirm(self, _: QWidget, title: str, text: str, yes: str) -> bool:
        self.asked.append(f"{title}|{text}|{yes}")
        return self._agrees

    def tell(self, _: QWidget, title: str, text: str) -> None:
        self.asked.append(f"{title}|{text}")

    def file(self, _: QWidget, title: str, filter_: str) -> str | None:
        self.asked.append(f"{title}|{filter_}")
        return self._file

    def new_file(self, _: QWidget, title: str, suggested: str, filter_: str) -> str | None:
        self.asked.append(f"{title}|{suggested}|{filter_}")
        return self._file

    def text(self, _: QWidget, title: str, label: str, first: str = "") -> str | None:
        self.asked.append(f"{title}|{label}|{first}")
        return self._text

    def partner(self, _: QWidget, title: str) -> tuple[PlatformRole, str, str] | None:
        self.asked.append(f"partner|{title}")
        url = "https://partner.example/ocpi/versions"
        return (PlatformRole("CPO", "NL*ABC"), url, "token-a") if self._agrees else None

    def arming(self, _: QWidget, title: str) -> tuple[str, int] | None:
        self.asked.append(f"arm|{title}")
        return ("a late cycle", 5) if self._agrees else None

    def choice(self, _: QWidget, title: str, label: str, items: Sequence[str]) -> str | None:
        self.asked.append(f"{title}|{label}|{', '.join(items)}")
        return items[0] if self._agrees else None
