"""The sliders of a session: when it begins, how much it takes, how long, and how fast."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QSlider,
    QWidget,
)

from console.present.tariff_session import (
    ENERGY_WH_MAX,
    POWER_W_MAX,
    POWER_W_MIN,
    STAY_S_MAX,
    WEEK_MIN,
    SessionWish,
)
from console.qt.figure_box import FigureBox

_QUARTER_MIN: Final = 15
_LEAST_PX: Final = 60
_SLIDER_STAY_MIN: Final = 12 * 60
"""What a slider of minutes spans; the box beside it takes more."""


class SessionSliders(QWidget):
    """One session, by five sliders and the boxes beside them."""

    changed = Signal(object)
    """The ``SessionWish`` that the user made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wish = SessionWish()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.start = self._slider(self.tr("S&tart"), 0, WEEK_MIN // _QUARTER_MIN - 1, 4)
        self.start_text = QLabel()
        self.start_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.start_text, 0, 2)
        self.energy = self._slider(self.tr("&Energy"), 0, ENERGY_WH_MAX // 500, 10)
        self.energy_box = self._box(self.tr("Energy in kWh"), (0, ENERGY_WH_MAX / 1_000), 1, "kWh")
        self.charging = self._slider(self.tr("&Charging"), 1, _SLIDER_STAY_MIN, 15)
        self.charging_box = self._box(
            self.tr("Minutes of charging"), (1, STAY_S_MAX / 60), 0, "min"
        )
        self.parking = self._slider(self.tr("Then &parked"), 0, _SLIDER_STAY_MIN, 15)
        self.parking_box = self._box(
            self.tr("Minutes parked after charging"), (0, STAY_S_MAX / 60), 0, "min"
        )
        self.power = self._slider(self.tr("Po&wer"), POWER_W_MIN // 500, POWER_W_MAX // 500, 10)
        self.power_box = self._box(
            self.tr("Power in kW"), (POWER_W_MIN / 1_000, POWER_W_MAX / 1_000), 1, "kW"
        )
        self._connect()
        self.show_wish(self._wish)

    @property
    def wish(self) -> SessionWish:
        """The session as it is set."""
        return self._wish

    def show_wish(self, wish: SessionWish) -> None:
        """Set all sliders; nothing is told."""
        self._wish = wish
        for slider, box, value, steps in (
            (self.energy, self.energy_box, wish.energy_wh / 1_000, wish.energy_wh // 500),
            (self.charging, self.charging_box, wish.charging_s / 60, wish.charging_s // 60),
            (self.parking, self.parking_box, wish.parking_s / 60, wish.parking_s // 60),
            (self.power, self.power_box, wish.power_w / 1_000, wish.power_w // 500),
        ):
            with QSignalBlocker(slider), QSignalBlocker(box):
                if not slider.isSliderDown():
                    slider.setValue(steps)
                if not box.hasFocus() or round(box.value(), box.decimals()) != value:
                    box.setValue(value)
        with QSignalBlocker(self.start):
            self.start.setValue(wish.start_min // _QUARTER_MIN)
        self.start_text.setText(wish.start_text())
        self.start.setAccessibleDescription(wish.start_text())

    def _slider(self, title: str, low: int, high: int, page: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(low, high)
        slider.setPageStep(page)
        slider.setMinimumWidth(_LEAST_PX)
        slider.setAccessibleName(title.replace("&", ""))
        label = QLabel(title)
        label.setBuddy(slider)
        row = self._grid.rowCount() if self._grid.count() else 0
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(slider, row, 1)
        return slider

    def _box(self, name: str, ends: tuple[float, float], decimals: int, unit: str) -> FigureBox:
        box = FigureBox(name, ends, decimals, unit)
        self._grid.addWidget(box, self._grid.rowCount() - 1, 2)
        return box

    def _connect(self) -> None:
        def take(change: Callable[[float], SessionWish]) -> Callable[[float], None]:
            return lambda value: self._take(change(value))

        self.start.valueChanged.connect(
            take(lambda steps: self._wish.with_start(round(steps) * _QUARTER_MIN))
        )
        for widget, change in (
            (self.energy, lambda steps: self._wish.with_energy(round(steps) * 500)),
            (self.energy_box, lambda kwh: self._wish.with_energy(round(kwh * 1_000))),
            (self.charging, lambda minutes: self._wish.with_charging(round(minutes) * 60)),
            (self.charging_box, lambda minutes: self._wish.with_charging(round(minutes) * 60)),
            (self.parking, lambda minutes: self._wish.with_parking(round(minutes) * 60)),
            (self.parking_box, lambda minutes: self._wish.with_parking(round(minutes) * 60)),
            (self.power, lambda steps: self._wish.with_power(round(steps) * 500)),
            (self.power_box, lambda kw: self._wish.with_power(round(kw * 1_000))),
        ):
            widget.valueChanged.connect(take(change))

    def _take(self, wish: SessionWish) -> None:
        if wish != self._wish:
            self.show_wish(wish)
            self.changed.emit(wish)
