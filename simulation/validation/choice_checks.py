"""How drivers choose: drawn choices against the logit model, its answers to prices against studies.

The scenarios come with the program. Elasticity and diversion are worked out from the choice
probabilities themselves; the draws are those of runs.
"""

from functools import cache
from statistics import fmean
from typing import Final

from core.service.resources import ResourceKind, resource_path
from simulation.model.calibrate_choice import Market
from simulation.scenario import SEED_END, Scenario
from simulation.scenario_file import load_scenario
from simulation.validation.check import Check, CheckGroup, Question, mean_check, value_check
from simulation.visit_plan import plan_of

CHOICE_SCENARIO: Final = "city"
NEIGHBOURS_SCENARIO: Final = "three-cities"
"""Its sites have neighbours within walking distance of a driver's detour; the city's lie apart."""
REPLICATIONS: Final = 60
HALF_WIDTH_SHARE: Final = 0.03
ELASTICITY_TOLERANCE: Final = 0.05
"""Drivers differ, and a fortnight has only some thousand of their visits."""
LEAST_DIVERTED: Final = 0.54
MOST_DIVERTED: Final = 0.89


def choice_checks(seed: int) -> list[Check]:
    """The checks of choice, with the dice of that seed."""
    city, market = _city(), Market(_city(), seed)
    assert city.choice is not None
    return [
        _check_logit(seed),
        value_check(
            _question(
                "elasticity",
                "Elasticity of the market",
                "Change of the expected sessions of all sites together, in per cent, when every "
                "price rises by one per cent, against what the scenario says it was calibrated to.",
            ),
            market.elasticity(),
            wanted=city.choice.market_elasticity,
            tolerance=ELASTICITY_TOLERANCE,
        ),
        value_check(
            _question(
                "diversion",
                "What a dearer site loses goes to its neighbours",
                "One site's price rises by one per cent: the part of the sessions it loses that "
                "the sites within 3.45 km gain, mean over the sites of the scenario three-cities, "
                "those without a neighbour included. Shenzhen, 18,000 posts: 54 to 89 %.",
                unit="%",
            ),
            100 * _diverted(seed),
            wanted=50 * (LEAST_DIVERTED + MOST_DIVERTED),
            tolerance=50 * (MOST_DIVERTED - LEAST_DIVERTED),
        ),
    ]


def _check_logit(seed: int) -> Check:
    return mean_check(
        _question(
            "logit",
            "Drivers who charge, drawn over expected",
            "Visits whose best option, chance included, is above that of not charging, over the "
            "sum of the probabilities of the logit model; without queues and failures. Passes if "
            "1 is in the 95 % interval and its half-width is at most 3 %.",
        ),
        [_drawn_over_expected(seed + number * SEED_END) for number in range(REPLICATIONS)],
        wanted=1.0,
        half_width_share=HALF_WIDTH_SHARE,
    )


def _drawn_over_expected(root: int) -> float:
    # Who sees live status would see every site free: as the probabilities take it to be.
    city = _city()
    blind = tuple(
        part.model_copy(update={"live_status_delay_s": None}) for part in city.demand_partner
    )
    scenario = city.model_copy(update={"demand_partner": blind})
    plan = plan_of(scenario, root)
    drawn = int((plan.option_utility.max(axis=1) > 0).sum())
    return drawn / float(Market(scenario, root).site_shares().sum())


def _diverted(seed: int) -> float:
    scenario = load_scenario(resource_path(ResourceKind.SCENARIO, NEIGHBOURS_SCENARIO))
    market = Market(scenario, seed)
    return fmean(market.response(site).diverted_share for site in range(len(scenario.location)))


@cache
def _city() -> Scenario:
    return load_scenario(resource_path(ResourceKind.SCENARIO, CHOICE_SCENARIO))


def _question(name: str, what: str, definition: str, unit: str = "") -> Question:
    return Question(
        name=f"choice.{name}", group=CheckGroup.CHOICE, what=what, unit=unit, definition=definition
    )
