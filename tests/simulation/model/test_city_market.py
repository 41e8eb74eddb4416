"""The market of the city that comes with the program, and a dense one in the reference engine."""

import numpy as np
import pytest

from simulation.engines.engine_of_scenario import observed
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


def _turned_away(scenario, seed):
    seen = observed(scenario, plan_of(scenario, seed), fast=False)
    return seen.count(Outcome.BALKED) + seen.count(Outcome.RENEGED)


def test_who_sees_fresh_status_finds_sites_full_less_often_than_who_sees_none_or_an_old_one(dense):
    busy = dense(CHOICE.format(-2.0)).demand[0].model_copy(update={"sessions_per_evse_per_day": 30})
    turned = {}
    for delay_s in (None, 3_600, 0):
        scenario = dense(CHOICE.format(-2.0))
        partners = tuple(
            one.model_copy(update={"live_status_delay_s": delay_s})
            for one in scenario.demand_partner
        )
        turned[delay_s] = _turned_away(
            scenario.model_copy(update={"demand": (busy,), "demand_partner": partners}), 1
        )

    assert turned[0] < 0.5 * turned[None]
    assert turned[0] < 0.5 * turned[3_600]


def test_roaming_brings_sessions_and_by_how_much_has_an_interval(dense):
    narrow, wide = dense(CHOICE.format(-1.0), 'reach = "DE*ABC"'), dense(CHOICE.format(-1.0))
    gains = [_served_at(wide, seed).sum() - _served_at(narrow, seed).sum() for seed in range(6)]
    half_width = 2.57 * np.std(gains, ddof=1) / np.sqrt(6)  # Student, 5 degrees, 95 %

    assert np.mean(gains) - half_width > 0
