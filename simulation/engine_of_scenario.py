"""The engines, set up for a scenario."""

from simulation.engine_fast import observe_block
from simulation.engine_reference import Engine
from simulation.observations import Observations
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan


def engine_of(scenario: Scenario, plan: VisitPlan) -> Engine:
    """The reference engine, before anybody comes."""
    return Engine(plan, [part.evse_count for part in scenario.location])


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
