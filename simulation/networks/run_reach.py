"""The reach report with its hours, of one run of the scenario."""

from simulation.engines.engine_of_scenario import observed
from simulation.networks.free_sites import free_share_by_hour
from simulation.networks.reach import Reach, reach_of
from simulation.scenario import Scenario
from simulation.visit_plan import plan_of


def run_reach(scenario: Scenario, demand_partner: str, seed: int | None = None) -> Reach:
    """The report with its hours, of one run of the scenario.

    Raises:
        NotFoundError: As ``reach_of``.
    """
    reach_of(scenario, demand_partner)
    plan = plan_of(scenario, scenario.seed if seed is None else seed)
    seen = observed(scenario, plan, fast=False)
    return reach_of(
        scenario, demand_partner, free_share_by_hour(scenario, seen, plan.world.outages)
    )
