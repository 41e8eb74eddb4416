"""Which engine may play a scenario, and what it is told of it."""

import pytest

from core.domain.errors import RuleError
from simulation.engines.engine_of_scenario import observe_block, observed
from simulation.observations import Outcome
from simulation.scenario_file import load_scenario
from simulation.visit_plan import plan_of


def _limited(scenario, limit_kw):
    sites = tuple(
        part.model_copy(update={"power_limit_kw": limit_kw}) for part in scenario.location
    )
    return scenario.model_copy(update={"location": sites})


def test_the_fast_engine_refuses_drivers_who_choose(scenarios):
    city = load_scenario(scenarios / "city.toml").model_copy(update={"days": 1})
    free = _limited(city, None)

    with pytest.raises(RuleError, match=r"^choice: the numpy engine cannot"):
        observed(free, plan_of(free, 1), fast=True)


def test_the_fast_engine_refuses_a_limit_that_binds_and_names_it(small):
    binds = _limited(small, 200)

    with pytest.raises(RuleError, match=r"^location.north.power_limit_kw: .* 200 kW"):
        observed(binds, plan_of(small, 1), fast=True)


def test_a_limit_that_all_evses_together_keep_binds_nobody(small):
    plan = plan_of(small, 1)
    wide = _limited(small, 450)

    assert observed(wide, plan, fast=True).left_s.tolist() == (
        observed(small, plan, fast=False).left_s.tolist()
    )


def test_a_limit_of_the_scenario_makes_charging_longer(small):
    plan = plan_of(small, 1)
    free, limited = (observed(one, plan, fast=False) for one in (small, _limited(small, 60)))

    assert limited.charged_s.sum() > 1.1 * free.charged_s.sum()
    assert limited.count(Outcome.SERVED) < free.count(Outcome.SERVED)


def test_a_network_observed_in_blocks_is_the_network(scenarios):
    portugal = load_scenario(scenarios / "portugal.toml").model_copy(update={"days": 3})
    whole = plan_of(portugal, 2, sites=range(60))
    seen = observe_block(portugal, whole)
    energy_wh = sessions = 0
    for first in range(0, 60, 20):
        block = observe_block(portugal, plan_of(portugal, 2, sites=range(first, first + 20)))
        energy_wh += int(block.energy_wh.sum())
        sessions += block.count(Outcome.SERVED)

    assert sessions == seen.count(Outcome.SERVED) > 0
    assert energy_wh == int(seen.energy_wh.sum())
