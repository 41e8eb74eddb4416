"""What if: the period that is compared, and what other terms would have made of it, per party."""

from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.present.plain_rows import Head, Row
from console.qt.named import named
from console.qt.plain_table import PlainTable
from console.qt.theme import Theme
from core.domain.interval import Interval

_DAYS: Final = 30


class WhatIfPane(QWidget):
    """Two days, a button, and a table."""

    wanted = Signal()
    """The period is to be compared."""

    def __init__(self, theme: Theme, today: datetime) -> None:
        super().__init__()
        self._is_touched = False
        self.start: Final = self._day(self.tr("First day on which sessions ended"))
        self.end: Final = self._day(self.tr("Last day on which sessions ended"))
        self.compare: Final = QPushButton(self.tr("Compare"))
        self.compare.setAccessibleName(
            self.tr("Compare the sessions of the period with what the chosen terms make of them")
        )
        self.compare.setToolTip(self.compare.accessibleName())
        self.compare.setEnabled(False)
        self.sentence: Final = QLabel()
        self.sentence.setObjectName("muted")
        self.sentence.setWordWrap(True)
        self.table: Final = PlainTable(theme, self.tr("Paired difference per party"), self._heads())
        self._lay_out()
        self.show_until(today)
        self.show_nothing()
        for box in (self.start, self.end):
            box.userDateChanged.connect(lambda _: self._touch())
        self.compare.clicked.connect(lambda _checked: self.wanted.emit())

    @property
    def time(self) -> Interval:
        """The period; both days are in it."""
        return Interval(_midnight(self.start.date()), _midnight(self.end.date().addDays(1)))

    @property
    def is_period(self) -> bool:
        """Whether it does not end before it begins."""
        return bool(self.start.date() <= self.end.date())

    def show_until(self, clock: datetime) -> None:
        """Offer the month before a time, unless another period was chosen."""
        if not self._is_touched:
            first = clock - timedelta(days=_DAYS)
            self.start.setDate(QDate(first.year, first.month, first.day))
            self.end.setDate(QDate(clock.year, clock.month, clock.day))
            self._is_touched = False

    def show_deed(self, why_not: str) -> None:
        """Say whether the period can be compared now."""
        self.compare.setEnabled(not why_not)
        told = self.compare.accessibleName()
        sign = "\N{MULTIPLICATION SIGN}"
        self.compare.setToolTip(f"{told}\n{sign} {why_not}" if why_not else told)
        self.compare.setAccessibleDescription(why_not)

    def show_rows(self, sentence: str, rows: tuple[Row, ...]) -> None:
        """Show what came out."""
        self.sentence.setText(sentence)
        self.table.show_rows(rows)

    def show_nothing(self) -> None:
        """Nothing was compared yet."""
        self.show_rows(
            self.tr("Real sessions of the period are parted again; nothing is written."), ()
        )

    def _touch(self) -> None:
        self._is_touched = True

    def _day(self, name: str) -> QDateEdit:
        box = named(QDateEdit(), name)
        box.setDisplayFormat("yyyy-MM-dd")
        box.setCalendarPopup(True)
        box.lineEdit().setAccessibleName(name)
        return box

    def _heads(self) -> tuple[Head, ...]:
        return (
            Head(""),
            Head(self.tr("Party")),
            Head(self.tr("Sessions"), is_number=True),
            Head(self.tr("Before"), is_number=True),
            Head(self.tr("After"), is_number=True),
            Head(self.tr("Difference"), is_number=True),
            Head(self.tr("A session, 95 %"), is_number=True),
            Head(self.tr("Better/worse"), is_number=True),
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for widget in (self.start, QLabel("\N{EN DASH}"), self.end, self.compare):
            row.addWidget(widget)
        row.addWidget(self.sentence, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)


def _midnight(day: QDate) -> datetime:
    return datetime(day.year(), day.month(), day.day(), tzinfo=UTC)
