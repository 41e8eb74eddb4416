"""The results that must come out, worked by hand: by simulation or exactly by the calculator.

1. 100 DC EVSE at 10 % utilisation, 0.60/kWh with 19 % VAT, 40 kWh and 45 min a session: 3.2
sessions a day each, 7,680 a day; paid after 2 instead of 45 days frees about 330,000, at 8 % a year
about 0.9 % of turnover. 2. Cannibalisation. 3. Membership or commission. 4. A markup at constant
elasticity. 5. Card cost.
"""

from fractions import Fraction
from statistics import mean, stdev

import numpy as np
import pytest
from scipy.stats import t as student

from core.ledger.break_even import cannibalised_max, card_share, membership_sessions
from simulation.experiment.play_point import play_point
from simulation.experiment.point import EngineName, Point

EVSES, DAYS, REPLICATIONS = 100, 120, 10
TURNOVER = 768_000
"""A day, in cents."""


@pytest.fixture(scope="module")
def hub() -> str:
    """One hub of 100 DC EVSEs, as the first result says; the CPO is paid all of it."""
    return f"""
name = "results"
title = "Results"
description = "A hub of 100 DC EVSEs."
start = 2026-03-02T00:00:00Z
days = {DAYS}
seed = 1
time_zone = "Europe/Berlin"
[operator]
country_code = "DE"
party_id = "NET"
name = "Net"
currency = "EUR"
[[cpo]]
country_code = "DE"
party_id = "HUB"
name = "Hub"
currency = "EUR"
[[demand_partner]]
country_code = "DE"
party_id = "APP"
name = "App"
currency = "EUR"
demand_weight = 1
vat = {{ dealer = false }}
[[tariff]]
tariff_id = "DC"
cpo = "DE*HUB"
currency = "EUR"
energy_price_per_kwh = 0.504202
vat_pct = 19
[[charge_point_class]]
name = "dc"
power_type = "DC"
max_power_kw = 150
connector_standard = "IEC_62196_T2_COMBO"
[[demand]]
charge_point_class = "dc"
sessions_per_evse_per_day = 3.2
profile = "public_rapid"
energy_weibull_shape = 20
energy_scale_kwh = 41.086
effective_power_kw = 53.333
leave_within_5_min_share = 0
idle_mean_min = 0
patience_median_min = 60
[[location]]
location_id = "hub"
cpo = "DE*HUB"
name = "Hub"
country_code = "DE"
latitude_deg = 51.0
longitude_deg = 10.0
charge_point_class = "dc"
evse_count = {EVSES}
tariff_id = "DC"
[[variant]]
name = "FAST"
[[variant.agreement]]
agreement_id = "fast"
commission_bp = 0
dp_share_bp = 0
service_vat_pct = 19
clock_delay_h = 48
payout_currency = "EUR"
[[variant]]
name = "SLOW"
[[variant.agreement]]
agreement_id = "slow"
commission_bp = 0
dp_share_bp = 0
service_vat_pct = 19
clock_delay_h = 1080
payout_currency = "EUR"
"""


def played(hub, variant):
    return [
        play_point(
            Point(
                scenario=hub,
                source="results",
                variant=variant,
                engine=EngineName.NUMPY,
                seed=7,
                replication=number,
            )
        ).kpis
        for number in range(REPLICATIONS)
    ]


def interval(values) -> tuple[float, float]:
    """95 % of Student's t, over replications."""
    half = student.ppf(0.975, len(values) - 1) * stdev(values) / len(values) ** 0.5
    return mean(values) - half, mean(values) + half


def test_the_first_result_comes_out_of_a_simulation_within_its_interval(hub):
    fast, slow = played(hub, "FAST"), played(hub, "SLOW")
    per_evse = [one["sessions"] / EVSES / DAYS for one in fast]
    low, high = interval(per_evse)
    assert low <= 3.2 <= high
    assert high - low < 0.03 * 3.2
    low, high = interval([one["gross_at_tariff_minor_eur"] / DAYS for one in fast])
    assert low <= TURNOVER <= high
    assert high - low < 0.03 * TURNOVER
    low, high = interval([one["utilisation_dc_pct"] for one in fast])
    assert low <= 10 <= high
    name = "working_capital_minor_eur@DE*HUB"
    freed = [late[name] - soon[name] for late, soon in zip(slow, fast, strict=True)]
    # What is owed bears VAT; cut-offs are once a day, so both clocks lose the same hours.
    low, high = interval(freed)
    assert low <= 43 * TURNOVER <= high
    assert pytest.approx(33_000_000, rel=0.01) == 43 * TURNOVER
    cost = "cost_of_capital_minor_eur@DE*HUB"
    shares = [
        (late[cost] - soon[cost]) / soon["gross_at_tariff_minor_eur"]
        for late, soon in zip(slow, fast, strict=True)
    ]
    assert mean(shares) == pytest.approx(43 * 0.08 / 365, rel=0.001)
    assert round(100 * mean(shares), 1) == 0.9


@pytest.mark.parametrize(
    ("margin", "commission", "wanted"), [(25, 10, 60), (25, 15, 40), (40, 10, 75)]
)
def test_the_second_result_is_exact(margin, commission, wanted):
    assert cannibalised_max(margin * 100, commission * 100) * 100 == wanted


def test_the_third_result_is_exact():
    assert round(membership_sessions(Fraction(5_000), Fraction("20.17"), 1_000), -1) == 2_480
    assert membership_sessions(Fraction(5_000), Fraction(8), 1_000) == 6_250


@pytest.mark.parametrize(("markup", "wanted"), [(20, 0.76), (25, 0.72), (30, 0.67)])
def test_the_fourth_result_is_what_a_simulated_markup_leaves(hub, markup, wanted):
    marked = f'name = "MARKED"\nprice_markup_pct = {markup}\nelasticity = -1.5'
    text = hub.replace('name = "FAST"', marked)
    base = [one["sessions"] for one in played(hub, "FAST")]
    left = [one["sessions"] for one in played(text, "MARKED")]
    low, high = interval(np.divide(left, base))
    assert low - 0.005 <= wanted <= high + 0.005, "the product states two decimals"
    assert low <= (1 + markup / 100) ** -1.5 <= high


@pytest.mark.parametrize(("gross", "wanted"), [(8, 5.4), (10, 5.0), (24, 4.1)])
def test_the_fifth_result_is_exact(gross, wanted):
    share = card_share(Fraction(gross), Fraction(15, 100), 350)
    assert round(float(share) * 100, 1) == wanted
