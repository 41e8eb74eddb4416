"""Charging along a vehicle's curve: how long some energy takes, and how much some time gives.

The power that an EVSE gives is the vehicle's curve cut at the EVSE's maximum, constant within each
percent of the state of charge. So energy is the exact integral of power, and both directions of
the question agree. Energy is what the EVSE gives; the battery gets the ``efficiency`` part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.vehicles import CURVE_STEPS, VehiclePart

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BINS: Final = 100
"""Of the state of charge, one percent each."""


@dataclass(frozen=True, slots=True)
class Plug:
    """What one kind of EVSE gives."""

    max_power_kw: float
    is_dc: bool
    efficiency: float
    """Part of the energy that the battery gets."""


class ChargeCurves:
    """The curves of some vehicles at some plugs; indices are those of the two sequences."""

    def __init__(self, vehicles: Sequence[VehiclePart], plugs: Sequence[Plug]) -> None:
        self.power_w = np.array(
            [[_bin_power_w(vehicle, plug) for vehicle in vehicles] for plug in plugs]
        )
        """Array of shape (plug, vehicle, 100): power in each percent of the state of charge."""
        efficiency = np.array([plug.efficiency for plug in plugs])
        usable_wh = np.array([vehicle.usable_kwh * 1000 for vehicle in vehicles])
        self.full_wh = usable_wh[None, :] / efficiency[:, None]
        """Array of shape (plug, vehicle): energy that the EVSE gives from 0 to 100 %."""
        bin_s = self.full_wh[:, :, None] / BINS * 3600 / self.power_w
        self.elapsed_s = np.concatenate(
            [np.zeros((*self.full_wh.shape, 1)), np.cumsum(bin_s, axis=2)], axis=2
        )
        """Array of shape (plug, vehicle, 101): seconds from 0 to each percent."""

    def energy_to_wh(self, plug: Ints, vehicle: Ints, soc: Floats, target: Floats) -> Floats:
        """Energy from one state of charge to another; array of shape (visit,), 0 or more."""
        energy_wh: Floats = np.maximum(target - soc, 0) * self.full_wh[plug, vehicle]
        return energy_wh

    def charging_s(self, plug: Ints, vehicle: Ints, soc: Floats, energy_wh: Ints) -> Ints:
        """Whole seconds that the energy takes, rounded up, at least 1; array of shape (visit,).

        The battery must have room for it, but for the rounding of a Wh.
        """
        end = np.minimum(soc + energy_wh / self.full_wh[plug, vehicle], 1.0)
        seconds = self._elapsed_at(plug, vehicle, end) - self._elapsed_at(plug, vehicle, soc)
        return np.maximum(np.ceil(seconds - 1e-6), 1).astype(np.int64)

    def energy_wh_after(self, plug: Ints, vehicle: Ints, soc: Floats, seconds: Floats) -> Floats:
        """Energy that the EVSE has given after that time, not rounded; array of shape (visit,)."""
        began = self._elapsed_at(plug, vehicle, soc)
        end = np.empty(len(soc))
        pair = np.asarray(plug) * self.full_wh.shape[1] + vehicle
        for one in np.unique(pair):
            mine = pair == one
            table = self.elapsed_s[np.divmod(one, self.full_wh.shape[1])]
            end[mine] = np.interp(began[mine] + seconds[mine], table, np.arange(BINS + 1) / BINS)
        given_wh: Floats = (end - soc) * self.full_wh[plug, vehicle]
        return given_wh

    def seconds_under(
        self, plug: int, vehicle: int, soc: float, energy_wh: float, limit_w: float
    ) -> float:
        """Seconds that some energy takes one vehicle while it gets at most that power."""
        assert limit_w > 0
        bin_wh = float(self.full_wh[plug, vehicle]) / BINS
        seconds, left_wh, place = 0.0, energy_wh, soc * BINS
        while left_wh > 1e-9:
            index = min(int(place + 1e-9), BINS - 1)
            part_wh = min(left_wh, bin_wh * (index + 1 - place)) if index < BINS - 1 else left_wh
            seconds += part_wh * 3600 / min(float(self.power_w[plug, vehicle, index]), limit_w)
            left_wh -= part_wh
            place = index + 1
        return seconds

    def _elapsed_at(self, plug: Ints, vehicle: Ints, soc: Floats) -> Floats:
        place = soc * BINS
        index = np.minimum(place.astype(np.int64), BINS - 1)
        first: Floats = self.elapsed_s[plug, vehicle, index]
        after: Floats = self.elapsed_s[plug, vehicle, index + 1]
        elapsed: Floats = first + (place - index) * (after - first)
        return elapsed


def _bin_power_w(vehicle: VehiclePart, plug: Plug) -> Floats:
    """Power in each percent of the state of charge; array of shape (100,)."""
    if not plug.is_dc:
        return np.full(BINS, min(vehicle.ac_kw, plug.max_power_kw) * 1000)
    middles = (np.arange(BINS) + 0.5) / BINS
    curve_kw = np.interp(middles, np.arange(CURVE_STEPS + 1) / CURVE_STEPS, vehicle.dc_kw)
    return np.minimum(curve_kw, plug.max_power_kw) * 1000
