"""How busy the EVSEs of a run were, counted second by second and by the tables."""

import numpy as np
import pytest

from simulation.engines.engine_of_scenario import observed
from simulation.failure_measures import REASONS, failures_by_reason
from simulation.measures import kpis_of
from simulation.observations import Outcome
from simulation.use_tables import use_tables
from simulation.visit_plan import plan_of


@pytest.fixture
def run(small):
    plan = plan_of(small, 1)
    return small, plan, observed(small, plan, fast=False)


def _occupied(seen):
    """EVSEs occupied in each second."""
    steps = np.zeros(seen.now_s + 1, dtype=np.int64)
    charging = seen.began_s >= 0
    end_s = np.where(seen.left_s < 0, seen.now_s, seen.left_s)
    np.add.at(steps, seen.began_s[charging], 1)
    np.add.at(steps, end_s[charging], -1)
    return np.cumsum(steps)[:-1]


def test_the_use_of_an_hour_of_the_week_is_its_connected_time(run):
    small, _, seen = run
    by_hour = use_tables(small, seen)["utilisation_by_hour_of_week@dc"]
    wanted = _occupied(seen).reshape(-1, 3600).mean(axis=1) / 5

    assert by_hour[:48] == pytest.approx(wanted)  # It begins on a Monday.
    assert not by_hour[48:].any()


def test_occupancy_falls_with_the_time_that_it_lasts(run):
    small, _, seen = run
    curve = use_tables(small, seen)["occupancy_duration@dc"]
    occupied = np.sort(_occupied(seen))[::-1] / 5

    assert curve.shape == (101,)
    assert (np.diff(curve) <= 0).all()
    assert curve[:100] == pytest.approx(occupied[:: len(occupied) // 100][:100])
    assert curve.mean() == pytest.approx(occupied.mean(), abs=0.02)


def test_sites_add_up_to_the_network(run):
    small, plan, seen = run
    tables, kpis = use_tables(small, seen), kpis_of(small, plan, seen)

    assert tables["sessions_by_site"].sum() == kpis["sessions"] == kpis["sessions@DE*ABC"]
    assert tables["energy_kwh_by_site"].sum() == pytest.approx(kpis["energy_kwh"])
    assert tables["utilisation_by_site"] @ [2, 3] / 5 * 100 == pytest.approx(
        kpis["utilisation_pct"]
    )
    of_partners = kpis["sessions@NL*XYZ"] + kpis["sessions@FR*OPQ"]
    assert of_partners == kpis["sessions"]


def test_every_visit_that_failed_has_one_reason(run):
    _, plan, seen = run
    reasons = failures_by_reason(plan, seen)

    assert tuple(reasons) == REASONS
    assert sum(reasons.values()) == seen.count(Outcome.AUTH_REJECTED) + seen.count(
        Outcome.START_FAILED
    )
    assert sum(reasons.values()) > 0


def test_a_share_of_nothing_is_no_figure_and_a_sum_of_nothing_is_0(small):
    nobody = plan_of(small, 1).thinned(0.0)
    figures = kpis_of(small, nobody, observed(small, nobody, fast=False))

    assert figures["arrivals"] == figures["sessions"] == figures["energy_kwh"] == 0
    assert figures["utilisation_pct"] == 0
    assert not {"served_share_pct", "charging_success_rate_pct", "wait_p90_min"} & figures.keys()
    assert not np.isnan(list(figures.values())).any()
