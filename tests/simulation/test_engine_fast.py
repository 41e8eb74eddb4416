"""The fast engine says the same as the reference, of every visit and of every second."""

from dataclasses import fields, replace
from math import factorial, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engine_fast import observe
from simulation.engine_reference import Engine
from simulation.model.world import Outages, quiet_world
from simulation.observations import Observations, Outcome
from simulation.scenario_file import load_scenario
from simulation.visit_plan import VisitPlan, plain_columns, plan_of

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


def _plan(arrived_s, site, columns, world=None):
    count = len(arrived_s)
    order = np.argsort(arrived_s, kind="stable")
    zeros = np.zeros(count, dtype=np.int64)
    site = np.asarray(site, dtype=np.int32)[order]
    plain = plain_columns(
        site, zeros + 10_000, np.maximum(np.asarray(columns["stay_s"], dtype=np.int64), 1)
    )
    return VisitPlan(
        **{
            **plain,
            "number": np.arange(1, count + 1),
            "arrived_s": np.asarray(arrived_s, dtype=np.int64)[order],
            "idle_s": zeros,
            "patience_s": np.asarray(columns["patience_s"], dtype=np.int64),
            "fate": np.asarray(columns["fate"], dtype=np.uint8),
            "demand_partner": zeros.astype(np.int32),
            "driver": zeros,
            "price_response": zeros / 1,
            "world": world or quiet_world(1),
            **{name: columns[name] for name in columns if name in MORE},
        }
    )


MORE = ("idle_s", "second_fate", "retry_draw", "hub_delay_s", "early_stop")
FATES = (Outcome.SERVED, Outcome.SERVED, Outcome.START_FAILED, Outcome.AUTH_REJECTED)


def _outages(numbers, counts, count, horizon_s):
    """Outages that are apart within an EVSE and a kind, with edges at the same seconds."""
    rows = set()
    for _ in range(count):
        site = int(numbers.integers(len(counts)))
        begin_s = int(numbers.integers(0, 5)) * horizon_s // 5
        end_s = begin_s + int(numbers.integers(1, horizon_s // 5 + 1))
        place = (site, int(numbers.integers(counts[site])), int(numbers.integers(2)))
        if all(row[:-1] != (begin_s, *place) for row in rows):
            rows.add((begin_s, *place, end_s))
    columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5)
    return Outages(
        from_s=columns[:, 0],
        to_s=columns[:, 4],
        site=columns[:, 1].astype(np.int32),
        evse=columns[:, 2].astype(np.int32),
        kind=columns[:, 3].astype(np.uint8),
    )


@st.composite
def _plans(draw):
    """Few seconds, many drivers: nearly everything happens at the same second as something else."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    visits = draw(st.integers(0, 150))
    longest_s = draw(st.sampled_from([3, 30, 300]))
    patience_s = draw(st.sampled_from([0, 5, 50, 5_000]))
    horizon_s = draw(st.sampled_from([20, 200, 2_000]))
    columns = {
        "stay_s": numbers.integers(1, longest_s, visits, endpoint=True),
        "idle_s": numbers.integers(0, longest_s, visits, endpoint=True) // 2,
        "patience_s": numbers.integers(0, patience_s, visits, endpoint=True),
        "fate": numbers.choice(FATES, visits),
        "second_fate": numbers.choice(FATES, (visits, 2)).astype(np.uint8),
        "retry_draw": numbers.random((visits, 2)).astype(np.float32),
        "hub_delay_s": numbers.integers(0, draw(st.sampled_from([1, 40])), visits),
        "early_stop": numbers.choice([1.0, 0.5], visits).astype(np.float32),
    }
    same, other = draw(st.sampled_from([(0.0, 0.0), (0.5, 0.0), (0.3, 0.5)]))
    hub_outages = draw(st.sampled_from([[], [(0, 30), (60, 61)], [(horizon_s // 2, 10**6)]]))
    world = replace(
        quiet_world(1),
        retry_same_evse_share=same,
        retry_other_evse_share=other,
        session_survives_unknown=draw(st.booleans()),
        hub_outages=np.array(hub_outages, dtype=np.int64).reshape(-1, 2),
        outages=_outages(numbers, counts, draw(st.sampled_from([0, 0, 3, 12])), horizon_s),
    )
    arrived_s = numbers.integers(0, horizon_s, visits)
    plan = _plan(arrived_s, numbers.integers(0, len(counts), visits), columns, world)
    places = draw(st.none() | st.just([2] * len(counts)))
    return plan, counts, draw(st.integers(1, 3 * horizon_s)), places


@given(_plans())
@settings(max_examples=400, deadline=None)
def test_both_engines_see_the_same_of_every_visit(drawn):
    _assert_agree(*drawn)


@pytest.mark.parametrize("fewest", [1, 10**9])
def test_walked_side_by_side_or_alone_it_is_the_same(small, monkeypatch, fewest):
    monkeypatch.setattr("simulation.engine_walk.FEWEST_LANES", fewest)

    seen = _assert_agree(plan_of(small, 3), [2, 3], small.horizon_s)

    assert seen.count(Outcome.RENEGED)


@pytest.mark.parametrize("name", ["city", "corridor", "reseller-vs-networkcore"])
@pytest.mark.parametrize("busier", [1.0, 3.0])
def test_both_engines_agree_on_the_scenarios_that_come_with_the_program(scenarios, name, busier):
    scenario = load_scenario(scenarios / f"{name}.toml")
    counts = [max(1, int(part.evse_count / busier)) for part in scenario.location]

    seen = _assert_agree(plan_of(scenario, 7), counts, scenario.horizon_s - 3_600 * 7)

    assert seen.count(Outcome.SERVED)


def test_in_a_line_that_is_very_long_everybody_has_a_place():
    count = 2_000
    plan = _plan(
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
        seen = observe(_plan(arrived_s, np.zeros(count), columns), [servers], int(arrived_s[-1]))
        lost.append(seen.count(Outcome.BALKED) / seen.arrived)
    half = T_95_OF_20 * np.std(lost, ddof=1) / sqrt(20)

    assert abs(np.mean(lost) - _erlang_b(servers, load)) <= half
    assert half / np.mean(lost) < 0.03
