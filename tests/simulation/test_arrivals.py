from datetime import UTC, datetime

import numpy as np
import pytest

from simulation.arrivals import arrival_times, day_factors, expected_by_hour, hours_of_week
from simulation.profiles import PROFILES, Profile
from simulation.streams import Purpose, stream

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def _times(expected: np.ndarray, seed: int = 1) -> np.ndarray:
    counts, times = stream(seed, Purpose.ARRIVAL_COUNT), stream(seed, Purpose.ARRIVAL_TIME)
    return arrival_times(expected, counts, times)


@pytest.mark.parametrize("name", PROFILES)
def test_a_week_of_every_profile_holds_seven_mean_days(name: str) -> None:
    assert sum(PROFILES[name].week()) == pytest.approx(7)
    assert len(PROFILES[name].week()) == 168


@pytest.mark.parametrize(
    ("name", "hour", "share"),
    [("workplace", 8, 0.15), ("residential", 16, 0.16), ("street_ac", 7, 0.104)],
)
def test_the_peak_of_a_weekday_is_the_measured_one(name: str, hour: int, share: float) -> None:
    weights = np.array(PROFILES[name].weekday_shares)

    assert int(weights.argmax()) == hour
    assert weights[hour] / weights.sum() == pytest.approx(share, abs=0.005)


def test_the_rapid_plateau_lies_between_five_and_nine_percent_an_hour() -> None:
    weights = np.array(PROFILES["public_rapid"].weekday_shares)
    plateau = (weights / weights.sum())[10:18]

    assert plateau.min() >= 0.05
    assert plateau.max() <= 0.09


def test_a_profile_needs_twenty_four_weights() -> None:
    with pytest.raises(ValueError, match="weekday_shares: wanted 24 weights, found 2"):
        Profile(weekday_shares=(1, 2), weekend_shares=(1,) * 24)


def test_a_profile_of_nothing_but_zeros_is_refused() -> None:
    with pytest.raises(ValueError, match="not all of them 0"):
        Profile(weekday_shares=(0,) * 24, weekend_shares=(1,) * 24)


def test_hours_are_local_and_monday_midnight_is_zero() -> None:
    assert hours_of_week(MONDAY, 7, "UTC").tolist() == list(range(168))
    assert hours_of_week(MONDAY, 1, "Europe/Berlin")[0] == 1


def test_the_hour_that_summer_time_skips_is_skipped() -> None:
    sunday = datetime(2026, 3, 29, tzinfo=UTC)

    assert hours_of_week(sunday, 1, "Europe/Berlin")[:3].tolist() == [145, 147, 148]


def test_arrivals_follow_the_hour_of_the_week() -> None:
    hours = hours_of_week(MONDAY, 7 * 52, "UTC")
    expected = expected_by_hour(40, PROFILES["workplace"].week(), hours)

    by_hour = np.bincount(hours[_times(expected) // 3600], minlength=168)

    wanted = 52 * 40 * np.array(PROFILES["workplace"].week())
    chi_square = float(((by_hour - wanted) ** 2 / wanted).sum())
    assert 110 < chi_square < 235  # 168 degrees of freedom, 99.9 % either side


def test_hourly_counts_are_as_dispersed_as_a_poisson_process() -> None:
    counts = np.bincount(_times(np.full(20_000, 3.0)) // 3600, minlength=20_000)

    assert counts.var() / counts.mean() == pytest.approx(1, abs=0.05)


def test_arrivals_ascend_and_lie_in_the_horizon() -> None:
    times = _times(np.full(48, 10.0))

    assert (np.diff(times) >= 0).all()
    assert times.min() >= 0
    assert times.max() < 48 * 3600


def test_factors_of_a_day_have_mean_one_and_the_wanted_variation() -> None:
    factors = day_factors(stream(1, Purpose.DAY_FACTOR), 20_000, 0.1)

    assert factors.mean() == pytest.approx(1, abs=0.01)
    assert factors.std() == pytest.approx(0.1, rel=0.05)


def test_without_variation_every_day_is_alike() -> None:
    assert day_factors(stream(1, Purpose.DAY_FACTOR), 3, 0).tolist() == [1, 1, 1]
