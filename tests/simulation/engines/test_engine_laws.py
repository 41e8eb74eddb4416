"""Laws that every run keeps: nobody is lost, no EVSE has two drivers, and everything adds up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engines.engine_of_scenario import observed
from simulation.engines.engine_reference import Engine
from simulation.failure_measures import failures_by_reason
from simulation.measures import charging_stays, connected_by_hour, mean_present
from simulation.model.world import OutageKind
from simulation.observations import FAILED, Outcome, Stop
from simulation.scenario_file import load_scenario
from simulation.visit_plan import plan_of
from tests.simulation.random_plans import choosing_plans, plans

IN_SYSTEM = (Outcome.WAITING, Outcome.CONNECTED)
WENT = (Outcome.SERVED, Outcome.BALKED, Outcome.RENEGED, *FAILED, Outcome.NOT_ATTRACTED)


@given(
    drawn=plans() | choosing_plans(),
    limit_w=st.none() | st.sampled_from([1.0, 1e4, 1e6, 1e9]),
    stops=st.lists(st.integers(1, 500), max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_whatever_happens_the_laws_are_kept(drawn, limit_w, stops):
    plan, counts, until_s, places = drawn
    limits_w = [limit_w] * len(counts)
    engine = Engine(plan, counts, waiting_places=places, power_limits_w=limits_w)
    for stop in sorted({*(one for one in stops if one < until_s), until_s}):
        engine.run_until(stop)

    _assert_laws(plan, engine.observations())


@pytest.mark.parametrize("name", ["city", "corridor", "reseller-vs-networkcore"])
def test_the_scenarios_that_come_with_the_program_keep_the_laws(scenarios, name):
    scenario = load_scenario(scenarios / f"{name}.toml").model_copy(update={"days": 3})
    plan = plan_of(scenario, 11)

    _assert_laws(plan, observed(scenario, plan, fast=False))


def _assert_laws(plan, seen):
    _assert_everybody_is_somewhere(plan, seen)
    _assert_times_are_in_order(plan, seen)
    _assert_no_evse_has_two(seen)
    _assert_nobody_charges_where_it_is_broken(plan, seen)
    _assert_energy_adds_up(plan, seen)
    _assert_connected_time_adds_up(seen)
    assert mean_present(seen) * seen.now_s == pytest.approx(_integral_of_present(seen))


def _assert_everybody_is_somewhere(plan, seen):
    arrivals = int((plan.arrived_s < seen.now_s).sum())
    assert seen.arrived == arrivals
    assert sum(seen.count(one) for one in (*WENT, *IN_SYSTEM)) == arrivals
    failed = sum(seen.count(one) for one in FAILED)
    stopped = int((seen.stop != Stop.NONE).sum())
    assert sum(failures_by_reason(plan, seen).values()) == failed + stopped


def _assert_times_are_in_order(plan, seen):
    here = seen.left_s >= 0
    assert (here == np.isin(seen.outcome, WENT)).all()
    assert (seen.left_s[here] >= plan.arrived_s[here]).all()
    assert max(seen.left_s.max(initial=0), seen.began_s.max(initial=0)) < seen.now_s
    served = seen.outcome == Outcome.SERVED
    for first, then in (
        (plan.arrived_s + seen.waited_s, seen.plugged_s),
        (seen.plugged_s, seen.began_s),
        (seen.began_s + seen.charged_s, seen.left_s),
    ):
        assert (first[served] <= then[served]).all()
    assert (seen.charged_s[served] > 0).all()
    assert (seen.attempts[served] > 0).all()


def _assert_no_evse_has_two(seen):
    at = np.flatnonzero(seen.evse >= 0)
    at = at[np.lexsort((seen.plugged_s[at], seen.evse[at], seen.site[at]))]
    same = (seen.site[at][1:] == seen.site[at][:-1]) & (seen.evse[at][1:] == seen.evse[at][:-1])
    ends = np.where(seen.left_s[at] < 0, seen.now_s, seen.left_s[at])
    # A driver who tried another EVSE in vain left the last one he had at the same second.
    assert (seen.plugged_s[at][1:] >= ends[:-1])[same].all()


def _assert_nobody_charges_where_it_is_broken(plan, seen):
    outages = plan.world.outages
    broken = outages.kind == OutageKind.OUT_OF_ORDER
    served = np.flatnonzero(seen.outcome == Outcome.SERVED)
    for site, evse, from_s, to_s in zip(
        *(one[broken] for one in (outages.site, outages.evse, outages.from_s, outages.to_s)),
        strict=True,
    ):
        there = served[(seen.site[served] == site) & (seen.evse[served] == evse)]
        assert ((seen.left_s[there] <= from_s) | (seen.plugged_s[there] >= to_s)).all()


def _assert_energy_adds_up(plan, seen):
    served = seen.outcome == Outcome.SERVED
    assert not seen.energy_wh[~served].any()
    whole = served & (seen.stop != Stop.OUT_OF_ORDER)
    assert (seen.energy_wh[whole] == plan.energy_wh[whole]).all()
    broken = seen.stop == Stop.OUT_OF_ORDER
    assert (seen.energy_wh[broken] <= plan.energy_wh[broken]).all()


def _assert_connected_time_adds_up(seen):
    begin, end, _ = charging_stays(seen)
    hours = seen.now_s // 3600 + 1
    by_hour = connected_by_hour(seen, int(seen.site.max(initial=0)) + 1, hours)
    assert by_hour.sum() == (end - begin).sum()


def _integral_of_present(seen):
    """Driver-seconds from the number present after each event: Little's law by another way."""
    came = seen.outcome != Outcome.NOT_ARRIVED
    left = np.where(seen.left_s < 0, seen.now_s, seen.left_s)[came]
    times = np.concatenate([seen.arrived_s[came], left, [seen.now_s]])
    steps = np.concatenate([np.ones(came.sum()), -np.ones(came.sum()), [0]])
    order = np.argsort(times, kind="stable")
    return float((np.cumsum(steps[order])[:-1] * np.diff(times[order])).sum())
