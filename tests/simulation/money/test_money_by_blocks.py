"""Block by block of sites, in this process or in others, comes to the same money."""

import numpy as np
import pytest

from core.service.resources import ResourceKind, resource_path
from simulation.cdr_of_visit import Registrar
from simulation.engines.engine_of_scenario import observed
from simulation.money.money_by_blocks import money_by_blocks
from simulation.money.money_of_run import RunMoney
from simulation.money.served_visits import served_visits
from simulation.plays import plays_of
from simulation.scenario_file import load_scenario
from simulation.scenario_network import agreements_of, network_of
from simulation.visit_plan import plan_of


@pytest.fixture(scope="module")
def corridor():
    scenario = load_scenario(resource_path(ResourceKind.SCENARIO, "corridor"))
    return scenario.model_copy(update={"days": 2, "choice": None})


def as_numbers(sums):
    totals = {currency: array.tolist() for currency, array in sums.totals.items()}
    cleared = {one: money.cleared.tolist() for one, money in sums.open.items()}
    return totals, cleared, sums.held


@pytest.mark.parametrize(("sites", "processes"), [(1, 1), (3, 1), (2, 2)])
def test_blocks_come_to_the_money_of_the_whole(corridor, sites, processes):
    play = plays_of(corridor)[0]
    plan = plan_of(corridor, 5).thinned(play.demand_factor)
    seen = observed(corridor, plan, fast=True)
    agreements = agreements_of(play.terms, corridor)
    registrar = Registrar.of(corridor, 5)
    whole = RunMoney(served_visits(plan, seen), network_of(corridor), agreements, registrar)
    told = []
    found = money_by_blocks(
        corridor,
        play,
        5,
        sites_per_block=sites,
        processes=processes,
        on_block=lambda done, total: told.append((done, total)),
    )
    assert found.arrivals == seen.arrived
    assert as_numbers(found.sums) == as_numbers(whole.sums())
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
    assert np.all([total == told[0][1] for _, total in told])
