"""The bar at the top: which world this is, its clock and lag, the palette, layout, theme, menu."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from console.present.command_list import command_of, hint
from console.qt.elided_label import ElidedLabel
from console.qt.icons import icon
from console.qt.theme import Theme, Tokens
from core.domain.environment import Environment

_GLYPHS: Final = {
    Environment.LIVE: "\N{BLACK CIRCLE}",
    Environment.REPLAY: "\N{CLOCKWISE OPEN CIRCLE ARROW}",
    Environment.SIMULATION: "\N{WHITE CIRCLE}",
}
_THEME_ICONS: Final = {
    "dark": "weather-night",
    "light": "weather-sunny",
    "contrast": "contrast-circle",
}


class TopBar(QFrame):
    """Badge, clock, palette, books, layout, theme and menu."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setFixedHeight(44)
        self.environment = Environment.SIMULATION
        """Which world the shown books are of."""
        self.is_read_only = False
        """Whether another console holds the shown books, so that this one only looks."""
        self._badge = QLabel()
        self._badge.setObjectName("badge")
        self.armed = QPushButton()
        self.armed.setObjectName("armed")
        self.armed.setAccessibleName(self.tr("Disarm"))
        self.armed.setVisible(False)
        self._clock = _quiet_label()
        self._lag = _quiet_label()
        self._books = _quiet_label()
        self.search = QPushButton(self.tr("Commands   Ctrl+K"))
        self.search.setObjectName("search")
        self.search.setMaximumWidth(380)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.layout_menu = QPushButton()
        self.theme_switch = QPushButton()
        self.menu = QToolButton()
        for button, id_, name in (
            (self.search, "help.palette", self.tr("Find a command")),
            (self.layout_menu, "layout.open", self.tr("Layout")),
            (self.theme_switch, "view.theme_next", self.tr("Switch to the next theme")),
            (self.menu, "help.menu", self.tr("Menu")),
        ):
            button.setAccessibleName(name)
            button.setToolTip(hint(command_of(id_)))
            button.setIconSize(QSize(18, 18))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(10)
        for label in (self._badge, self.armed, self._clock, self._lag):
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self.search)
        layout.addStretch(1)
        for widget in (self._books, self.layout_menu, self.theme_switch, self.menu):
            layout.addWidget(widget)
        theme.changed.connect(self._recolour)
        self._recolour(theme.tokens)
        self.set_layout_name("", locked=False, has_panes=True)

    def set_environment(self, environment: Environment, *, read_only: bool = False) -> None:
        """Say which world the shown books are of, in words and in colour."""
        self.environment, self.is_read_only = environment, read_only
        name = environment.value + (self.tr(" \N{MIDDLE DOT} read-only") if read_only else "")
        self._badge.setText(f"{_GLYPHS[environment]}  {name}")
        self._badge.setAccessibleName(self.tr("Environment: {name}").format(name=name))
        self._badge.setProperty("environment", environment.value)
        self._badge.style().unpolish(self._badge)
        self._badge.style().polish(self._badge)

    def show_armed(self, left_s: int | None) -> None:
        """Count down while the books are armed for actions; None while they are not."""
        self.armed.setVisible(left_s is not None)
        if left_s is not None:
            left = f"{left_s // 60}:{left_s % 60:02d}"
            words = self.tr("\N{BLACK UP-POINTING TRIANGLE} ARMED {left}")
            self.armed.setText(words.format(left=left))
            self.armed.setAccessibleName(
                self.tr("Armed for actions for {left}; disarm").format(left=left)
            )
            self.armed.setToolTip(hint(command_of("books.disarm")))

    def set_clock(self, text: str) -> None:
        """Show the clock of the shown world."""
        self._clock.say(text)

    def set_lag(self, text: str) -> None:
        """Show how long ago the shown world last moved; empty where that says nothing."""
        self._lag.say(text)

    def set_books(self, title: str) -> None:
        """Name the books that are shown."""
        self._books.say(title)

    def set_layout_name(self, name: str, *, locked: bool, has_panes: bool) -> None:
        """Name the layout of the workspace, and say whether it is locked."""
        lock = "\N{LOCK} " if locked else ""
        shown = name or self.tr("Default")
        self.layout_menu.setText(self.tr("{lock}Layout: {name}").format(lock=lock, name=shown))
        self.layout_menu.setVisible(has_panes)

    @property
    def texts(self) -> Sequence[str]:
        """All that is said, from left to right."""
        quiet = (self._clock, self._lag, self._books)
        return [self._badge.text(), *(label.said for label in quiet)]

    def _recolour(self, tokens: Tokens) -> None:
        self.theme_switch.setIcon(icon(_THEME_ICONS[tokens.name], tokens.text))
        self.menu.setIcon(icon("menu", tokens.text))


def _quiet_label() -> ElidedLabel:
    label = ElidedLabel()
    label.setObjectName("cardNote")
    return label
