"""A dense little market: nine DC sites of two CPOs, one and a half kilometres apart."""

from collections.abc import Callable

import pytest

from simulation.scenario import Scenario
from simulation.scenario_file import scenario_of

HEAD = """\
name = "dense"
title = "Dense"
description = "Nine sites close together."
start = 2026-03-02T00:00:00Z
days = 10
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

[[cpo]]
country_code = "DE"
party_id = "DEF"
name = "Def"
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
REACH

[[tariff]]
tariff_id = "ABC-DC"
cpo = "DE*ABC"
currency = "EUR"
energy_price_per_kwh = 0.42
vat_pct = 19

[[tariff]]
tariff_id = "DEF-DC"
cpo = "DE*DEF"
currency = "EUR"
energy_price_per_kwh = 0.46
vat_pct = 19

[[tariff]]
tariff_id = "ONE"
cpo = "DE*ABC"
currency = "EUR"
energy_price_per_kwh = 0.42
vat_pct = 19

[[charge_point_class]]
name = "dc"
power_type = "DC"
max_power_kw = 150
connector_standard = "IEC_62196_T2_COMBO"

[[demand]]
charge_point_class = "dc"
sessions_per_evse_per_day = 10
profile = "public_rapid"
energy_weibull_shape = 1.75
energy_scale_kwh = 36.2
effective_power_kw = 65
leave_within_5_min_share = 0.6
idle_mean_min = 15
patience_median_min = 12
auth_reject_share = 0.05
start_failure_share = 0.10

[[agreement]]
agreement_id = "terms"
commission_bp = 1000
dp_share_bp = 5000
service_vat_pct = 19
payout_currency = "EUR"

WORLD
"""

SITE = """
[[location]]
location_id = "{name}"
cpo = "DE*{cpo}"
name = "{name}"
country_code = "DE"
latitude_deg = {lat}
longitude_deg = {lon}
charge_point_class = "dc"
evse_count = 4
tariff_id = "{tariff}"
"""


def dense_text(world: str = "", reach: str = "") -> str:
    """The scenario with those tables about its world, and a line in its second DP."""
    sites = [
        SITE.format(
            name=f"s{row}{column}",
            cpo="ABC" if (row + column) % 2 == 0 else "DEF",
            lat=50 + row * 0.0135,
            lon=8 + column * 0.0210,
            tariff="ONE" if row == column == 1 else ("ABC-DC", "DEF-DC")[(row + column) % 2],
        )
        for row in range(3)
        for column in range(3)
    ]
    return HEAD.replace("WORLD", world).replace("REACH", reach) + "".join(sites)


@pytest.fixture
def dense() -> Callable[..., Scenario]:
    """Makes the dense market with tables about its world."""
    return lambda world="", reach="": scenario_of(dense_text(world, reach), "dense.toml")
