import numpy as np
import pytest

from core.domain.errors import SourceError
from simulation.calibration.calibrate import ks_distance
from simulation.fitted_profile import fitted_class, load_profile
from simulation.observations import Outcome
from simulation.scenario_document import digests_of_named
from simulation.scenario_file import scenario_of
from simulation.visit_plan import plan_of
from tests.simulation.conftest import SMALL

FITTED = fitted_class("perth/triple_rapid")


def fitted_text(*, rate="sessions_per_evse_per_day = 40", more=""):
    """The small scenario over forty days, with a fitted class instead of the demand's figures."""
    own = SMALL[SMALL.index("[[demand]]") :]
    own = own[: own.index("\n[[", 1)]
    lines = (
        "[[demand]]",
        'charge_point_class = "dc"',
        'profile = "perth/triple_rapid"',
        rate,
        "effective_power_kw = 30",
        "patience_median_min = 0",
        more,
    )
    return SMALL.replace(own, "\n".join(lines) + "\n").replace("days = 2", "days = 40")


@pytest.fixture(scope="module")
def plan():
    return plan_of(scenario_of(fitted_text(), "fitted"), seed=1)


def _ks(values, mixture):
    shares = (np.arange(20_000) + 0.5) / 20_000
    return ks_distance(mixture.quantile(shares), np.ones(20_000), values)


def test_energy_of_the_plan_is_as_fitted(plan):
    assert len(plan.number) > 3_000
    assert _ks(plan.energy_wh / 1000, FITTED.energy_kwh) < 0.03


def test_time_connected_of_the_plan_is_as_fitted(plan):
    stay_h = (plan.charging_s[:, 0] + plan.idle_s) / 3600

    assert _ks(stay_h, FITTED.stay_h) < 0.05


def test_sessions_stay_coherent(plan):
    power_w = plan.energy_wh * 3600 / plan.charging_s[:, 0]

    assert power_w.max() <= 150_000
    assert (plan.charging_s[:, 0] >= 1).all()
    assert (plan.idle_s >= 0).all()


def test_hours_of_the_plan_are_as_fitted(plan):
    served = plan.fate != Outcome.BALKED
    by_hour = np.bincount(plan.arrived_s[served] // 3600 % 24, minlength=24)
    week = np.array(FITTED.week).reshape(7, 24).sum(axis=0)

    assert np.corrcoef(by_hour, week)[0, 1] > 0.97


def test_a_profile_gives_what_the_table_does_not_say():
    demand = scenario_of(fitted_text(rate=""), "fitted").demand[0]

    assert demand.sessions_per_evse_per_day == FITTED.sessions_per_evse_per_day
    assert demand.energy_scale_kwh == FITTED.energy_scale_kwh


def test_a_scale_of_energy_scales_what_was_fitted(plan):
    more = f"energy_scale_kwh = {FITTED.energy_scale_kwh / 2}"
    half = plan_of(scenario_of(fitted_text(more=more), "half"), seed=1)

    assert half.energy_wh.sum() == pytest.approx(plan.energy_wh.sum() / 2, rel=0.01)


def test_more_drivers_come_in_the_months_in_which_they_did(plan):
    season = load_profile("perth").season
    autumn = fitted_text().replace("2026-03-02T", "2026-10-01T").replace("days = 40", "days = 31")

    october = plan_of(scenario_of(autumn, "autumn"), seed=1)

    assert season[9] > 1.1
    expected = 31 * season[9] / (30 * season[2] + 10 * season[3])
    assert len(october.number) / len(plan.number) == pytest.approx(expected, rel=0.08)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("idle_mean_min = 3", "idle_mean_min: profile perth/triple_rapid says it"),
        ('hour_of_week = "x"', "hour_of_week"),
    ],
)
def test_a_table_that_contradicts_its_profile_is_refused(more, problem):
    with pytest.raises(SourceError, match=problem):
        scenario_of(fitted_text(more=more), "fitted")


def test_a_class_that_nobody_fitted_is_refused_with_those_that_were():
    text = fitted_text().replace("perth/triple_rapid", "perth/none")

    with pytest.raises(SourceError, match=r"no class 'none', only 22kw_dual"):
        scenario_of(text, "fitted")


def test_a_result_names_the_profile_that_it_was_made_of():
    text = fitted_text(rate="") + "[vehicles]\n"

    digests = digests_of_named(text, "fitted")

    assert set(digests) == {"profiles/perth", "profiles/vehicles"}
    assert all(len(digest) == 64 for digest in digests.values())
