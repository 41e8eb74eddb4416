"""What the week of prices is asked for: which price, where, when, and how far a session is."""

from datetime import date
from typing import Final
from zoneinfo import available_timezones

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from console.present.tariff_session import monday_of
from console.present.tariff_week import PRICE_KINDS, kinds_of
from console.qt.figure_box import FigureBox
from core.domain.tariff import Tariff, TariffDimension
from core.pricing.week_prices import SoFar

OTHERWISE: Final = "Europe/Lisbon"
"""The zone of a tariff whose country nobody knows."""
FIRST_DAY: Final = QDate(2000, 1, 1)
LAST_DAY: Final = QDate(2100, 12, 31)
"""Of the weeks that can be asked for: the days around a week are counted with, and year 9999 has
no next one."""


class WeekControls(QWidget):
    """Two rows of boxes."""

    changed = Signal()
    """Other prices of the week are wanted."""
    zone_changed = Signal()
    """All is to be read in another zone."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Which price"))
        self.kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kind.setMinimumContentsLength(10)
        titles = {
            TariffDimension.ENERGY: self.tr("Per kWh"),
            TariffDimension.TIME: self.tr("Per minute"),
            TariffDimension.PARKING_TIME: self.tr("Parking, per minute"),
            TariffDimension.FLAT: self.tr("Start fee"),
        }
        for kind in PRICE_KINDS:
            self.kind.addItem(titles[kind], kind)
        self.zone = QComboBox()
        self.zone.setAccessibleName(self.tr("Time zone of the charge point"))
        self._fill_zones()
        self.week = QDateEdit(QDate(*_parts(monday_of(today))))
        self.week.setAccessibleName(self.tr("The week, by any of its days"))
        self.week.lineEdit().setAccessibleName(self.week.accessibleName())
        self.week.setDisplayFormat("yyyy-MM-dd")
        self.week.setDateRange(FIRST_DAY, LAST_DAY)
        self.week.setCalendarPopup(True)
        self.minutes = FigureBox(self.tr("Minutes since the session began"), (0, 2_880), 0, "min")
        self.energy = FigureBox(self.tr("Energy taken so far"), (0, 500), 1, "kWh")
        self.power = FigureBox(self.tr("Power while charging"), (0, 1_000), 1, "kW")
        self.power.setValue(11)
        self._lay_out()
        self.kind.activated.connect(lambda _: self.changed.emit())
        self.zone.activated.connect(lambda _: self.zone_changed.emit())
        self.week.dateChanged.connect(lambda _: self.changed.emit())
        for box in (self.minutes, self.energy, self.power):
            box.valueChanged.connect(lambda _: self.changed.emit())

    @property
    def dimension(self) -> TariffDimension:
        """Which price."""
        return TariffDimension(self.kind.currentData())

    @property
    def time_zone(self) -> str | None:
        """IANA name; None: that of the tariff's country."""
        found = self.zone.currentData()
        return None if found is None else str(found)

    @property
    def monday(self) -> date:
        """The first day of the week."""
        chosen = self.week.date()
        return monday_of(date(chosen.year(), chosen.month(), chosen.day()))

    @property
    def so_far(self) -> SoFar:
        """How far the session has come."""
        return SoFar(
            elapsed_s=round(self.minutes.value()) * 60,
            energy_kwh=self.energy.exact,
            power_kw=self.power.exact,
        )

    def show_tariff(self, tariff: Tariff, time_zone: str) -> None:
        """Offer what the tariff prices first; a price that it has stays chosen."""
        kinds = kinds_of(tariff)
        if kinds and self.dimension not in kinds:
            self.kind.setCurrentIndex(self.kind.findData(kinds[0]))
        own = self.tr("{zone} (the tariff's country)").format(zone=time_zone)
        if self.time_zone is None:
            with QSignalBlocker(self.zone):
                self.zone.setItemText(0, own)
                self.zone.setCurrentIndex(0)
            line = self.zone.lineEdit()
            assert line is not None
            line.setCursorPosition(0)

    def _fill_zones(self) -> None:
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.addItem(self.tr("The tariff's country"), None)
        for name in sorted(available_timezones()):
            if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/")):
                self.zone.addItem(name, name)
        self.zone.addItem("UTC", "UTC")
        self.zone.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.zone.setMinimumContentsLength(10)
        completer = self.zone.completer()
        assert completer is not None
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line = self.zone.lineEdit()
        assert line is not None
        line.setAccessibleName(self.tr("Time zone of the charge point, as text"))
        line.editingFinished.connect(self._keep_known_zone)

    def _keep_known_zone(self) -> None:
        """A name that nobody knows becomes the one that was chosen last."""
        at = self.zone.findText(self.zone.currentText(), Qt.MatchFlag.MatchFixedString)
        before = self.zone.currentIndex()
        if at < 0:
            self.zone.setEditText(self.zone.itemText(before))
        elif at != before:
            self.zone.setCurrentIndex(at)
            self.zone_changed.emit()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(
            _row(
                (self.kind, self.tr("after"), self.minutes, self.energy, self.tr("at"), self.power),
                stretched=self.kind,
            )
        )
        rows.addLayout(
            _row((self.tr("Week of"), self.week, self.tr("in"), self.zone), stretched=self.zone)
        )


def _row(parts: tuple[QWidget | str, ...], stretched: QWidget) -> QHBoxLayout:
    """Boxes in a row with words between them."""
    row = QHBoxLayout()
    row.setSpacing(6)
    for part in parts:
        widget = part if isinstance(part, QWidget) else QLabel(part)
        if part is not widget:
            widget.setObjectName("muted")
        row.addWidget(widget, 1 if widget is stretched else 0)
    return row


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
