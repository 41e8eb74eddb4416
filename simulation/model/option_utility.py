"""What a driver likes: the utility of each site above that of not charging here at all.

    U = attraction + cost * price + time * charging + distance + failures + own brand + chance
    U of not charging here = constant + cost * usual price + time * charging at its site + chance

Chance is Gumbel, drawn by visit and site, so shares follow the logit model. Where the Demand
Partner shows live status, a site without a free EVSE is worth less, and so is a wait; both come on
top while the run goes on. Liking is that of sites with a free EVSE.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model.charging_need import ChargingNeed, charging_s_at, need_of
from simulation.model.driver_habits import DriverTraits, drivers_of
from simulation.model.expected_price import (
    expected_prices_of,
    shown_to_drivers,
)
from simulation.model.keyed_draws import key_of, keyed_uniforms
from simulation.model.option_set import option_sets_of
from simulation.model.site_draws import Draws
from simulation.model.site_facts import SiteFacts
from simulation.streams import Purpose

Floats = NDArray[np.float64]
OUTSIDE: Final = "outside"
"""Name of the option not to charge here, for its draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Who chooses: the visits, what they need and who drives."""

    draws: Draws
    need: ChargingNeed
    traits: DriverTraits
    partner: NDArray[np.int32]
    driver: NDArray[np.int64]


def visitors_of(facts: SiteFacts, seed: int, draws: Draws) -> Visitors:
    """Whose drivers come, which of them, and what they need."""
    weights = np.cumsum([part.demand_weight for part in facts.scenario.demand_partner])
    points = draws.demand_partner * weights[-1]
    partner = np.searchsorted(weights, points, side="right").astype(np.int32)
    driver = drivers_of(facts.scenario, partner, draws.driver)
    traits = DriverTraits(facts.scenario, seed, partner, driver)
    return Visitors(
        draws=draws,
        need=need_of(facts, draws, traits),
        traits=traits,
        partner=partner,
        driver=driver,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Liking:
    """Utilities without chance, and what they are made of; arrays of shape (visit, k)."""

    utility: Floats
    """Above that of not charging here; -inf where the driver may not charge."""
    price: Floats
    """Expected, in the operator's currency."""
    cost_weight: Floats
    """Shape (visit,): utility of a unit of the operator's currency."""
    distance_km: Floats


class Preferences:
    """What the drivers of a scenario look at and like; made once, asked for any visits."""

    def __init__(self, facts: SiteFacts) -> None:
        """Work out what is the same for all visits.

        Raises:
            InvalidValueError: No rate from the currency of a tariff to the operator's.
        """
        choice = facts.scenario.choice
        assert choice is not None
        self._facts = facts
        self._choice = choice
        self.options = option_sets_of(facts)
        self._prices = expected_prices_of(facts)
        names = [part.location_id for part in facts.scenario.location]
        self._keys = np.array([key_of(name) for name in names], dtype=np.uint64)
        cpos = np.array([part.cpo for part in facts.scenario.location])
        self._is_own = np.array(
            [cpos == part.own_cpo for part in facts.scenario.demand_partner]
        ).reshape(-1, len(cpos))
        attraction = np.array([part.attraction for part in facts.scenario.charge_point_class])
        self._of_site: Floats = attraction[facts.kind] + choice.failure * facts.down_share

    def liking(self, visitors: Visitors, price_factors: Floats | None = None) -> Liking:
        """What each visit likes of the sites that it looks at.

        Args:
            visitors: Who chooses.
            price_factors: On the prices of each site, array of shape (site,); None changes none.
        """
        facts, choice, draws = self._facts, self._choice, visitors.draws
        sites = self.options.sites[draws.site]
        price = self._price(visitors, sites)
        if price_factors is not None:
            price = price * price_factors[sites]
        distance_km = self._distance_km(draws)
        cost_weight = choice.cost_per_eur * visitors.traits.taste(choice.taste_cv)
        outside = choice.outside_price_per_kwh * visitors.need.wanted_wh / 1000
        partner = visitors.partner[:, None]
        utility = (
            self._of_site[sites]
            + cost_weight[:, None] * (price - outside[:, None])
            + choice.time_per_min * self._more_min(visitors, sites)
            + choice.distance_per_km * distance_km
            + choice.own_brand * self._is_own[partner, sites]
            - choice.outside_constant
        )
        usable = (sites >= 0) & facts.reached[partner, sites]
        return Liking(
            utility=np.where(usable, utility, -np.inf),
            price=price,
            cost_weight=cost_weight,
            distance_km=distance_km,
        )

    def availability_of(self, visitors: Visitors) -> Floats:
        """What a free EVSE is worth to each visit: 0 where no status is shown; shape (visit,)."""
        parts = self._facts.scenario.demand_partner
        sees = np.array([part.live_status_delay_s is not None for part in parts])
        worth: Floats = self._choice.availability * sees[visitors.partner].astype(np.float64)
        return worth

    def chance(self, seed: int, draws: Draws) -> Floats:
        """The chance part of each option above that of not charging; shape (visit, k)."""
        visit = (self._keys[draws.site], draws.nth.astype(np.uint64))
        columns = [
            _gumbel(keyed_uniforms(seed, Purpose.CHOICE_NOISE, *visit, self._keys[sites]))
            for sites in self.options.sites[draws.site].T
        ]
        outside_key = np.array([key_of(OUTSIDE)], dtype=np.uint64)
        outside = _gumbel(keyed_uniforms(seed, Purpose.CHOICE_NOISE, *visit, outside_key))
        return np.stack(columns, axis=1) - outside[:, None]

    def _more_min(self, visitors: Visitors, sites: NDArray[np.int32]) -> Floats:
        """Minutes of waiting for the charge more than at the site where the visit begins."""
        facts, draws, need = self._facts, visitors.draws, visitors.need
        seconds = charging_s_at(facts, need, draws, sites, need.wanted_wh)
        share = np.where(facts.is_dc[facts.kind[draws.site]], 1.0, self._choice.ac_time_share)
        more: Floats = (seconds - seconds[:, :1]) / 60 * share[:, None]
        return more

    def _price(self, visitors: Visitors, sites: NDArray[np.int32]) -> Floats:
        wanted_wh = visitors.need.wanted_wh
        public = self._prices.at(sites, visitors.draws.local_hour, wanted_wh)
        there = sites >= 0
        mean = (public * there).sum(axis=1) / there.sum(axis=1)
        return shown_to_drivers(
            self._facts, public, visitors.partner, visitors.traits.subscribes(), wanted_wh, mean
        )

    def _distance_km(self, draws: Draws) -> Floats:
        offset = self.options.offset_km[draws.site]
        if draws.origin is not None:
            offset = offset - draws.origin[:, None, :] * self._choice.origin_scatter_km
        distance: Floats = np.hypot(offset[:, :, 0], offset[:, :, 1])
        return distance


def _gumbel(uniforms: Floats) -> Floats:
    return -np.log(-np.log(uniforms))
