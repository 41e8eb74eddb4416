"""All that chance decides about the visits of a run, drawn before it starts.

Everything is drawn in bulk, by purpose and site (``streams``), in the order of arrival at the
site, whether the visit will need it or not: so a change of terms, of the queue or of another site
shifts no draw, and two variants of a scenario see the same drivers (common random numbers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.model.attempt_fates import fates_of, records_of
from simulation.model.charging_need import charging_s_at
from simulation.model.option_set import option_sets_of
from simulation.model.option_utility import Preferences, Visitors, visitors_of
from simulation.model.outage_draws import hub_outages_of, outages_of
from simulation.model.site_draws import Draws, draws_of
from simulation.model.site_facts import SiteFacts
from simulation.model.stay_draws import idle_s_of, patience_s_of
from simulation.model.world import NO_LIVE_STATUS, World
from simulation.observations import Outcome
from simulation.scenario import Scenario

FAILED_ATTEMPT_S: Final = 60
"""How long an attempt that does not start keeps an EVSE busy."""


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
    """Shape (visit, k): utility of the option above that of not charging here at all, chance in
    it, waiting not; not made if none is above 0. Of a driver who sees live status it is that of a
    site without a free EVSE. -inf where it cannot be chosen, +inf where nobody chooses."""
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
            they are numbered among themselves. None: all. Where drivers choose, take the blocks
            of ``blocks_of``.

    Raises:
        SourceError: A file that the scenario names is wrong.
        InvalidValueError: Drivers choose by prices in a currency without a rate.
    """
    return Drawer(scenario, seed).plan(sites)


class Drawer:
    """Draws the visits of a scenario, all at once or block by block."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self._scenario = scenario
        self._seed = seed
        self._facts = SiteFacts(scenario)
        self._preferences = Preferences(self._facts) if scenario.choice else None
        self._options = option_sets_of(self._facts)

    def plan(self, sites: Sequence[int] | None = None) -> VisitPlan:
        """As ``plan_of``."""
        facts, scenario, seed = self._facts, self._scenario, self._seed
        wanted = range(len(scenario.location)) if sites is None else sorted(set(sites))
        draws = draws_of(facts, seed, wanted)
        visitors = visitors_of(facts, seed, draws)
        need = visitors.need
        option_site = self._options.sites[draws.site]
        charging_s = charging_s_at(facts, need, draws, option_site, need.energy_wh)
        columns: dict[str, NDArray[Any]] = {
            "site": draws.site,
            "arrived_s": draws.arrived_s,
            "demand_partner": visitors.partner,
            "driver": visitors.driver,
            "price_response": draws.price_response,
            "energy_wh": need.energy_wh,
            "early_stop": need.early_stop,
            "vehicle": need.vehicle,
            "soc_arrival": need.soc_arrival,
            "option_site": option_site,
            "option_utility": self._utility(draws, visitors),
            "charging_s": charging_s,
            "wait_weight": self._wait_weight(len(draws.site)),
            "patience_s": patience_s_of(facts, draws),
            "idle_s": idle_s_of(facts, draws, charging_s[:, 0]),
            **fates_of(facts, draws, visitors.partner),
            **records_of(scenario, draws),
        }
        order = np.argsort(draws.arrived_s, kind="stable")
        return VisitPlan(
            number=np.arange(1, len(order) + 1),
            world=self._world(wanted),
            **{name: column[order] for name, column in columns.items()},
        )

    def _utility(self, draws: Draws, visitors: Visitors) -> NDArray[np.float32]:
        if self._preferences is None:
            return np.full((len(draws.site), 1), np.inf, dtype=np.float32)
        utility = self._preferences.liking(visitors).utility
        utility += self._preferences.chance(self._seed, draws)
        utility -= self._preferences.availability_of(visitors)[:, None]
        return utility.astype(np.float32)

    def _wait_weight(self, count: int) -> NDArray[np.float32]:
        choice = self._scenario.choice
        return np.full(count, choice.time_per_min / 60 if choice else 0.0, dtype=np.float32)

    def _world(self, sites: Sequence[int]) -> World:
        scenario = self._scenario
        retry = scenario.retry
        delays = [part.live_status_delay_s for part in scenario.demand_partner]
        return World(
            outages=outages_of(scenario, self._seed, sites),
            hub_outages=hub_outages_of(scenario, self._seed),
            live_delay_s=np.array(
                [NO_LIVE_STATUS if one is None else one for one in delays], dtype=np.int64
            ),
            availability_weight=scenario.choice.availability if scenario.choice else 0.0,
            retry_same_evse_share=retry.same_evse_share if retry else 0.0,
            retry_other_evse_share=retry.other_evse_share if retry else 0.0,
        )
