"""Choice as it is played: what a dearer site loses its neighbours gain, queues and all."""

import numpy as np

from simulation.engines.engine_of_scenario import observed
from simulation.model.calibrate_choice import Market, calibrated_outside
from simulation.observations import Outcome
from simulation.visit_plan import plan_of

CENTRE = 4
SEEDS = range(5)


def _visits_by_site(scenario, seed):
    seen = observed(scenario, plan_of(scenario, seed), fast=False)
    made = (seen.outcome != Outcome.NOT_ATTRACTED) & (seen.outcome != Outcome.NOT_ARRIVED)
    return np.bincount(seen.site[made], minlength=len(scenario.location))


def _dearer(scenario):
    tariffs = tuple(
        part.model_copy(update={"energy_price_per_kwh": part.energy_price_per_kwh * 12 / 10})
        if part.tariff_id == "ONE"
        else part
        for part in scenario.tariff
    )
    return scenario.model_copy(update={"tariff": tariffs})


def test_the_neighbours_of_a_dearer_site_gain_most_of_what_it_loses(dense):
    constant = calibrated_outside(Market(dense("[choice]\n")), -0.5)
    scenario = dense(f"[choice]\noutside_constant = {constant}\n")
    before = sum(_visits_by_site(scenario, seed) for seed in SEEDS)
    after = sum(_visits_by_site(_dearer(scenario), seed) for seed in SEEDS)
    change = after - before

    lost, gained = -change[CENTRE], change.sum() - change[CENTRE]
    assert lost > 100
    assert 0.54 <= gained / lost <= 0.89  # Shenzhen: within 3.45 km


def _turned_away_share(scenario, delay_s):
    partners = tuple(
        part.model_copy(update={"live_status_delay_s": delay_s}) for part in scenario.demand_partner
    )
    told = scenario.model_copy(update={"demand_partner": partners})
    share = []
    for seed in SEEDS:
        seen = observed(told, plan_of(told, seed), fast=False)
        turned = seen.count(Outcome.BALKED) + seen.count(Outcome.RENEGED)
        share.append(turned / (turned + seen.count(Outcome.SERVED)))
    return np.mean(share)


def test_the_fresher_an_app_is_the_fewer_drivers_it_sends_in_vain(dense):
    scenario = dense("[choice]\npotential_factor = 2.5\n")  # So many that sites fill.
    blind, stale, live = (_turned_away_share(scenario, delay_s) for delay_s in (None, 3_600, 0))

    assert live < stale < blind
    assert live < blind / 2
