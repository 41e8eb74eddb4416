"""A CDR goes to JSON and back unchanged."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod, Price
from core.domain.driver_token import DriverToken, TokenType
from core.ocpi.cdr_codec import cdr_from_json, cdr_to_json
from core.ocpi.wire import json_text, parsed

ISSUED = datetime(2026, 2, 1, tzinfo=UTC)

ids = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=36)
kwh = st.decimals(0, 10_000, places=4)
costs = st.decimals(-1000, 1000, places=4)


@st.composite
def cdrs(draw):
    """Valid CDRs whose periods name the tariff, as OCPI wants it where there is one."""
    start = draw(st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 (bound)
    tariff_id = draw(st.none() | ids)
    offsets = sorted(draw(st.lists(st.integers(0, 100_000), max_size=3)))
    periods = [
        ChargingPeriod(
            start=start + timedelta(seconds=offset),
            energy_kwh=draw(kwh),
            charging_s=draw(st.integers(0, 1_000_000)),
            parking_s=draw(st.integers(0, 1_000_000)),
            tariff_id=tariff_id,
        )
        for offset in [0, *offsets]
    ]
    token = DriverToken(
        demand_partner="DE*TNM",
        uid=draw(ids),
        type=draw(st.sampled_from(TokenType)),
        contract_id=draw(ids),
    )
    return Cdr(
        cdr_id=draw(ids),
        cpo="NL*ABC",
        token=token,
        auth_method=draw(st.sampled_from(AuthMethod)),
        authorization_reference=draw(st.none() | ids),
        location_id=draw(ids),
        evse_uid=draw(ids),
        connector_id=draw(ids),
        start=start,
        end=start + timedelta(seconds=100_000),
        currency=draw(st.sampled_from(["EUR", "GBP"])),
        energy_kwh=draw(kwh),
        charging_periods=tuple(periods),
        tariff_id=tariff_id,
        total_cost=Price(draw(costs), draw(st.none() | costs)),
        session_id=draw(st.none() | ids),
        country_code=draw(st.sampled_from(["NL", "CH", "US"])),
        source="test",
    )


@given(cdrs())
def test_a_cdr_comes_back_as_it_went(cdr):
    wire = parsed(json_text(cdr_to_json(cdr, ISSUED, "Havenplein")), "test")
    assert cdr_from_json(wire, "test") == cdr
