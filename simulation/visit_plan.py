"""All that chance decides about the visits of a run, drawn before it starts.

Everything is drawn in bulk, by purpose and site (``streams``), in the order of arrival at the
site, whether the visit will need it or not: so a change of terms, of the queue or of another site
shifts no draw, and two variants of a scenario see the same drivers (common random numbers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.arrivals import arrival_times, day_factors, expected_by_hour, hours_of_week
from simulation.model.world import World, quiet_world
from simulation.observations import Outcome
from simulation.profiles import HOURS_PER_DAY
from simulation.scenario import DemandPart, Scenario
from simulation.scenario_parts import LocationPart
from simulation.streams import Purpose, stream

FAILED_ATTEMPT_S: Final = 60
"""How long an attempt that does not start keeps an EVSE busy."""
QUICK_LEAVE_S: Final = 300
"""The drivers who leave at once leave within this time, uniformly."""
MIN_POWER_W: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """Arrays of shape (visit,) or (visit, k), ascending by arrival over all sites; and the world.

    Energy, charging time and power agree to the integer: ``charging_s`` is the time that the
    vehicle's curve takes for ``energy_wh`` at that option, rounded up. All float columns are
    float32 unless said; energy and charging time are what is really made, an early stop included.
    """

    number: NDArray[np.int64]
    """From 1, by arrival in the whole plan; it stays when a variant takes visits out."""
    site: NDArray[np.int32]
    """The site where the visit begins: where it goes if nobody chooses."""
    arrived_s: NDArray[np.int64]
    demand_partner: NDArray[np.int32]
    driver: NDArray[np.int64]
    """Number of the driver at its Demand Partner, from 0."""
    patience_s: NDArray[np.int64]
    idle_s: NDArray[np.int64]
    price_response: NDArray[np.float64]
    """Uniform, 0 to 1 (float64): the visit is made while the demand factor is above it."""
    energy_wh: NDArray[np.int64]
    """What the EVSE gives, the same at every option; 0 or more."""
    early_stop: NDArray[np.float32]
    """Part of the wanted energy that is charged before it stops by itself; 1.0: all of it."""
    vehicle: NDArray[np.int16]
    """Index of the vehicle class, as ``vehicles_of``; -1 where the scenario has no vehicles."""
    soc_arrival: NDArray[np.float32]
    """State of charge on arrival, 0 to 1; 0 where the scenario has no vehicles."""
    option_site: NDArray[np.int32]
    """Shape (visit, k): sites the driver may choose; -1 where there is none. The first is
    ``site``."""
    option_utility: NDArray[np.float32]
    """Shape (visit, k): utility of the option above that of not charging here at all, noise in
    it, waiting and availability not; not made if none is above 0. -inf where it cannot be chosen,
    +inf where nobody chooses."""
    charging_s: NDArray[np.int64]
    """Shape (visit, k): charging time at that option; at least 1."""
    wait_weight: NDArray[np.float32]
    """Utility of a second of expected wait; 0 or less."""
    fate: NDArray[np.uint8]
    """What becomes of it once it gets an EVSE: SERVED, AUTH_REJECTED or START_FAILED."""
    second_fate: NDArray[np.uint8]
    """Shape (visit, 2): the same for the second and the third attempt."""
    reject_reason: NDArray[np.uint8]
    """A ``RejectReason``: why, wherever a fate is AUTH_REJECTED."""
    retry_draw: NDArray[np.float32]
    """Shape (visit, 2): uniforms that say what the driver does after the first and the second
    failure, see ``World``."""
    hub_delay_s: NDArray[np.int64]
    """How long the authorisation takes through the hub, on top of the attempt; whole seconds."""
    cdr_copies: NDArray[np.uint8]
    """How often the CDR reaches the network: 0 lost, 1, 2 duplicate."""
    cdr_delay_s: NDArray[np.int64]
    """How late it does, after the session."""
    world: World

    @property
    def power_w(self) -> NDArray[np.int64]:
        """Mean power while charging at the site where the visit begins, rounded down."""
        power: NDArray[np.int64] = self.energy_wh * 3600 // self.charging_s[:, 0]
        return power

    @property
    def stay_s(self) -> NDArray[np.int64]:
        """How long each visit keeps its EVSE at the site where it begins."""
        charged: NDArray[np.int64] = self.charging_s[:, 0] + self.idle_s
        return np.where(self.fate == Outcome.SERVED, charged, FAILED_ATTEMPT_S)

    @property
    def has_choice(self) -> bool:
        """Whether any driver has more than one site to go to, or may stay away."""
        return self.option_site.shape[1] > 1 or bool(np.isfinite(self.option_utility).any())

    def thinned(self, demand_factor: float) -> "VisitPlan":
        """The visits that are still made when demand is that part of what it was, 0 to 1."""
        kept = self.price_response < demand_factor
        columns = {name: getattr(self, name) for name in self.__slots__ if name != "world"}
        return VisitPlan(
            world=self.world, **{name: column[kept] for name, column in columns.items()}
        )


def plain_columns(
    site: NDArray[np.int32], energy_wh: NDArray[np.int64], charging_s: NDArray[np.int64]
) -> dict[str, NDArray[np.generic]]:
    """The columns of visits that stay at their site, and in which nothing more can happen.

    Args:
        site: Where each visit begins; array of shape (visit,).
        energy_wh: What it charges.
        charging_s: How long that takes there.
    """
    count = len(site)
    return {
        "site": site,
        "energy_wh": energy_wh,
        "early_stop": np.ones(count, dtype=np.float32),
        "vehicle": np.full(count, -1, dtype=np.int16),
        "soc_arrival": np.zeros(count, dtype=np.float32),
        "option_site": site[:, None],
        "option_utility": np.full((count, 1), np.inf, dtype=np.float32),
        "charging_s": charging_s[:, None],
        "wait_weight": np.zeros(count, dtype=np.float32),
        "second_fate": np.full((count, 2), Outcome.SERVED, dtype=np.uint8),
        "reject_reason": np.zeros(count, dtype=np.uint8),
        "retry_draw": np.ones((count, 2), dtype=np.float32),
        "hub_delay_s": np.zeros(count, dtype=np.int64),
        "cdr_copies": np.ones(count, dtype=np.uint8),
        "cdr_delay_s": np.zeros(count, dtype=np.int64),
    }


def plan_of(scenario: Scenario, seed: int, sites: Sequence[int] | None = None) -> VisitPlan:
    """Draw every visit of the scenario.

    Args:
        scenario: What is simulated.
        seed: Root of the streams.
        sites: Only visits that begin at these locations, by index, each drawn as in the whole;
            they are numbered among themselves. None: all.
    """
    demands = {part.charge_point_class: part for part in scenario.demand}
    max_power_kw = {part.name: float(part.max_power_kw) for part in scenario.charge_point_class}
    factors = np.repeat(
        day_factors(stream(seed, Purpose.DAY_FACTOR), scenario.days, scenario.day_factor_cv),
        HOURS_PER_DAY,
    )
    wanted = frozenset(sites or ())
    by_site = [
        _visits_at(
            _Site(
                index,
                location,
                demands[location.charge_point_class],
                max_power_kw[location.charge_point_class],
            ),
            scenario,
            seed,
            factors,
        )
        for index, location in enumerate(scenario.location)
        if sites is None or index in wanted
    ]
    columns = {name: np.concatenate([site[name] for site in by_site]) for name in by_site[0]}
    order = np.argsort(columns["arrived_s"], kind="stable")
    number = np.arange(1, len(order) + 1)
    return VisitPlan(
        number=number,
        world=quiet_world(len(scenario.demand_partner)),
        **{name: column[order] for name, column in columns.items()},
    )


@dataclass(frozen=True, slots=True)
class _Site:
    index: int
    location: LocationPart
    demand: DemandPart
    max_power_kw: float


def _visits_at(
    site: _Site, scenario: Scenario, seed: int, factors: NDArray[np.float64]
) -> dict[str, NDArray[np.generic]]:
    name, demand = site.location.location_id, site.demand
    hours = hours_of_week(
        scenario.start, scenario.days, site.location.time_zone or scenario.time_zone
    )
    expected = factors * expected_by_hour(
        site.location.demand_factor * demand.per_day(site.location.evse_count),
        demand.week,
        hours,
    )
    arrived_s = arrival_times(
        expected,
        stream(seed, Purpose.ARRIVAL_COUNT, name),
        stream(seed, Purpose.ARRIVAL_TIME, name),
    )
    count = len(arrived_s)
    partner = _partners(scenario, seed, name, count)
    drivers = np.array([part.driver_count for part in scenario.demand_partner])
    fate = _fates(demand, seed, name, count)
    return {
        **plain_columns(np.full(count, site.index, dtype=np.int32), *_charging(site, seed, count)),
        "arrived_s": arrived_s,
        "idle_s": _idle_s(demand, seed, name, count),
        "patience_s": _patience_s(demand, seed, name, count),
        "fate": fate,
        "demand_partner": partner,
        "driver": (stream(seed, Purpose.DRIVER, name).random(count) * drivers[partner]).astype(
            np.int64
        ),
        "price_response": stream(seed, Purpose.PRICE_RESPONSE, name).random(count),
    }


def _charging(site: _Site, seed: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Energy in Wh, rounded down, and the time it takes in seconds, at least 1."""
    demand, name = site.demand, site.location.location_id
    energy_kwh = demand.energy_scale_kwh * stream(seed, Purpose.ENERGY, name).weibull(
        demand.energy_weibull_shape, count
    )
    energy_kwh = np.minimum(energy_kwh, demand.energy_max_kwh)
    sigma = sqrt(log1p(demand.effective_power_cv**2))
    spread = np.exp(sigma * stream(seed, Purpose.POWER, name).standard_normal(count) - sigma**2 / 2)
    power_kw = np.minimum(demand.effective_power_kw * spread, site.max_power_kw)
    power_w = np.maximum((power_kw * 1000).astype(np.int64), MIN_POWER_W)
    charging_s = np.maximum((energy_kwh * 3_600_000 / power_w).astype(np.int64), 1)
    return power_w * charging_s // 3600, charging_s


def _idle_s(demand: DemandPart, seed: int, name: str, count: int) -> NDArray[np.int64]:
    """A mixture: some leave within five minutes, the others after an exponential time."""
    quick = stream(seed, Purpose.IDLE_KIND, name).random(count) < demand.leave_within_5_min_share
    time = stream(seed, Purpose.IDLE_TIME, name).random(count)
    late_s = -np.log1p(-time) * demand.idle_mean_min * 60
    return np.where(quick, time * QUICK_LEAVE_S, late_s).astype(np.int64)


def _patience_s(demand: DemandPart, seed: int, name: str, count: int) -> NDArray[np.int64]:
    normal = stream(seed, Purpose.PATIENCE, name).standard_normal(count)
    patience_s = demand.patience_median_min * 60 * np.exp(demand.patience_sigma * normal)
    return patience_s.astype(np.int64)


def _fates(demand: DemandPart, seed: int, name: str, count: int) -> NDArray[np.uint8]:
    rejected = stream(seed, Purpose.AUTHORISATION, name).random(count) < demand.auth_reject_share
    failed = stream(seed, Purpose.START, name).random(count) < demand.start_failure_share
    fates = np.where(failed, Outcome.START_FAILED, Outcome.SERVED)
    return np.where(rejected, Outcome.AUTH_REJECTED, fates).astype(np.uint8)


def _partners(scenario: Scenario, seed: int, name: str, count: int) -> NDArray[np.int32]:
    weights = np.cumsum([part.demand_weight for part in scenario.demand_partner])
    points = stream(seed, Purpose.DEMAND_PARTNER, name).random(count) * weights[-1]
    partners: NDArray[np.int32] = np.searchsorted(weights, points, side="right").astype(np.int32)
    return partners
