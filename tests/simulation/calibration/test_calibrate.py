from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import SourceError
from core.domain.session import Session, SessionStatus
from core.sessionfile.toml_text import model_from_toml
from simulation.calibration.calibrate import Source, calibrate, ks_distance
from simulation.calibration.fit_class import busy_shares, idle_figures
from simulation.calibration.fit_drivers import frailty_shape
from simulation.calibration.fit_week import day_factor_cv, season_and_growth, week_of
from simulation.calibration.session_table import session_table
from simulation.calibration.write_profile import profile_text, rounded
from simulation.fitted_profile import FittedProfile

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def a_session(number, **changed):
    told = {
        "session_id": f"s{number}",
        "status": SessionStatus.COMPLETED,
        "evse": "A*1",
        "charge_point_class": "50kW",
        "site": "Site",
        "start": MONDAY,
        "end": MONDAY + timedelta(hours=1),
        "energy_kwh": Decimal(10),
    }
    return Session(**(told | changed))


def a_year(*, days=400, per_day=12.0, cv=0.0, growth=1.0, seed=1):
    """Sessions of two sites by Poisson, more by day than by night, with a shared daily factor."""
    draws = np.random.Generator(np.random.PCG64(seed))
    found = []
    for day in range(days):
        factor = draws.gamma(1 / cv**2, cv**2) if cv else 1.0
        count = draws.poisson(per_day * factor * growth ** (day / 365.25))
        for hour in draws.choice(24, count, p=np.repeat([0.01, 0.06, 0.0225], [8, 8, 8]) / 0.74):
            start = MONDAY + timedelta(days=day, hours=int(hour), minutes=int(draws.integers(60)))
            found.append(
                a_session(
                    len(found),
                    start=start,
                    end=start + timedelta(seconds=60 + int(draws.gamma(2, 900))),
                    energy_kwh=Decimal(str(round(draws.gamma(2, 5) + 0.2, 3))),
                    site=f"Site {len(found) % 2}",
                    evse=f"{len(found) % 2}*{draws.integers(1, 3)}",
                    driver=f"d{draws.integers(0, 300)}",
                )
            )
    return found


@pytest.fixture(scope="module")
def year():
    return session_table(a_year(), "UTC", "year")


def a_source(table):
    return Source(name="year", table=table, time_zone="UTC", power_types={"50kW": "DC"})


def test_a_profile_is_the_same_after_it_was_written_and_read(year):
    text = profile_text(calibrate(a_source(year), licence="own", half_life_days=60))

    read = model_from_toml(text, "year.toml", FittedProfile)

    assert profile_text(read) == text
    assert (read.licence, read.charge_point_class[0].power_type) == ("own", "DC")


def test_the_means_of_a_class_are_those_of_its_sessions(year):
    profile = calibrate(a_source(year), half_life_days=100_000)

    found = profile.charge_point_class[0]
    assert found.sessions == year.size
    assert found.energy_kwh.mean == pytest.approx(year.energy_kwh.mean(), rel=0.01)
    assert found.stay_h.mean == pytest.approx(year.stay_h.mean(), rel=0.02)
    assert sum(one.sessions_per_day for one in found.site) == pytest.approx(12, rel=0.03)
    assert profile.drivers.drivers == 300


def test_the_week_sums_to_seven_and_no_hour_is_impossible(year):
    week = week_of(year.hour_of_week, np.ones(year.size))

    assert week.sum() == pytest.approx(7)
    assert week.min() > 0
    assert week[10] > 3 * week[3]


def test_days_that_are_busy_everywhere_are_found():
    quiet = session_table(a_year(per_day=60, days=300), "UTC", "quiet")
    shaken = session_table(a_year(per_day=60, days=300, cv=0.25), "UTC", "shaken")

    assert day_factor_cv(quiet) < 0.07
    assert day_factor_cv(shaken) == pytest.approx(0.25, abs=0.05)


def test_growth_is_told_from_season_in_two_years():
    season, growth = season_and_growth(session_table(a_year(days=731, growth=1.5), "UTC", "grown"))

    assert growth == pytest.approx(1.5, abs=0.12)
    assert season.mean() == pytest.approx(1)
    assert season.max() / season.min() < 1.25


def test_a_single_year_tells_no_season(year):
    season, growth = season_and_growth(year)

    assert (season.tolist(), growth) == ([1.0] * 12, 1.0)


def test_what_is_too_short_too_long_or_empty_is_not_fitted():
    good = [
        a_session(n, start=MONDAY + timedelta(days=n), end=MONDAY + timedelta(days=n, hours=1))
        for n in range(60)
    ]
    odd = [
        a_session("no-time", end=MONDAY),
        a_session("days", end=MONDAY + timedelta(hours=73)),
        a_session("empty", energy_kwh=Decimal("0.1")),
    ]

    table = session_table([*odd, *good], "UTC", "odd")

    assert table.size == 61
    assert table.fitted().size == 60


def test_too_few_sessions_are_one_clear_error():
    with pytest.raises(SourceError, match=r"few.csv: wanted at least 50 sessions.*found 3"):
        session_table([a_session(n) for n in range(3)], "UTC", "few.csv")


def test_local_hours_follow_the_summer():
    start = datetime(2024, 7, 1, 22, 30, tzinfo=UTC)  # Monday 23:30 in London
    table = session_table(
        [a_session(n, start=start, end=start + timedelta(hours=1)) for n in range(50)],
        "Europe/London",
        "summer",
    )

    assert set(table.hour_of_week) == {23}


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=30),
    st.lists(st.integers(0, 50), min_size=1, max_size=30),
)
def test_the_distance_is_the_one_of_kolmogorov_and_smirnov(first, second):
    one, other = np.array(first, float), np.array(second, float)

    apart = [abs((one <= at).mean() - (other <= at).mean()) for at in (*first, *second)]
    assert ks_distance(one, np.ones(len(one)), other) == pytest.approx(max(apart))


def test_time_in_use_is_counted_by_how_many_are_in_use():
    begin, end = np.array([0, 10, 10]), np.array([20, 15, 15])

    shares = busy_shares(begin, end, (0, 40))

    # None from 20 to 40, one from 0 to 10 and from 15 to 20, three from 10 to 15.
    assert shares.tolist() == [0.5, 0.375, 0.0, 0.125]


def test_the_idle_tail_is_split_at_five_minutes():
    table = session_table(
        [
            a_session(
                n,
                start=MONDAY + timedelta(days=n),
                end=MONDAY + timedelta(days=n, hours=2),
                charging_s=7_200 - (60 if n < 30 else 3_600),
            )
            for n in range(60)
        ],
        "UTC",
        "idle",
    )

    found = idle_figures(table, np.ones(60))

    assert found["leave_within_5_min_share"] == 0.5
    assert found["idle_mean_min"] == 60
    assert found["idle_share"] == pytest.approx((60 + 3_600) / 2 / 7_200)


def test_the_frailty_of_drivers_is_found_again():
    draws = np.random.Generator(np.random.PCG64(5))
    counts = draws.poisson(20 * draws.gamma(0.5, 2, 4_000))

    assert frailty_shape(counts[counts > 0]) == pytest.approx(0.5, rel=0.15)


@pytest.mark.parametrize(
    ("number", "wanted"), [(0.0, 0.0), (123456.0, 123500.0), (0.000123456, 0.0001235)]
)
def test_figures_have_four_digits(number, wanted):
    assert rounded(number) == pytest.approx(wanted, rel=1e-12)
