"""What a Demand Partner's drivers can reach: CPOs, countries, power, and how many sites at an hour.

A site is reached if the partner's contracts name its CPO. At an hour it can be used if one of its
EVSEs works and is free; that share is of a run, the rest is of the scenario alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import NotFoundError
from simulation.scenario import Scenario
from simulation.scenario_parts import DemandPartnerPart, LocationPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachPart:
    """What is reached of a CPO, of a country or of a class; or of all."""

    key: str
    """``PT*GLP``, ``PT``, the name of the class; empty for all."""
    name: str
    sites: int
    evses: int
    power_kw: Decimal
    """Of all EVSEs at once, as their classes and the sites' own limits allow."""
    imputed_evses: int
    """Of them, at a price that nobody published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The report."""

    demand_partner: str
    name: str
    reached: ReachPart
    network: ReachPart
    """All there is."""
    cpos: tuple[ReachPart, ...]
    """Most EVSEs first; so are the next two."""
    countries: tuple[ReachPart, ...]
    classes: tuple[ReachPart, ...]
    cpo_count: int
    """Of the network, reached or not."""
    usable_by_hour: tuple[float, ...] = ()
    """Share of the sites of the whole network, 0 to 1, that a driver of the partner could plug in
    at, by local hour of the day; empty without a run."""
    free_by_hour: tuple[float, ...] = ()
    """The same of the sites that are reached."""


def reach_of(
    scenario: Scenario, demand_partner: str, free: NDArray[np.float64] | None = None
) -> Reach:
    """The report on a partner ``NL*ABC``.

    Args:
        scenario: The network.
        demand_partner: Its party key.
        free: Of a run, as ``free_share_by_hour``; without it nothing is said by hour.

    Raises:
        NotFoundError: The scenario has no such partner.
    """
    part = _partner(scenario, demand_partner)
    reached = _reached(scenario, part)
    sites = [site for site, is_in in zip(scenario.location, reached, strict=True) if is_in]
    names = {cpo.key: cpo.name for cpo in scenario.cpo}
    usable, within = _by_hour(scenario, reached, free)
    return Reach(
        demand_partner=part.key,
        name=part.name,
        reached=_part(scenario, "", "", sites),
        network=_part(scenario, "", "", scenario.location),
        cpos=_parts(scenario, sites, lambda one: one.cpo, names),
        countries=_parts(scenario, sites, lambda one: one.country_code, {}),
        classes=_parts(scenario, sites, lambda one: one.charge_point_class, {}),
        cpo_count=len({one.cpo for one in scenario.location}),
        usable_by_hour=usable,
        free_by_hour=within,
    )


def _partner(scenario: Scenario, key: str) -> DemandPartnerPart:
    for part in scenario.demand_partner:
        if part.key == key:
            return part
    known = ", ".join(part.key for part in scenario.demand_partner)
    raise NotFoundError(f"{scenario.name}: no Demand Partner {key!r}, only {known}")


def _reached(scenario: Scenario, part: DemandPartnerPart) -> NDArray[np.bool_]:
    everywhere = "*" in part.reach
    return np.array([everywhere or one.cpo in part.reach for one in scenario.location])


def _parts(
    scenario: Scenario,
    sites: Sequence[LocationPart],
    key_of: Callable[[LocationPart], str],
    names: dict[str, str],
) -> tuple[ReachPart, ...]:
    groups: dict[str, list[LocationPart]] = {}
    for one in sites:
        groups.setdefault(key_of(one), []).append(one)
    parts = [_part(scenario, key, names.get(key, key), group) for key, group in groups.items()]
    return tuple(sorted(parts, key=lambda one: (-one.evses, one.key)))


def _part(scenario: Scenario, key: str, name: str, sites: Sequence[LocationPart]) -> ReachPart:
    imputed = scenario.imputed_tariffs
    most_kw = {one.name: one.max_power_kw for one in scenario.charge_point_class}
    return ReachPart(
        key=key,
        name=name,
        sites=len(sites),
        evses=sum(one.evse_count for one in sites),
        power_kw=sum((_power_kw(one, most_kw) for one in sites), Decimal(0)),
        imputed_evses=sum(one.evse_count for one in sites if one.tariff_id in imputed),
    )


def _power_kw(site: LocationPart, most_kw: dict[str, Decimal]) -> Decimal:
    together = most_kw[site.charge_point_class] * site.evse_count
    return together if site.power_limit_kw is None else min(together, site.power_limit_kw)


def _by_hour(
    scenario: Scenario, reached: NDArray[np.bool_], free: NDArray[np.float64] | None
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if free is None:
        return (), ()
    there = free[reached]
    usable = there.sum(axis=0) / len(scenario.location)
    within = there.mean(axis=0) if len(there) else np.zeros_like(usable)
    return tuple(usable.tolist()), tuple(within.tolist())
