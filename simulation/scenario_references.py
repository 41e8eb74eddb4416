"""Whether the names in a scenario find what they name, and its currencies what they need."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from core.domain.agreement import CommissionModel
from simulation.scenario import Scenario
from simulation.scenario_tariffs import broken_tariffs, owners_of_files
from simulation.scenario_terms import AgreementPart, Terms
from simulation.scenario_world_references import Problem, broken_world

ALL_BP: Final = 10_000
"""A whole, in basis points."""


def broken_references(scenario: Scenario) -> Iterator[Problem]:
    """Each name that nothing has, and each thing that is named twice."""
    yield from _twice("cpo", "party_id", (part.key for part in scenario.cpo))
    yield from _twice("demand_partner", "party_id", (one.key for one in scenario.demand_partner))
    yield from _twice("tariff", "tariff_id", (part.tariff_id for part in scenario.tariff))
    yield from _twice(
        "charge_point_class", "name", (one.name for one in scenario.charge_point_class)
    )
    yield from _twice(
        "demand", "charge_point_class", (d.charge_point_class for d in scenario.demand)
    )
    yield from _twice("location", "location_id", (part.location_id for part in scenario.location))
    yield from _twice("variant", "name", (part.name for part in scenario.variant))
    yield from _broken_locations(scenario)
    yield from _broken_prices(scenario)
    yield from broken_tariffs(scenario)
    yield from _broken_terms(scenario)
    yield from broken_world(scenario)
    if not any(part.demand_weight for part in scenario.demand_partner):
        yield ("demand_partner", 0, "demand_weight"), "wanted one partner with a weight above 0"


def _twice(table: str, key: str, names: Iterable[str]) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for index, name in enumerate(names):
        if seen[name]:
            yield (table, index, key), f"{name!r} is there twice"
        seen[name] += 1


def _broken_locations(scenario: Scenario) -> Iterator[Problem]:
    cpos = {part.key for part in scenario.cpo}
    classes = {part.name for part in scenario.charge_point_class}
    demanded = {part.charge_point_class for part in scenario.demand}
    tariffs = {part.tariff_id: part.cpo for part in scenario.tariff} | owners_of_files(scenario)
    for index, part in enumerate(scenario.location):
        place = ("location", index)
        if part.cpo not in cpos:
            yield (*place, "cpo"), f"{part.location_id}: no CPO {part.cpo!r}"
        if part.charge_point_class not in classes:
            yield (*place, "charge_point_class"), f"no class {part.charge_point_class!r}"
        elif part.charge_point_class not in demanded:
            yield (*place, "charge_point_class"), f"no demand for {part.charge_point_class!r}"
        if not part.tariff_id:
            yield (*place, "tariff_id"), f"{part.location_id}: no tariff, and none is imputed"
        elif part.tariff_id not in tariffs:
            yield (*place, "tariff_id"), f"no tariff {part.tariff_id!r}"
        elif tariffs.get(part.tariff_id, part.cpo) not in ("*", part.cpo):
            yield (*place, "tariff_id"), f"{part.tariff_id!r} is a tariff of another CPO"


def _broken_prices(scenario: Scenario) -> Iterator[Problem]:
    cpos = {part.key: part.currency for part in scenario.cpo}
    for index, part in enumerate(scenario.tariff):
        if part.cpo not in cpos:
            yield ("tariff", index, "cpo"), f"no CPO {part.cpo!r}"
    max_power_kw = {part.name: part.max_power_kw for part in scenario.charge_point_class}
    for index, demand in enumerate(scenario.demand):
        most = max_power_kw.get(demand.charge_point_class)
        if most is None:
            yield (
                ("demand", index, "charge_point_class"),
                f"no class {demand.charge_point_class!r}",
            )
        elif demand.effective_power_kw > most:
            yield ("demand", index, "effective_power_kw"), f"wanted at most {most}, the class's"


def _broken_terms(scenario: Scenario) -> Iterator[Problem]:
    if not scenario.agreement and not scenario.variant:
        yield ("agreement",), "wanted one, or variants that bring them"
    yield from _broken_agreements(scenario, ("agreement",), scenario.agreement)
    for index, variant in enumerate(scenario.variant):
        yield from _broken_agreements(scenario, ("variant", index, "agreement"), variant.agreement)


def _broken_agreements(
    scenario: Scenario,
    place: tuple[int | str, ...],
    parts: tuple[Terms, ...],
) -> Iterator[Problem]:
    cpos = {"*"} | {part.key for part in scenario.cpo}
    partners = {"*"} | {part.key for part in scenario.demand_partner}
    for index, part in enumerate(parts):
        if part.cpo not in cpos:
            yield (*place, index, "cpo"), f"no CPO {part.cpo!r}"
        if part.demand_partner not in partners:
            yield (*place, index, "demand_partner"), f"no DP {part.demand_partner!r}"
        if isinstance(part, AgreementPart) and part.commission_model is CommissionModel.STACKED:
            share_bp = part.commission_bp + part.dp_share_bp
            if share_bp > ALL_BP:
                problem = f"wanted at most {ALL_BP} with commission_bp: both are of the price"
                yield (*place, index, "dp_share_bp"), f"{problem}, found {share_bp}"
