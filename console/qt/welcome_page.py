"""Welcome: what one can come for, each a button that does it; and the files one had open."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.qt.card import Card
from console.qt.icons import icon
from console.qt.theme import Theme, Tokens

_DOT: Final = "\N{MIDDLE DOT}"


class Journey(QFrame):
    """One thing one can come for."""

    def __init__(self, icon: str, title: str, text: str, does: str, keys: str) -> None:
        super().__init__()
        self.setObjectName("journey")
        self.setMinimumHeight(236)
        self._icon_name = icon
        self._icon = QLabel()
        heading = QLabel(title)
        heading.setObjectName("heading")
        told = QLabel(text)
        told.setObjectName("muted")
        told.setWordWrap(True)
        told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.button = QPushButton(does)
        self.button.setObjectName("primary")
        self.button.setAccessibleName(f"{title}: {does}")
        note = QLabel(keys)
        note.setObjectName("muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 18)
        layout.setSpacing(10)
        for widget in (self._icon, heading):
            layout.addWidget(widget)
        layout.addWidget(told, 1)
        layout.addWidget(self.button)
        layout.addWidget(note)

    def recolour(self, tokens: Tokens) -> None:
        """Draw the icon in another theme's colour."""
        self._icon.setPixmap(icon(self._icon_name, tokens.accent).pixmap(QSize(34, 34)))


class WelcomePage(QWidget):
    """Three journeys and the recent files."""

    analyst_wanted = Signal()
    operator_wanted = Signal()
    trainer_wanted = Signal()
    scenario_wanted = Signal(str)
    """Path of a recent scenario."""
    books_wanted = Signal(str)
    """URL of recent books."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.analyst = Journey(
            "chart-timeline-variant",
            self.tr("Analyst"),
            self.tr("Simulate a network under its terms and see where every cent of it goes."),
            self.tr("Run a scenario"),
            self.tr("Analyse  Alt+2"),
        )
        self.operator = Journey(
            "monitor-dashboard",
            self.tr("Operator"),
            self.tr("Watch a ledger as it grows, and follow one session from plug to payout."),
            self.tr("Open books\N{HORIZONTAL ELLIPSIS}"),
            self.tr("Operate  Alt+1"),
        )
        self.trainer = Journey(
            "school-outline",
            self.tr("Trainer"),
            self.tr("Step one session message by message, and show which account moves when."),
            self.tr("Step a session"),
            self.tr("Train  Alt+3"),
        )
        self.scenarios = self._list(self.tr("Recent scenarios"))
        self.books = self._list(self.tr("Recent books"))
        self._scenarios_card = Card(self.tr("Recent scenarios"))
        self._scenarios_card.body.addWidget(self.scenarios)
        self._books_card = Card(self.tr("Recent books"))
        self._books_card.body.addWidget(self.books)
        self.notice = QLabel()
        self.notice.setObjectName("notice")
        self.notice.setWordWrap(True)
        self.notice.setVisible(False)
        self._lay_out()
        self.analyst.button.clicked.connect(self.analyst_wanted)
        self.operator.button.clicked.connect(self.operator_wanted)
        self.trainer.button.clicked.connect(self.trainer_wanted)
        self.scenarios.itemActivated.connect(lambda item: self.scenario_wanted.emit(_value(item)))
        self.books.itemActivated.connect(lambda item: self.books_wanted.emit(_value(item)))
        theme.changed.connect(self._recolour)
        self._recolour(theme.tokens)

    def show_recent(self, scenarios: Sequence[str], books: Sequence[str]) -> None:
        """List the files one had open, the latest first."""
        for card, list_, values, why in (
            (
                self._scenarios_card,
                self.scenarios,
                scenarios,
                self.tr("None yet. Drop a scenario file here, or press Ctrl+L."),
            ),
            (
                self._books_card,
                self.books,
                books,
                self.tr("None yet. Drop a file of books here, or press Ctrl+O."),
            ),
        ):
            list_.clear()
            for value in values:
                folder, _, name = value.rpartition("/")
                item = QListWidgetItem(f"{name}   {_DOT}   {folder}")
                item.setData(Qt.ItemDataRole.UserRole, value)
                item.setToolTip(value)
                list_.addItem(item)
            if values:
                card.show_content()
            else:
                card.show_empty(why)

    def show_notice(self, text: str) -> None:
        """Say what was wrong at the start."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _list(self, name: str) -> QListWidget:
        list_ = QListWidget()
        list_.setAccessibleName(name)
        list_.setUniformItemSizes(True)
        list_.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        list_.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return list_

    def _lay_out(self) -> None:
        title = QLabel(self.tr("From plug to payout"))
        title.setObjectName("pageTitle")
        under = QLabel(
            self.tr(
                "One network of charge points and demand partners, simulated and live on one core."
                "  Ctrl+K finds every command, F1 shows the keys."
            )
        )
        under.setObjectName("muted")
        under.setWordWrap(True)
        journeys = QHBoxLayout()
        journeys.setSpacing(12)
        for journey in (self.analyst, self.operator, self.trainer):
            journeys.addWidget(journey, 1)
        recent = QHBoxLayout()
        recent.setSpacing(12)
        recent.addWidget(self._scenarios_card, 1)
        recent.addWidget(self._books_card, 1)
        column = QWidget()
        column.setMaximumWidth(1120)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(24, 28, 24, 24)
        inner.setSpacing(12)
        for widget in (title, under, self.notice):
            inner.addWidget(widget)
        inner.addSpacing(8)
        inner.addLayout(journeys)
        inner.addLayout(recent, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(column, 20)
        layout.addStretch(1)

    def _recolour(self, tokens: Tokens) -> None:
        for journey in (self.analyst, self.operator, self.trainer):
            journey.recolour(tokens)


def _value(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))
