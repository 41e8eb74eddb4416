import numpy as np
import pytest

from simulation.model.refusal import RejectReason
from simulation.observations import Outcome
from simulation.visit_plan import plan_of

DAYS = 120
COLUMNS = ("arrived_s", "energy_wh", "driver", "fate", "idle_s", "patience_s", "charging_s")


def _long(dense, world="", reach=""):
    return dense(world, reach).model_copy(update={"days": DAYS})


def test_a_driver_of_a_partner_without_a_contract_is_refused_at_that_cpo(dense):
    scenario = _long(dense, reach='reach = ["DE*ABC"]')
    plan = plan_of(scenario, 1)
    is_def = np.array([part.cpo == "DE*DEF" for part in scenario.location])[plan.site]
    stranger = is_def & (plan.demand_partner == 1)

    assert set(plan.fate[stranger].tolist()) == {Outcome.AUTH_REJECTED}
    assert set(plan.reject_reason[stranger].tolist()) == {RejectReason.NOT_ROAMING}
    assert (plan.fate[~stranger] == Outcome.SERVED).mean() > 0.8


def test_reach_changes_nothing_for_the_others(dense):
    wide, narrow = plan_of(dense(), 1), plan_of(dense(reach='reach = ["DE*ABC"]'), 1)
    same = wide.demand_partner == 0

    for name in COLUMNS:
        assert getattr(wide, name)[same].tobytes() == getattr(narrow, name)[same].tobytes(), name


def test_reasons_come_as_their_weights_say(dense):
    plan = plan_of(_long(dense, "[refusals]\nunknown_token = 8\nnot_roaming = 0\n"), 1)
    seen = np.bincount(plan.reject_reason, minlength=8) / len(plan.reject_reason)

    assert seen[RejectReason.NONE] == seen[RejectReason.NOT_ROAMING] == 0
    assert seen[RejectReason.UNKNOWN_TOKEN] == pytest.approx(8 / 13.5, abs=0.01)
    assert seen[RejectReason.NO_REIMBURSEMENT] == pytest.approx(0.5 / 13.5, abs=0.005)


def test_who_was_refused_is_refused_again_more_often_than_others(dense):
    plan = plan_of(_long(dense, "[retry]\n"), 1)
    rejected, failed = (plan.fate == one for one in (Outcome.AUTH_REJECTED, Outcome.START_FAILED))
    again = plan.second_fate[:, 0]

    assert (again[rejected] == Outcome.AUTH_REJECTED).mean() == pytest.approx(0.7, abs=0.03)
    assert (again[failed] == Outcome.START_FAILED).mean() == pytest.approx(0.35, abs=0.03)
    assert (again[plan.fate == Outcome.SERVED] == Outcome.AUTH_REJECTED).sum() == 0
    assert plan.world.retry_same_evse_share == 0.5
    assert plan.world.retry_other_evse_share == 0.3


def test_retries_turn_71_percent_of_first_attempts_into_85_to_90(dense):
    scenario = _long(dense, "[retry]\n")
    demand = scenario.demand[0].model_copy(
        update={"auth_reject_share": 0.03, "start_failure_share": 0.27}
    )
    plan = plan_of(scenario.model_copy(update={"demand": (demand,)}), 1)
    good, tries = plan.fate == Outcome.SERVED, np.ones(len(plan.fate), dtype=bool)
    first = good.mean()
    for attempt in range(2):
        tries &= ~good & (plan.retry_draw[:, attempt] < 0.8)
        good |= tries & (plan.second_fate[:, attempt] == Outcome.SERVED)

    assert first == pytest.approx(0.71, abs=0.01)  # ChargerHelp 2025
    assert 0.84 <= good.mean() <= 0.90


def test_a_slow_hub_delays_and_a_lost_message_times_out(dense):
    plan = plan_of(_long(dense, "[hub]\nlatency_median_ms = 2000\nmessage_loss_share = 0.05\n"), 1)
    lost = plan.reject_reason == RejectReason.LIVE_TIMEOUT

    assert (plan.hub_delay_s[lost] == 15).all()
    assert np.median(plan.hub_delay_s[~lost]) == 2
    assert plan.hub_delay_s.max() == 15
    assert (plan.fate == Outcome.AUTH_REJECTED).mean() == pytest.approx(0.0975, abs=0.01)


def test_records_are_lost_doubled_and_late_as_stated(dense):
    plan = plan_of(
        _long(
            dense,
            "[records]\nlost_share = 0.02\nduplicate_share = 0.03\nlate_share = 0.1\n"
            "late_mean_h = 10\n",
        ),
        1,
    )

    assert (plan.cdr_copies == 0).mean() == pytest.approx(0.02, abs=0.004)
    assert (plan.cdr_copies == 2).mean() == pytest.approx(0.03, abs=0.004)
    late = plan.cdr_delay_s > 0
    assert late.mean() == pytest.approx(0.1, abs=0.006)
    assert plan.cdr_delay_s[late].mean() == pytest.approx(36_000, rel=0.06)


@pytest.mark.parametrize("world", ["[retry]\n", "[hub]\n", "[records]\n", "[refusals]\n"])
def test_a_table_more_moves_no_other_draw(dense, world):
    plain, more = plan_of(dense(), 5), plan_of(dense(world), 5)

    for name in COLUMNS:
        if (name, world) != ("fate", "[hub]\n"):
            assert getattr(plain, name).tobytes() == getattr(more, name).tobytes(), name
