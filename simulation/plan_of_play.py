"""The visits of a play: those of the scenario, as its drivers answer the prices of the play.

Where drivers choose, what a Demand Partner adds to the price is one of the prices they choose by;
where they do not, the variant's elasticity thins the visits out. Drivers of a partner that failed
are refused. The draws are the same for all.
"""

from collections.abc import Sequence

from simulation.blocked_visits import with_blocked
from simulation.plays import Play
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan, plan_of


def plan_of_play(
    scenario: Scenario, root: int, play: Play, sites: Sequence[int] | None = None
) -> VisitPlan:
    """Draw the visits of a play.

    Args:
        scenario: What is simulated.
        root: Of the random streams.
        play: Of the scenario.
        sites: As ``plan_of``.

    Raises:
        SourceError: As ``plan_of``.
        InvalidValueError: As ``plan_of``.
    """
    plan = plan_of(_marked_up(scenario, play), root, sites)
    made = plan if scenario.choice else plan.thinned(play.demand_factor)
    return with_blocked(made, scenario, play)


def _marked_up(scenario: Scenario, play: Play) -> Scenario:
    """The scenario with the play's markup on top of what each Demand Partner adds by itself."""
    if not play.markup_bp:
        return scenario
    factor = 1 + play.markup_bp / 10_000
    partners = tuple(
        part.model_copy(update={"markup_pct": ((1 + part.markup_pct / 100) * factor - 1) * 100})
        for part in scenario.demand_partner
    )
    return scenario.model_copy(update={"demand_partner": partners})
