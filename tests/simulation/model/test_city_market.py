"""The market of the city that comes with the program, and a dense one in the reference engine."""

import numpy as np
import pytest

from simulation.engine_of_scenario import observed
from simulation.model.calibrate_choice import Market, calibrated_outside
from simulation.observations import Outcome
from simulation.scenario_file import load_scenario
from simulation.visit_plan import plan_of

CHOICE = "[choice]\noutside_constant = {:.3f}\n"
CENTRE = 4


@pytest.fixture(scope="module")
def city_market(request):
    folder = request.config.rootpath / "resources" / "scenarios"
    return Market(load_scenario(folder / "city.toml"))


def test_the_city_answers_prices_as_it_says(city_market, scenarios):
    choice = load_scenario(scenarios / "city.toml").choice

    assert city_market.elasticity() == pytest.approx(choice.market_elasticity, abs=0.01)
    assert calibrated_outside(city_market, choice.market_elasticity) == pytest.approx(
        choice.outside_constant, abs=0.01
    )
    assert 1 / (1 - city_market.outside_share()) == pytest.approx(choice.potential_factor, rel=0.01)


def test_most_of_what_a_dearer_site_of_the_city_loses_goes_to_other_sites(city_market):
    responses = [city_market.response(site) for site in range(12)]
    moved = [1 - one.staying_share for one in responses]

    assert all(one.own_elasticity < -1 for one in responses)
    assert min(moved) > 0.54
    assert 0.54 <= np.mean(moved) <= 0.89  # Shenzhen


def _served_at(scenario, seed):
    """Who was served, by the site they went to; array of shape (site,)."""
    plan = plan_of(scenario, seed)
    seen = observed(scenario, plan, fast=False)
    served = seen.outcome == Outcome.SERVED
    return np.bincount(seen.site[served], minlength=len(scenario.location))


def test_in_the_engine_too_the_neighbours_get_most_of_what_a_dearer_site_loses(dense):
    constant = calibrated_outside(Market(dense("[choice]\n")), -0.6)
    scenario = dense(CHOICE.format(constant)).model_copy(update={"days": 60})
    dearer = tuple(
        one.model_copy(update={"energy_price_per_kwh": one.energy_price_per_kwh * 6 / 5})
        if one.tariff_id == "ONE"
        else one
        for one in scenario.tariff
    )
    before = _served_at(scenario, 1)
    after = _served_at(scenario.model_copy(update={"tariff": dearer}), 1)
    lost = before[CENTRE] - after[CENTRE]
    gained = after.sum() - after[CENTRE] - (before.sum() - before[CENTRE])

    assert lost > 500
    assert 0.54 <= gained / lost <= 0.89  # Shenzhen: within 3.45 km
