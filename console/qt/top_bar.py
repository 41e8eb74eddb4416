"""The bar at the top: which world this is, its clock, and the theme switch."""

from typing import Final

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from console.qt.theme import Theme, Tokens
from core.domain.environment import Environment

_GLYPHS: Final = {
    Environment.LIVE: "\N{BLACK CIRCLE}",
    Environment.REPLAY: "\N{CLOCKWISE OPEN CIRCLE ARROW}",
    Environment.SIMULATION: "\N{WHITE CIRCLE}",
}


class TopBar(QFrame):
    """Badge, clock, books and theme."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setFixedHeight(44)
        self._badge = QLabel()
        self._badge.setObjectName("badge")
        self._clock = QLabel()
        self._clock.setObjectName("cardNote")
        self._books = QLabel()
        self._books.setObjectName("cardNote")
        self.theme_switch = QPushButton()
        self.theme_switch.setIconSize(QSize(16, 16))
        self.theme_switch.setAccessibleName(self.tr("Switch between the dark and the light theme"))
        self.theme_switch.setToolTip(self.tr("Dark or light (Ctrl+Shift+T)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(10)
        layout.addWidget(self._badge)
        layout.addWidget(self._clock)
        layout.addStretch(1)
        layout.addWidget(self._books)
        layout.addWidget(self.theme_switch)
        theme.changed.connect(self._recolour)
        self._recolour(theme.tokens)

    def set_environment(self, environment: Environment) -> None:
        """Say which world the shown books are of, in words and in colour."""
        self._badge.setText(f"{_GLYPHS[environment]}  {environment.value}")
        self._badge.setAccessibleName(self.tr("Environment: {name}").format(name=environment.value))
        self._badge.setProperty("environment", environment.value)
        self._badge.style().unpolish(self._badge)
        self._badge.style().polish(self._badge)

    def set_clock(self, text: str) -> None:
        """Show the clock of the shown world."""
        self._clock.setText(text)

    def set_books(self, title: str) -> None:
        """Name the books that are shown."""
        self._books.setText(title)

    def _recolour(self, tokens: Tokens) -> None:
        dark = tokens.name == "dark"
        icon = "mdi6.weather-sunny" if dark else "mdi6.weather-night"
        self.theme_switch.setIcon(qtawesome.icon(icon, color=tokens.text))
        self.theme_switch.setText(self.tr("Light") if dark else self.tr("Dark"))
