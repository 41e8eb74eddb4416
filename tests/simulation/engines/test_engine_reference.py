from math import factorial, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engines.engine_reference import Engine
from simulation.measures import mean_present
from simulation.model.world import quiet_world
from simulation.observations import Outcome
from simulation.visit_plan import FAILED_ATTEMPT_S, VisitPlan, plain_columns, plan_of

FOR_EVER_S = 10**12
MEAN_STAY_S = 10_000
T_95_OF_10 = 2.262
"""Student's t for ten replications, 95 % two-sided."""


def _run(plan, evse_counts, until_s):
    engine = Engine(plan, evse_counts)
    engine.run_until(until_s)
    return engine.observations()


def _outcomes(seen):
    return [Outcome(one) for one in seen.outcome]


def test_a_driver_charges_and_leaves(plan_with):
    seen = _run(plan_with([10], [100]), [1], 1_000)

    assert _outcomes(seen) == [Outcome.SERVED]
    assert (seen.plugged_s[0], seen.left_s[0], seen.evse[0]) == (10, 110, 0)


def test_who_will_not_wait_drives_on(plan_with):
    seen = _run(plan_with([0, 10], [100, 100]), [1], 1_000)

    assert _outcomes(seen) == [Outcome.SERVED, Outcome.BALKED]
    assert seen.left_s[1] == 10


def test_who_waits_gets_the_evse_in_the_order_of_arrival(plan_with):
    seen = _run(plan_with([0, 10, 20], [100, 100, 100], patience_s=1_000), [1], 1_000)

    assert seen.plugged_s.tolist() == [0, 100, 200]
    assert seen.waits_s().tolist() == [0, 90, 180]


def test_patience_that_runs_out_is_seen_as_reneging(plan_with):
    # A stranger's stay is long: the line moves slower than the mean stay of 400 s made believe.
    plan = plan_with([0, 10, 300, 300], [1_000, 200, 200, 200], patience_s=450)

    seen = _run(plan, [1], 3_000)

    assert _outcomes(seen)[:2] == [Outcome.SERVED, Outcome.RENEGED]
    assert seen.left_s[1] == 460


def test_the_line_of_one_site_is_not_that_of_another(plan_with):
    seen = _run(plan_with([0, 1], [100, 100], site=[0, 1]), [1, 1], 1_000)

    assert _outcomes(seen) == [Outcome.SERVED, Outcome.SERVED]


@pytest.mark.parametrize("fate", [Outcome.AUTH_REJECTED, Outcome.START_FAILED])
def test_an_attempt_that_fails_keeps_the_evse_a_minute(plan_with, fate):
    seen = _run(plan_with([5], [1_000], fate=fate), [1], 500)

    assert _outcomes(seen) == [fate]
    assert seen.left_s[0] == 5 + FAILED_ATTEMPT_S


def test_the_end_of_the_run_marks_who_was_still_there(plan_with):
    seen = _run(plan_with([0, 10, 900], [500, 500, 500], patience_s=900), [1], 400)

    assert _outcomes(seen) == [Outcome.CONNECTED, Outcome.WAITING, Outcome.NOT_ARRIVED]
    assert seen.arrived == 2


@given(
    gaps=st.lists(st.integers(0, 50), min_size=1, max_size=60),
    evses=st.integers(1, 4),
    patience=st.integers(0, 120),
    stops=st.lists(st.integers(1, 2_000), max_size=5),
    numbers=st.randoms(use_true_random=False),
)
def test_everybody_is_somewhere_and_no_evse_has_two(gaps, evses, patience, stops, numbers):
    plan = _random_plan(gaps, patience, numbers)
    engine = Engine(plan, [evses])
    for stop in sorted({*stops, 1_500}):
        engine.run_until(stop)
    seen = engine.observations()

    assert sum(seen.count(one) for one in Outcome) == len(plan.number)
    assert seen.arrived == int((plan.arrived_s < seen.now_s).sum())
    for evse in range(evses):
        at = (seen.evse == evse).nonzero()[0]
        at = at[np.argsort(seen.plugged_s[at])]
        ends = np.where(seen.left_s[at] < 0, seen.now_s, seen.left_s[at])
        assert (seen.plugged_s[at][1:] >= ends[:-1]).all()
    assert mean_present(seen) * seen.now_s == pytest.approx(_integral_of_present(seen))


def _random_plan(gaps, patience, numbers):
    count = len(gaps)
    text = {
        "arrived_s": np.cumsum(gaps),
        "stay_s": [numbers.randint(1, 200) for _ in gaps],
        "fate": [numbers.choice([3, 3, 3, 4, 5]) for _ in gaps],
    }
    return _plan(count, patience, text)


def _plan(count, patience, columns):
    zeros = np.zeros(count, dtype=np.int64)
    return VisitPlan(
        number=zeros + np.arange(1, count + 1),
        arrived_s=np.asarray(columns["arrived_s"], dtype=np.int64),
        idle_s=zeros,
        patience_s=zeros + patience,
        fate=np.asarray(columns["fate"], dtype=np.uint8),
        demand_partner=zeros.astype(np.int32),
        driver=zeros,
        price_response=zeros / 1,
        world=quiet_world(1),
        **plain_columns(
            zeros.astype(np.int32), zeros, np.asarray(columns["stay_s"], dtype=np.int64)
        ),
    )


def _integral_of_present(seen):
    """Driver-seconds from the number present after each event: Little's law by another way."""
    came = seen.outcome != Outcome.NOT_ARRIVED
    left = np.where(seen.left_s < 0, seen.now_s, seen.left_s)[came]
    changes = sorted([(int(at), 1) for at in seen.arrived_s[came]] + [(int(at), -1) for at in left])
    total = present = last = 0
    for at, change in changes:
        total += present * (at - last)
        present, last = present + change, at
    return total + present * (seen.now_s - last)


def test_the_same_plan_in_one_step_or_in_many_gives_the_same_bytes(small):
    plan = plan_of(small, 5)
    counts = [part.evse_count for part in small.location]
    once, often = Engine(plan, counts), Engine(plan, counts)
    once.run_until(small.horizon_s)
    for stop in range(977, small.horizon_s, 977):
        often.run_until(stop)
    often.run_until(small.horizon_s)

    assert once.finished == often.finished
    for name in ("outcome", "evse", "plugged_s", "left_s"):
        first, second = (getattr(one.observations(), name) for one in (once, often))
        assert first.tobytes() == second.tobytes()


def _erlang_b(servers, load):
    terms = [load**k / factorial(k) for k in range(servers + 1)]
    return terms[-1] / sum(terms)


def _replications(servers, load, patience_s, figure, draw_stays):
    """Ten independent runs with fixed seeds: mean of a figure and half of its 95 % interval."""
    figures = []
    for seed in range(10):
        draws = np.random.default_rng(seed)
        count = 20_000
        arrived = np.cumsum(draws.exponential(MEAN_STAY_S / load, count)).astype(np.int64)
        stays = np.maximum(draw_stays(draws, count), 1).astype(np.int64)
        plan = _plan(
            count,
            patience_s,
            {"arrived_s": arrived, "stay_s": stays, "fate": np.full(count, 3)},
        )
        figures.append(figure(_run(plan, [servers], int(arrived[-1]) + 1)))
    return np.mean(figures), T_95_OF_10 * np.std(figures, ddof=1) / sqrt(10)


def _exponential(draws, count):
    return draws.exponential(MEAN_STAY_S, count)


def _lognormal(draws, count):
    return draws.lognormal(np.log(MEAN_STAY_S) - 0.5, 1.0, count)


@pytest.mark.parametrize("draw_stays", [_exponential, _lognormal], ids=["exponential", "lognormal"])
@pytest.mark.parametrize(("servers", "load"), [(4, 2.0), (10, 7.0)])
def test_where_nobody_waits_losses_are_those_of_erlang_b(servers, load, draw_stays):
    lost, half = _replications(
        servers, load, 0, lambda seen: seen.count(Outcome.BALKED) / seen.arrived, draw_stays
    )

    assert abs(lost - _erlang_b(servers, load)) <= half
    assert half / lost < 0.05


def test_where_everybody_waits_the_wait_is_that_of_erlang_c():
    servers, load = 4, 3.0
    blocked = _erlang_b(servers, load)
    queued = blocked / (1 - load / servers * (1 - blocked))
    wanted_s = queued * MEAN_STAY_S / (servers - load)

    wait_s, half = _replications(
        servers, load, FOR_EVER_S, lambda seen: seen.waits_s().mean(), _exponential
    )

    assert abs(wait_s - wanted_s) <= half
    assert half / wait_s < 0.06


def test_a_busy_scenario_has_every_outcome(small_with):
    busy = small_with(
        ("sessions_per_evse_per_day = 30", "sessions_per_evse_per_day = 60"),
        ("patience_median_min = 12", "patience_median_min = 40"),
    )
    until_s = (24 + 17) * 3600  # In the afternoon, when somebody waits.
    seen = _run(plan_of(busy, 3), [part.evse_count for part in busy.location], until_s)

    assert [one.name for one in Outcome if not seen.count(one)] == ["AUTH_TIMEOUT", "NOT_ATTRACTED"]
