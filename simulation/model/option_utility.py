"""What a driver likes: the utility of each site above that of not charging here at all.

    U = attraction + cost * price + time * charging + distance + failures + own brand + chance
    U of not charging here = constant + cost * usual price + time * charging at its site + chance

Chance is Gumbel, drawn by visit and site, so shares follow the logit model. Waiting and what the
Demand Partner shows of free EVSEs come on top while the run goes on.
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
from simulation.model.option_set import OptionSets
from simulation.model.site_draws import Draws
from simulation.model.site_facts import SiteFacts
from simulation.scenario_world import ChoicePart
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


def liking_of(
    facts: SiteFacts, options: OptionSets, visitors: Visitors, price_factors: Floats | None = None
) -> Liking:
    """What each visit likes of the sites that it looks at.

    Args:
        facts: The sites.
        options: What is looked at, by site.
        visitors: Who chooses.
        price_factors: On the prices of each site, array of shape (site,); None changes none.
    """
    choice = facts.scenario.choice
    assert choice is not None
    draws, need = visitors.draws, visitors.need
    sites = options.sites[draws.site]
    price = _price(facts, visitors, sites)
    if price_factors is not None:
        price = price * price_factors[sites]
    distance_km = _distance_km(choice, options, draws)
    seconds = charging_s_at(facts, need, draws, sites, need.wanted_wh)
    cost_weight = choice.cost_per_eur * visitors.traits.taste(choice.taste_cv)
    outside = choice.outside_price_per_kwh * need.wanted_wh / 1000
    share = np.where(facts.is_dc[facts.kind[draws.site]], 1.0, choice.ac_time_share)
    more_min = (seconds - seconds[:, :1]) / 60 * share[:, None]
    utility = (
        _of_site(facts, choice)[sites]
        + cost_weight[:, None] * (price - outside[:, None])
        + choice.time_per_min * more_min
        + choice.distance_per_km * distance_km
        + choice.own_brand * _is_own(facts)[visitors.partner[:, None], sites]
        - choice.outside_constant
    )
    usable = (sites >= 0) & facts.reached[visitors.partner[:, None], sites]
    return Liking(
        utility=np.where(usable, utility, -np.inf),
        price=price,
        cost_weight=cost_weight,
        distance_km=distance_km,
    )


def chance_of(facts: SiteFacts, seed: int, options: OptionSets, draws: Draws) -> Floats:
    """The chance part of each option above that of not charging here; shape (visit, k)."""
    names = [part.location_id for part in facts.scenario.location]
    site_keys = np.array([key_of(name) for name in names], dtype=np.uint64)
    visit = (site_keys[draws.site], draws.nth.astype(np.uint64))
    columns = [
        _gumbel(keyed_uniforms(seed, Purpose.CHOICE_NOISE, *visit, site_keys[sites]))
        for sites in options.sites[draws.site].T
    ]
    outside_key = np.array([key_of(OUTSIDE)], dtype=np.uint64)
    outside = _gumbel(keyed_uniforms(seed, Purpose.CHOICE_NOISE, *visit, outside_key))
    return np.stack(columns, axis=1) - outside[:, None]


def _gumbel(uniforms: Floats) -> Floats:
    return -np.log(-np.log(uniforms))


def _price(facts: SiteFacts, visitors: Visitors, sites: NDArray[np.int32]) -> Floats:
    draws, wanted_wh = visitors.draws, visitors.need.wanted_wh
    table = expected_prices_of(facts)
    public = table.at(sites, draws.hour_of_week, wanted_wh)
    there = sites >= 0
    mean = (public * there).sum(axis=1) / there.sum(axis=1)
    return shown_to_drivers(
        facts, public, visitors.partner, visitors.traits.subscribes(), wanted_wh, mean
    )


def _distance_km(choice: ChoicePart, options: OptionSets, draws: Draws) -> Floats:
    offset = options.offset_km[draws.site]
    if draws.origin is not None:
        offset = offset - draws.origin[:, None, :] * choice.origin_scatter_km
    distance: Floats = np.hypot(offset[:, :, 0], offset[:, :, 1])
    return distance


def _of_site(facts: SiteFacts, choice: ChoicePart) -> Floats:
    attraction = np.array([part.attraction for part in facts.scenario.charge_point_class])
    liked: Floats = attraction[facts.kind] + choice.failure * facts.down_share
    return liked


def _is_own(facts: SiteFacts) -> NDArray[np.bool_]:
    """Whether a site is of the CPO that a Demand Partner belongs to; shape (partner, site)."""
    cpos = np.array([part.cpo for part in facts.scenario.location])
    return np.array([cpos == part.own_cpo for part in facts.scenario.demand_partner])
