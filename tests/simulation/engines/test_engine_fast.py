"""The fast engine says the same as the reference, of every visit and of every second."""

from dataclasses import fields
from math import factorial, sqrt

import numpy as np
import pytest
from hypothesis import given, settings

from simulation.engines.engine_fast import observe
from simulation.engines.engine_reference import Engine
from simulation.observations import Observations, Outcome, Stop
from simulation.scenario_file import load_scenario
from simulation.visit_plan import plan_of
from tests.simulation.random_plans import plan_of_columns, plans

T_95_OF_20 = 2.093
"""Student's t for twenty replications, 95 % two-sided."""


def _assert_agree(plan, evse_counts, until_s, waiting_places=None):
    engine = Engine(plan, evse_counts, waiting_places=waiting_places)
    engine.run_until(until_s)
    wanted = engine.observations()
    found = observe(plan, evse_counts, until_s, waiting_places=waiting_places)
    for field in fields(Observations):
        one, other = (np.asarray(getattr(seen, field.name)) for seen in (wanted, found))
        assert np.array_equal(one, other), field.name
    return found


@given(plans())
@settings(max_examples=400, deadline=None)
def test_both_engines_see_the_same_of_every_visit(drawn):
    _assert_agree(*drawn)


@pytest.mark.parametrize("fewest", [1, 10**9])
def test_walked_side_by_side_or_alone_it_is_the_same(small, monkeypatch, fewest):
    monkeypatch.setattr("simulation.engines.engine_walk.FEWEST_LANES", fewest)

    seen = _assert_agree(plan_of(small, 3), [2, 3], small.horizon_s)

    assert seen.count(Outcome.RENEGED)


@pytest.mark.parametrize("name", ["city", "corridor", "reseller-vs-networkcore"])
@pytest.mark.parametrize("busier", [1.0, 3.0])
def test_both_engines_agree_on_the_scenarios_that_come_with_the_program(scenarios, name, busier):
    whole = load_scenario(scenarios / f"{name}.toml")
    # Without choice, which the fast one refuses, and outages, which are of more EVSEs than these.
    scenario = whole.model_copy(update={"choice": None, "fault": ()})
    counts = [max(1, int(part.evse_count / busier)) for part in scenario.location]

    seen = _assert_agree(plan_of(scenario, 7), counts, scenario.horizon_s - 3_600 * 7)

    assert seen.count(Outcome.SERVED)


def test_both_engines_agree_on_a_network_whose_evses_fail(scenarios):
    portugal = load_scenario(scenarios / "portugal.toml").model_copy(update={"days": 30})
    plan = plan_of(portugal, 5, sites=range(0, 6_400, 40))
    counts = [part.evse_count for part in portugal.location]

    seen = _assert_agree(plan, counts, portugal.horizon_s - 1_000)

    assert (seen.stop == Stop.OUT_OF_ORDER).sum() > 20
    assert seen.count(Outcome.BALKED) > 20


def test_in_a_line_that_is_very_long_everybody_has_a_place():
    count = 2_000
    plan = plan_of_columns(
        np.arange(count),
        np.zeros(count),
        {
            "stay_s": np.full(count, 100),
            "patience_s": np.full(count, 10**12),
            "fate": np.full(count, Outcome.SERVED),
        },
    )

    seen = _assert_agree(plan, [3], 10**6)

    assert seen.count(Outcome.SERVED) == count


def test_nobody_comes(small):
    seen = observe(plan_of(small, 1).thinned(0), [2, 3], 100)

    assert seen.arrived == 0


def _erlang_b(servers, load):
    terms = [load**k / factorial(k) for k in range(servers + 1)]
    return terms[-1] / sum(terms)


@pytest.mark.parametrize(("servers", "load"), [(4, 2.0), (10, 7.0), (40, 36.0)])
def test_where_nobody_waits_losses_are_those_of_erlang_b(servers, load):
    lost = []
    for seed in range(20):
        draws, count = np.random.default_rng(seed), 60_000
        columns = {
            "stay_s": np.maximum(draws.exponential(10_000, count), 1),
            "patience_s": np.zeros(count),
            "fate": np.full(count, Outcome.SERVED),
        }
        arrived_s = np.cumsum(draws.exponential(10_000 / load, count)).astype(np.int64)
        seen = observe(
            plan_of_columns(arrived_s, np.zeros(count), columns), [servers], int(arrived_s[-1])
        )
        lost.append(seen.count(Outcome.BALKED) / seen.arrived)
    half = T_95_OF_20 * np.std(lost, ddof=1) / sqrt(20)

    assert abs(np.mean(lost) - _erlang_b(servers, load)) <= half
    assert half / np.mean(lost) < 0.03
