"""Whether the tables about the world find what they name, and leave everybody a place to charge."""

from collections.abc import Iterator

from core.domain.errors import NotFoundError, SourceError
from simulation.scenario import Scenario
from simulation.vehicles import vehicles_of

Problem = tuple[tuple[int | str, ...], str]
"""Where in the file, and what is wrong there."""


def broken_world(scenario: Scenario) -> Iterator[Problem]:
    """Each name that nothing has, and each Demand Partner whose drivers can charge nowhere."""
    yield from _broken_reach(scenario)
    classes = {part.name for part in scenario.charge_point_class}
    seen: set[str] = set()
    for index, part in enumerate(scenario.fault):
        place = ("fault", index, "charge_point_class")
        if part.charge_point_class not in classes:
            yield place, f"no class {part.charge_point_class!r}"
        if part.charge_point_class in seen:
            yield place, f"{part.charge_point_class!r} is there twice"
        seen.add(part.charge_point_class)
    if scenario.choice:
        yield from _unknown_rates(scenario)
        for index, variant in enumerate(scenario.variant):
            if variant.elasticity:
                problem = f"wanted 0 where drivers choose by prices, found {variant.elasticity}"
                yield ("variant", index, "elasticity"), problem
    if scenario.vehicles:
        try:
            vehicles_of(scenario.vehicles.profile)
        except (NotFoundError, SourceError) as error:
            yield ("vehicles", "profile"), str(error)


def _unknown_rates(scenario: Scenario) -> Iterator[Problem]:
    """Drivers choose by prices in the operator's currency."""
    wanted = scenario.operator.currency
    known = {wanted}
    for rate in scenario.fx_rate:
        if wanted in (rate.base, rate.quote):
            known |= {rate.base, rate.quote}
    priced = [(("tariff", at, "currency"), one.currency) for at, one in enumerate(scenario.tariff)]
    priced += [
        (("demand_partner", at, "currency"), one.currency)
        for at, one in enumerate(scenario.demand_partner)
        if one.own_price_per_kwh is not None
    ]
    for place, currency in priced:
        if currency not in known:
            yield place, f"wanted an fx_rate between {currency} and {wanted}: drivers choose by it"


def _broken_reach(scenario: Scenario) -> Iterator[Problem]:
    cpos = {part.key for part in scenario.cpo}
    with_sites = {part.cpo for part in scenario.location}
    for index, part in enumerate(scenario.demand_partner):
        for key in part.reach:
            if key not in cpos | {"*"}:
                yield ("demand_partner", index, "reach"), f"no CPO {key!r}"
        if part.own_cpo is not None and part.own_cpo not in cpos:
            yield ("demand_partner", index, "own_cpo"), f"no CPO {part.own_cpo!r}"
        if "*" not in part.reach and not with_sites & set(part.reach):
            reach = ", ".join(part.reach)
            problem = f"wanted a CPO with a location, found {reach}: its drivers can charge nowhere"
            yield ("demand_partner", index, "reach"), problem
