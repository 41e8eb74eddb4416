"""What the reference does beyond queues: choice, retries, outages, shared power, a silent hub."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from simulation.engines.engine_of_scenario import observed
from simulation.engines.engine_reference import DRIVE_ON_S, Engine
from simulation.model.world import OutageKind, Outages
from simulation.observations import Outcome, Stop
from simulation.scenario_file import load_scenario
from simulation.visit_plan import FAILED_ATTEMPT_S, plan_of

KW = 1_000
SERVED, FAILED = Outcome.SERVED, Outcome.START_FAILED


def _run(plan, evse_counts, until_s=100_000, **limits):
    engine = Engine(plan, evse_counts, **limits)
    engine.run_until(until_s)
    return engine.observations()


def _in(plan, **world):
    return replace(plan, world=replace(plan.world, **world))


def _power_w(plan):
    return plan.energy_wh[0] * 3600 / plan.charging_s[0, 0]


def _outages(*rows, kind=OutageKind.OUT_OF_ORDER):
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Outages(
        site=columns[0].astype(np.int32),
        evse=columns[1].astype(np.int32),
        from_s=columns[2],
        to_s=columns[3],
        kind=np.full(len(rows), kind, dtype=np.uint8),
    )


def _choosing(plan, sites, utility, **more):
    """Everybody has the same options."""
    count = len(plan.number)
    return replace(
        plan,
        option_site=np.tile(np.array(sites, dtype=np.int32), (count, 1)),
        option_utility=np.tile(np.array(utility, dtype=np.float32), (count, 1)),
        charging_s=np.tile(plan.charging_s, (1, len(sites))),
        **more,
    )


@pytest.fixture
def failing(plan_with):
    """One driver whose first attempt fails and whose second does not."""

    def make(draw, **world):
        plan = plan_with([0], [1_000], fate=FAILED)
        plan = replace(
            plan,
            second_fate=np.array([[SERVED, SERVED]], dtype=np.uint8),
            retry_draw=np.array([[draw, draw]], dtype=np.float32),
        )
        return _in(plan, retry_same_evse_share=0.5, retry_other_evse_share=0.3, **world)

    return make


def test_a_second_attempt_at_the_same_evse_makes_a_session_of_a_failure(failing):
    seen = _run(failing(0.4), [2])

    assert (seen.outcome[0], seen.attempts[0], seen.evse[0]) == (SERVED, 2, 0)
    assert seen.plugged_s[0] == 0
    assert seen.began_s[0] == FAILED_ATTEMPT_S
    assert seen.left_s[0] == FAILED_ATTEMPT_S + 1_000


def test_a_second_attempt_at_another_evse_needs_one_that_is_free(failing):
    moved, stuck = _run(failing(0.7), [2]), _run(failing(0.7), [1])

    assert (moved.outcome[0], moved.evse[0], moved.plugged_s[0]) == (SERVED, 1, FAILED_ATTEMPT_S)
    assert (stuck.outcome[0], stuck.attempts[0], stuck.left_s[0]) == (FAILED, 1, FAILED_ATTEMPT_S)


def test_who_gives_up_after_a_failure_has_made_one_attempt(failing):
    seen = _run(failing(0.9), [2])

    assert (seen.outcome[0], seen.attempts[0]) == (FAILED, 1)


def test_an_attempt_while_the_hub_is_out_hears_nothing(plan_with):
    plan = plan_with([100, 400], [1_000, 1_000])
    seen = _run(_in(plan, hub_outages=np.array([[50, 101]])), [2])

    assert seen.outcome.tolist() == [Outcome.AUTH_TIMEOUT, SERVED]
    assert seen.left_s[0] == 100 + FAILED_ATTEMPT_S


def test_the_way_through_the_hub_comes_before_charging(plan_with):
    plan = replace(plan_with([10], [1_000]), hub_delay_s=np.array([7]))
    seen = _run(plan, [1])

    assert (seen.plugged_s[0], seen.began_s[0], seen.left_s[0]) == (10, 17, 1_017)
    assert seen.charged_s[0] == 1_000


def test_an_evse_that_breaks_down_ends_its_session_and_serves_nobody_until_mended(plan_with):
    plan = plan_with([0, 300], [1_000, 100], patience_s=5_000)
    seen = _run(_in(plan, outages=_outages((0, 0, 250, 2_000))), [1])

    assert seen.outcome.tolist() == [SERVED, Outcome.BALKED]
    assert (seen.left_s[0], seen.charged_s[0], seen.stop[0]) == (250, 250, Stop.OUT_OF_ORDER)
    assert seen.energy_wh[0] == plan.energy_wh[0] // 4


def test_an_evse_that_nobody_can_reach_goes_on_charging_but_begins_nothing(plan_with):
    plan = plan_with([0, 300], [1_000, 100], patience_s=5_000)
    silent = _outages((0, 0, 250, 2_000), kind=OutageKind.UNKNOWN)
    seen = _run(_in(plan, outages=silent), [2])

    assert seen.outcome.tolist() == [SERVED, SERVED]
    assert (seen.left_s[0], seen.evse[1]) == (1_000, 1)
    assert _run(_in(plan, outages=silent), [1]).outcome[1] == Outcome.BALKED


def test_who_waits_gets_the_evse_that_is_mended(plan_with):
    plan = plan_with([0, 10], [1_000, 100], patience_s=9_000)
    seen = _run(_in(plan, outages=_outages((0, 1, 0, 500))), [2])

    assert (seen.evse[1], seen.plugged_s[1], seen.waited_s[1]) == (1, 500, 490)


def test_a_driver_goes_where_it_is_best_or_stays_away(plan_with):
    plan = plan_with([0], [100])

    assert _run(_choosing(plan, [0, 1], [0.5, 0.7]), [1, 1]).site[0] == 1
    away = _run(_choosing(plan, [0, 1], [-0.5, -inf]), [1, 1])
    assert away.outcome[0] == Outcome.NOT_ATTRACTED
    assert _run(_choosing(plan, [0, -1], [0.1, 9.0]), [1, 1]).site[0] == 0


def test_a_driver_who_sees_the_line_goes_elsewhere(plan_with):
    plan = plan_with([0, 10, 20], [1_000, 1_000, 1_000], patience_s=9_000)
    plan = _choosing(plan, [0, 1], [1.0, 0.6], wait_weight=np.full(3, -0.0005, dtype=np.float32))
    blind = _run(plan, [1, 1])
    seeing = _run(_in(plan, live_delay_s=np.array([0])), [1, 1])

    assert blind.site.tolist() == [0, 0, 0]
    # A turn is 1,000 s and costs more than the other site lacks; with both taken both cost it.
    assert seeing.site.tolist() == [0, 1, 0]


def test_what_an_app_shows_late_draws_drivers_to_a_site_that_is_full_by_now(plan_with):
    plan = plan_with([0, 10, 100], [1_000, 1_000, 1_000], patience_s=9_000)
    plan = _choosing(plan, [0, 1], [1.0, 0.6])
    late = _run(_in(plan, live_delay_s=np.array([60]), availability_weight=2.0), [1, 1])

    assert late.site.tolist() == [0, 0, 1]


def test_who_finds_no_place_drives_on_to_the_next_best_site(plan_with):
    plan = _choosing(plan_with([0, 10], [1_000, 100]), [0, 1], [1.0, 0.6])
    seen = _run(plan, [1, 1])

    assert (seen.site[1], seen.plugged_s[1]) == (1, 10 + DRIVE_ON_S)
    assert seen.waited_s[1] == 0


def test_a_limit_that_nobody_reaches_changes_nothing(small):
    plan = plan_of(small, 5)
    free, limited = (
        _run(plan, [2, 3], small.horizon_s, power_limits_w=limits) for limits in (None, [1e9, 1e9])
    )

    for name in ("outcome", "evse", "plugged_s", "began_s", "left_s", "charged_s", "energy_wh"):
        assert getattr(free, name).tolist() == getattr(limited, name).tolist(), name


def test_sessions_share_the_power_of_a_site_and_get_all_their_energy(plan_with):
    plan = plan_with([0, 500], [1_000, 1_000])
    seen = _run(plan, [2], power_limits_w=[_power_w(plan)])

    # Alone for 500 s, then at half: 1,000 s later the first has all. The other has half then,
    # and goes on alone.
    assert seen.left_s.tolist() == [1_500, 2_000]
    assert seen.charged_s.tolist() == [1_500, 1_500]
    assert seen.energy_wh.tolist() == plan.energy_wh.tolist()


def test_a_session_that_shares_its_power_breaks_off_with_what_it_has(plan_with):
    plan = plan_with([0, 0], [1_000, 1_000])
    broken = _in(plan, outages=_outages((0, 0, 1_000, 1_200)))
    seen = _run(broken, [2], power_limits_w=[_power_w(plan)])

    assert seen.stop.tolist() == [Stop.OUT_OF_ORDER, Stop.NONE]
    assert seen.energy_wh[0] == pytest.approx(plan.energy_wh[0] / 2, abs=1)
    assert seen.left_s.tolist() == [1_000, 1_500]


def test_the_energy_of_a_site_never_flows_faster_than_its_limit(small):
    plan = plan_of(small, 5)
    limit_kw = 80
    seen = _run(plan, [2, 3], small.horizon_s, power_limits_w=[limit_kw * KW, None])

    served = (seen.outcome == SERVED) & (seen.site == 0)
    begin_s, end_s = seen.began_s[served], (seen.began_s + seen.charged_s)[served]
    wh = seen.energy_wh[served]
    for first_s in range(0, small.horizon_s, 7_200):
        inside = (begin_s >= first_s) & (end_s <= first_s + 7_200)
        assert wh[inside].sum() <= limit_kw * KW * 2 + 1
    assert (wh * 3600 / (end_s - begin_s) <= limit_kw * KW + 1).all()


def test_a_session_that_breaks_off_has_what_the_curve_gave_until_then(scenarios):
    city = load_scenario(scenarios / "city.toml").model_copy(update={"days": 20})
    plan = plan_of(city, 3)
    seen = observed(city, plan, fast=False)
    broken = np.flatnonzero((seen.stop == Stop.OUT_OF_ORDER) & (plan.vehicle >= 0))
    option = (plan.option_site[broken] == seen.site[broken, None]).argmax(axis=1)
    even_wh = plan.energy_wh[broken] * seen.charged_s[broken] / plan.charging_s[broken, option]

    assert len(broken) > 10
    assert (seen.energy_wh[broken] <= plan.energy_wh[broken]).all()
    # Power falls as a battery fills: what breaks off has had the better part.
    assert seen.energy_wh[broken].sum() > 1.02 * even_wh.sum()
