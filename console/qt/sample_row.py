"""The row of inputs that make a sample session: energy, time, price, country, time of day."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTimeEdit, QWidget

from console.qt.figure_box import FigureBox
from core.service.preview_session import SampleSession
from core.service.vat_file import vat_table

_ENERGY_MAX_KWH: Final = 500
_MINUTES_MAX: Final = 2_880
_PRICE_MAX: Final = 100
_PRICE_DECIMALS: Final = 4


class SampleRow(QWidget):
    """One session; whoever listens hears of each change at once."""

    changed = Signal()

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day = day
        first = SampleSession()
        self.energy = FigureBox(self.tr("Energy"), (0, _ENERGY_MAX_KWH), 2, "kWh")
        self.energy.setValue(float(first.energy_kwh))
        self.minutes = FigureBox(self.tr("Minutes"), (1, _MINUTES_MAX), 0, "min")
        self.minutes.setValue(first.minutes)
        name = self.tr("Price of a kWh before VAT")
        self.price = FigureBox(name, (0, _PRICE_MAX), _PRICE_DECIMALS, "EUR/kWh")
        self.price.setValue(float(first.price_per_kwh))
        name = self.tr("Price of a minute before VAT")
        self.per_minute = FigureBox(name, (0, _PRICE_MAX), _PRICE_DECIMALS, "EUR/min")
        self.country = QComboBox()
        self.country.setAccessibleName(self.tr("Country of the charge point and of all parties"))
        self.country.setToolTip(self.country.accessibleName())
        self.country.addItems(_countries())
        self.country.setCurrentText(first.country_code)
        self.start = QTimeEdit(QTime(first.start.hour, first.start.minute))
        self.start.setDisplayFormat("HH:mm")
        self.start.setAccessibleName(self.tr("Time of day at which it begins"))
        self.start.setToolTip(self.start.accessibleName())
        self.start.lineEdit().setAccessibleName(self.start.accessibleName())
        self.power = FigureBox(self.tr("Greatest power of the EVSE"), (0, 1_000), 0, "kW")
        self.power.setSpecialValueText(self.tr("any kW"))
        self._lay_out()
        for box in (self.energy, self.minutes, self.price, self.per_minute, self.power):
            box.setKeyboardTracking(True)
            box.setToolTip(box.accessibleName())
            box.valueChanged.connect(lambda _: self.changed.emit())
        self.country.currentTextChanged.connect(lambda _: self.changed.emit())
        self.start.timeChanged.connect(lambda _: self.changed.emit())

    @property
    def sample(self) -> SampleSession:
        """The session as it is set."""
        begins = self.start.time()
        return SampleSession(
            energy_kwh=self.energy.exact,
            minutes=round(self.minutes.value()),
            price_per_kwh=self.price.exact,
            price_per_minute=self.per_minute.exact,
            country_code=self.country.currentText(),
            start=datetime.combine(self._day, time(begins.hour(), begins.minute())),
            power_kw=Decimal(round(self.power.value())) if self.power.value() else None,
        )

    def show_currency(self, currency: str) -> None:
        """Say what the price is counted in."""
        self.price.setSuffix(f" {currency}/kWh")
        self.per_minute.setSuffix(f" {currency}/min")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (
            self.energy,
            self.price,
            self.minutes,
            self.per_minute,
            self.power,
            self.country,
            self.start,
        ):
            row.addWidget(part)
        row.addStretch(1)


def _countries() -> list[str]:
    """Those of the VAT table."""
    return sorted(vat_table().rates)
