"""The engines, set up for a scenario."""

from collections.abc import Iterator

from core.domain.errors import RuleError
from simulation.engines.engine_energy import PartEnergy
from simulation.engines.engine_fast import observe
from simulation.engines.engine_reference import Engine
from simulation.model.site_facts import SiteFacts
from simulation.observations import Observations
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan


def engine_of(scenario: Scenario, plan: VisitPlan) -> Engine:
    """The reference engine, before anybody comes."""
    limits_w = dict(_limits_w(scenario))
    counts = [part.evse_count for part in scenario.location]
    by_site = [limits_w.get(site) for site in range(len(counts))]
    part_energy = part_energy_of(scenario, plan)
    return Engine(plan, counts, power_limits_w=by_site, part_energy=part_energy)


def observed(scenario: Scenario, plan: VisitPlan, *, fast: bool) -> Observations:
    """What a run of the whole horizon sees, by the fast engine or by the reference.

    Raises:
        RuleError: The fast engine cannot play it; names the field.
    """
    if fast:
        return observe_block(scenario, plan)
    engine = engine_of(scenario, plan)
    engine.run_until(scenario.horizon_s)
    return engine.observations()


def observe_block(scenario: Scenario, plan: VisitPlan) -> Observations:
    """What a run of the whole horizon sees, by the fast engine.

    Where drivers do not choose, sites know nothing of one another: a year of a large network can
    be drawn and observed block by block (``plan_of`` of some sites), and nothing but sums kept.

    Raises:
        RuleError: What happens depends on more than this engine knows; names the field.
    """
    for site, limit_w in _limits_w(scenario):
        name = scenario.location[site].location_id
        raise RuleError(
            f"location.{name}.power_limit_kw: the numpy engine cannot share {limit_w / 1000:g} kW "
            "among the EVSEs of a site; use simpy"
        )
    counts = [part.evse_count for part in scenario.location]
    part_energy = part_energy_of(scenario, plan)
    return observe(plan, counts, scenario.horizon_s, part_energy=part_energy)


def part_energy_of(scenario: Scenario, plan: VisitPlan) -> PartEnergy:
    """Energy of sessions that break off, by the curves of the scenario's vehicles."""
    facts = SiteFacts(scenario)
    return PartEnergy(plan, facts.curves, facts.kind)


def _limits_w(scenario: Scenario) -> Iterator[tuple[int, float]]:
    """Sites, by index, whose EVSEs cannot all give their maximum at once; and what they have."""
    max_kw = {part.name: part.max_power_kw for part in scenario.charge_point_class}
    for site, part in enumerate(scenario.location):
        limit_kw = part.power_limit_kw
        if limit_kw is not None and limit_kw < part.evse_count * max_kw[part.charge_point_class]:
            yield site, float(limit_kw * 1000)
