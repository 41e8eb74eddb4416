"""Calls that are nearly right, with objects that are nearly right: all are answered."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ocpi.wire import json_text
from tests.core.gateway.fuzzed_hub import OTHER_TOKEN, Fuzzed, is_fine
from tests.core.gateway.hubs import TOKEN
from tests.kept_books import (
    UPDATED,
    a_wire_evse,
    a_wire_location,
    a_wire_session,
    a_wire_tariff,
    a_wire_token,
)

DRIVER = a_wire_session()["cdr_token"]
CDR = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "C7",
    "start_date_time": UPDATED,
    "end_date_time": "2026-06-01T10:00:00Z",
    "session_id": "S7",
    "cdr_token": DRIVER,
    "auth_method": "WHITELIST",
    "cdr_location": {
        "id": "L7",
        "address": "Dam 1",
        "city": "Amsterdam",
        "country": "NLD",
        "coordinates": {"latitude": "52.37310", "longitude": "4.89260"},
        "evse_uid": "E7",
        "evse_id": "NL*ABC*E7",
        "connector_id": "1",
        "connector_standard": "IEC_62196_T2",
        "connector_format": "SOCKET",
        "connector_power_type": "AC_3_PHASE",
    },
    "currency": "EUR",
    "tariffs": [a_wire_tariff()],
    "charging_periods": [
        {"start_date_time": UPDATED, "dimensions": [{"type": "ENERGY", "volume": 12.5}]}
    ],
    "total_cost": {"excl_vat": 5, "incl_vat": 6.05},
    "total_energy": 12.5,
    "total_time": 1,
    "last_updated": "2026-06-01T10:00:00Z",
}
RECORD = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "R1",
    "invoice_id": "I1",
    "cdrs": ["C7"],
    "last_updated": UPDATED,
}
COMMAND = {
    "response_url": "http://127.0.0.1:9/results/1",
    "token": a_wire_token(),
    "location_id": "L7",
    "evse_uid": "E7",
    "session_id": "S7",
    "connector_id": "1",
}
PROFILE = {
    "charging_profile": {"charging_rate_unit": "W", "min_charging_rate": 1},
    "response_url": "http://127.0.0.1:9/results/2",
}
CALLS = (
    (TOKEN, "PUT PATCH GET", "receiver/locations/NL/ABC/L7", a_wire_location()),
    (TOKEN, "PUT PATCH GET", "receiver/locations/NL/ABC/L7/E7", a_wire_evse()),
    (TOKEN, "PUT PATCH", "receiver/locations/NL/ABC/L7/E7/1", a_wire_evse()["connectors"][0]),
    (TOKEN, "PUT DELETE GET", "receiver/tariffs/NL/ABC/T7", a_wire_tariff()),
    (TOKEN, "PUT PATCH GET", "receiver/sessions/NL/ABC/S7", a_wire_session()),
    (TOKEN, "POST", "receiver/cdrs", CDR),
    (TOKEN, "POST", "sender/tokens/04A2B3/authorize", {"location_id": "L7", "evse_uids": ["E7"]}),
    (TOKEN, "GET", "sender/tokens", None),
    (TOKEN, "POST PUT DELETE GET", "receiver/invoicereconciliation/NL/ABC/R1", RECORD),
    (TOKEN, "POST", "receiver/invoicereconciliation", RECORD),
    (OTHER_TOKEN, "PUT PATCH GET", "receiver/tokens/NL/XYZ/04A2B3", a_wire_token()),
    (OTHER_TOKEN, "GET", "sender/locations", None),
    (OTHER_TOKEN, "GET", "sender/locations/L7/E7", None),
    (OTHER_TOKEN, "GET", "sender/tariffs", None),
    (OTHER_TOKEN, "GET", "sender/sessions", None),
    (OTHER_TOKEN, "GET", "sender/cdrs", None),
    (OTHER_TOKEN, "PUT", "sender/sessions/S7/charging_preferences", {"profile_type": "FAST"}),
    (OTHER_TOKEN, "POST", "receiver/commands/START_SESSION", COMMAND),
    (OTHER_TOKEN, "POST", "receiver/commands/STOP_SESSION", COMMAND),
    (OTHER_TOKEN, "PUT GET DELETE", "receiver/chargingprofiles/S7", PROFILE),
)
WORDS = st.sampled_from(["", "NL", "ABC", "XYZ", UPDATED, "RFID", "EUR", "x" * 300, "\x00", "é"])
NUMBERS = st.sampled_from([0, -1, 2**63, 10**30, 1e300, 0.1, -0.0])
ODD = st.one_of(
    *(st.none(), st.booleans(), NUMBERS, WORDS, st.text(max_size=8)),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)
TO = st.sampled_from([None, "NL*NWC", "NL*ABC", "NL*XYZ", "nl*xyz", "DE*NIX"])
QUERIES = st.sampled_from(
    [
        *("", "limit=1", "limit=0", "offset=2&limit=1", "date_from=2026-01-01T00:00:00Z"),
        *("date_from=x", "limit=99999999999", "cursor=%00", "type=RFID", "type=%C3%A9"),
        "duration=60&response_url=http%3A%2F%2F127.0.0.1%3A9%2Fr",
    ]
)


@pytest.fixture(scope="module")
def fuzzed():
    fuzzed = Fuzzed()
    yield fuzzed
    fuzzed.close()


def places(value, path=()):
    """Every place in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from places(one, (*path, key))


def with_other(value, path, other):
    """The value with another one at a place; ``...`` takes it away."""
    if not path:
        return other
    copied = value.copy()
    if len(path) == 1 and other is ...:
        del copied[path[0]]
    else:
        copied[path[0]] = with_other(value[path[0]], path[1:], other)
    return copied


@st.composite
def bodies(draw, value):
    """An object with up to three faults."""
    for _ in range(draw(st.integers(0, 3))):
        found = list(places(value))
        if found:
            value = with_other(value, draw(st.sampled_from(found)), draw(ODD | st.just(...)))
    return json_text(value).encode()


@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_calls_that_are_nearly_right_are_answered(fuzzed, data):
    token, methods, place, value = data.draw(st.sampled_from(CALLS))
    method = data.draw(st.sampled_from(methods.split()))
    body = b"" if value is None or method in {"GET", "DELETE"} else data.draw(bodies(value))
    version, to = data.draw(st.sampled_from(["2.2.1", "2.3.0"])), data.draw(TO)
    headers = [(b"authorization", f"Token {token}".encode())]
    if to is not None:
        country, _, party = to.partition("*")
        headers.append((b"ocpi-to-country-code", country.encode()))
        headers.append((b"ocpi-to-party-id", party.encode()))
    path = f"/ocpi/{version}/{quote(place)}".encode()
    is_fine(fuzzed, fuzzed.ask(method, path, headers, body, data.draw(QUERIES).encode()))
