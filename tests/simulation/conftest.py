"""A small scenario, as text and as a value, for tests of the simulation."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simulation.model.world import quiet_world
from simulation.observations import Outcome
from simulation.scenario import Scenario
from simulation.scenario_file import scenario_of
from simulation.visit_plan import VisitPlan, plain_columns

SMALL = """\
name = "small"
title = "Small"
description = "Two sites of one CPO."
start = 2026-03-02T00:00:00Z
days = 2
seed = 1
time_zone = "UTC"

[operator]
country_code = "DE"
party_id = "HUB"
name = "Hub"
currency = "EUR"

[[cpo]]
country_code = "DE"
party_id = "ABC"
name = "Abc"
currency = "EUR"

[[demand_partner]]
country_code = "NL"
party_id = "XYZ"
name = "Xyz"
currency = "EUR"
demand_weight = 3

[[demand_partner]]
country_code = "FR"
party_id = "OPQ"
name = "Opq"
currency = "EUR"
demand_weight = 1

[[tariff]]
tariff_id = "T1"
cpo = "DE*ABC"
currency = "EUR"
energy_price_per_kwh = 0.50
parking_price_per_h = 6
parking_price_from_min = 45
vat_pct = 19

[[charge_point_class]]
name = "dc"
power_type = "DC"
max_power_kw = 150
connector_standard = "IEC_62196_T2_COMBO"

[[demand]]
charge_point_class = "dc"
sessions_per_evse_per_day = 30
profile = "public_rapid"
energy_weibull_shape = 1.75
energy_scale_kwh = 36.2
effective_power_kw = 65
effective_power_cv = 0.4
leave_within_5_min_share = 0.6
idle_mean_min = 15
patience_median_min = 12
auth_reject_share = 0.05
start_failure_share = 0.05

[[location]]
location_id = "north"
cpo = "DE*ABC"
name = "North"
country_code = "DE"
latitude_deg = 50.5
longitude_deg = 7.5
charge_point_class = "dc"
evse_count = 2
tariff_id = "T1"

[[location]]
location_id = "south"
cpo = "DE*ABC"
name = "South"
country_code = "DE"
latitude_deg = 48.5
longitude_deg = 7.5
charge_point_class = "dc"
evse_count = 3
tariff_id = "T1"

[[agreement]]
agreement_id = "terms"
commission_bp = 1000
dp_share_bp = 5000
service_vat_pct = 19
payout_currency = "EUR"
"""


@pytest.fixture
def small_text() -> str:
    return SMALL


@pytest.fixture
def small() -> Scenario:
    return scenario_of(SMALL, "small.toml")


@pytest.fixture
def small_with() -> Callable[..., Scenario]:
    """Makes the small scenario with pieces of its text replaced."""

    def make(*replacements: tuple[str, str]) -> Scenario:
        text = SMALL
        for old, new in replacements:
            assert old in text, old
            text = text.replace(old, new)
        return scenario_of(text, "small.toml")

    return make


@pytest.fixture
def scenarios() -> Path:
    """The folder of the scenarios that come with the program."""
    return Path(__file__).parents[2] / "resources" / "scenarios"


@pytest.fixture
def plan_with() -> Callable[..., VisitPlan]:
    """Makes a plan from arrivals and stays in seconds; everybody is served unless said."""

    def make(arrived_s, stay_s, *, site=0, patience_s=0, fate=Outcome.SERVED) -> VisitPlan:
        count = len(arrived_s)

        def column(value, kind=np.int64):
            return np.broadcast_to(np.asarray(value, dtype=kind), count)

        return VisitPlan(
            number=np.arange(1, count + 1),
            arrived_s=column(arrived_s),
            idle_s=column(0),
            patience_s=column(patience_s),
            fate=column(fate, np.uint8),
            demand_partner=column(0, np.int32),
            driver=column(0),
            price_response=np.linspace(0, 1, count, endpoint=False),
            world=quiet_world(1),
            **plain_columns(
                column(site, np.int32), column(50_000) * column(stay_s) // 3600, column(stay_s)
            ),
        )

    return make
