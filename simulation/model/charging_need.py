"""How much the visits charge, in what, and how long it takes at each site they may choose."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model.charge_curve import ChargeCurves
from simulation.model.driver_habits import DriverTraits
from simulation.model.fitted_stays import fitted_energy_kwh, fitted_stay_s
from simulation.model.site_draws import Draws
from simulation.model.site_facts import SiteFacts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MIN_POWER_W: Final = 1_000
LEAST_RISE: Final = 0.02
"""Nobody plugs in for a smaller rise of the state of charge, where that is what is wanted."""
EARLIEST_STOP: Final = 0.05
"""A session that stops early has charged at least this part of what was wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingNeed:
    """Arrays of shape (visit,)."""

    wanted_wh: Ints
    energy_wh: Ints
    """What is charged: less than wanted where it stops early."""
    early_stop: NDArray[np.float32]
    vehicle: NDArray[np.int16]
    soc_arrival: NDArray[np.float32]
    power_spread: Floats
    """Factor on the mean power of the demand, where there are no vehicles."""


def need_of(facts: SiteFacts, draws: Draws, traits: DriverTraits) -> ChargingNeed:
    """What each visit wants and gets."""
    kind = facts.kind[draws.site]
    vehicles = facts.scenario.vehicles
    count = len(draws.site)
    weibull_kwh = facts.of_demand("energy_scale_kwh")[kind] * draws.energy ** (
        1 / facts.of_demand("energy_weibull_shape")[kind]
    )
    wanted_kwh = np.minimum(
        fitted_energy_kwh(facts, draws, weibull_kwh), facts.of_demand("energy_max_kwh")[kind]
    )
    sigma = np.sqrt(np.log1p(facts.of_demand("effective_power_cv") ** 2))[kind]
    spread = np.exp(sigma * draws.power - sigma**2 / 2)
    if any(facts.fitted):
        spread = np.maximum(spread, _pressed(facts, draws, wanted_kwh))
    if vehicles is None or facts.curves is None:
        vehicle = np.full(count, -1, dtype=np.int16)
        soc = np.zeros(count, dtype=np.float32)
        wanted_wh = (wanted_kwh * 1000).astype(np.int64)
    else:
        assert draws.soc_arrival is not None
        assert draws.soc_target is not None
        vehicle = traits.vehicle(vehicles.profile)
        soc = draws.soc_arrival.astype(np.float32)
        place, begin = vehicle.astype(np.int64), soc.astype(np.float64)
        room_wh = facts.curves.energy_to_wh(kind, place, begin, np.ones(1))
        if vehicles.need == "soc":
            target = np.maximum(draws.soc_target, np.minimum(begin + LEAST_RISE, 1))
            asked_wh = facts.curves.energy_to_wh(kind, place, begin, target)
            asked_wh = np.minimum(asked_wh, facts.of_demand("energy_max_kwh")[kind] * 1000)
        else:
            asked_wh = wanted_kwh * 1000
        wanted_wh = np.minimum(asked_wh, room_wh).astype(np.int64)
    early = _early_stop(facts, kind, draws)
    return ChargingNeed(
        wanted_wh=wanted_wh,
        energy_wh=np.where(early < 1, wanted_wh * early.astype(np.float64), wanted_wh).astype(
            np.int64
        ),
        early_stop=early,
        vehicle=vehicle,
        soc_arrival=soc,
        power_spread=spread,
    )


def _pressed(facts: SiteFacts, draws: Draws, energy_kwh: Floats) -> Floats:
    """The spread of power that charges within a fitted stay: who left so soon was so fast."""
    stay_h = np.maximum(fitted_stay_s(facts, draws), 1) / 3600
    effective_kw = facts.of_demand("effective_power_kw")[facts.kind[draws.site]]
    is_fitted = np.array([one is not None for one in facts.fitted])[facts.kind[draws.site]]
    return np.where(is_fitted, energy_kwh / stay_h / effective_kw, 0.0)


def charging_s_at(
    facts: SiteFacts, need: ChargingNeed, draws: Draws, sites: NDArray[np.int32], energy_wh: Ints
) -> Ints:
    """Seconds that the energy takes at other sites; array of shape (visit, k), at least 1.

    Args:
        facts: The sites.
        need: Of the visits.
        draws: Of the visits.
        sites: Shape (visit, k); -1 where there is none, which takes a second.
        energy_wh: Shape (visit,).
    """
    kinds = facts.kind[sites]
    columns = [
        _charging_s(facts, need, facts.kind[draws.site], kinds[:, at], energy_wh)
        for at in range(sites.shape[1])
    ]
    return np.where(sites < 0, 1, np.stack(columns, axis=1))


def _charging_s(
    facts: SiteFacts, need: ChargingNeed, home: Ints, kind: Ints, energy_wh: Ints
) -> Ints:
    curves: ChargeCurves | None = facts.curves
    if curves is not None:
        soc = need.soc_arrival.astype(np.float64)
        return curves.charging_s(kind, need.vehicle.astype(np.int64), soc, energy_wh)
    power_w = _power_w(facts, home, kind, need.power_spread)
    seconds: Ints = np.maximum(-(-energy_wh * 3600 // power_w), 1)
    return seconds


def _power_w(facts: SiteFacts, home: Ints, kind: Ints, spread: Floats) -> Ints:
    """Mean power at a class of charge point: its own demand's, or at most that of the home's."""
    own = facts.of_demand("effective_power_kw")
    effective_kw = np.where(own[kind] > 0, own[kind], own[home])
    power_kw = np.minimum(effective_kw * spread, facts.max_power_kw[kind])
    return np.maximum((power_kw * 1000).astype(np.int64), MIN_POWER_W)


def _early_stop(facts: SiteFacts, kind: Ints, draws: Draws) -> NDArray[np.float32]:
    if draws.early_stop is None:
        return np.ones(len(kind), dtype=np.float32)
    stops = draws.early_stop[:, 0] < facts.of_demand("early_stop_share")[kind]
    part = EARLIEST_STOP + (1 - EARLIEST_STOP) * draws.early_stop[:, 1]
    return np.where(stops, np.minimum(part, 0.999), 1).astype(np.float32)
