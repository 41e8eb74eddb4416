"""Whatever a peer sends, the readers answer with a value or a `WireError` that names its path."""

from copy import deepcopy
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import WireError
from core.domain.reject import Reject
from core.ocpi.cdr_codec import cdr_from_json, cdrs_from_text
from core.ocpi.tariff_codec import tariff_from_json, tariff_to_json
from core.ocpi.unknown_fields import with_unknown
from core.ocpi.usage_codec import usage_from_json
from core.ocpi.wire import json_text, parsed
from core.pricing.price import price_exactly

NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
TEXTS = st.text(max_size=8) | st.sampled_from(
    (
        "2026-10-25T02:30:00Z", "2026-10-25T02:30:00+02:00", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "24:00", "09:30", "2026-02-30", "EUR", "XXX", "YES", "TIME",
        "ENERGY", "RESERVATION_TIME", "MONDAY", "REGULAR", "NLD",
    )
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | st.just(Decimal("1E+999999999")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)

TARIFF = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "12",
    "currency": "EUR",
    "type": "REGULAR",
    "tax_included": "NO",
    "min_price": {"before_taxes": 1, "after_taxes": 2},
    "max_price": {"before_taxes": 10},
    "elements": [
        {
            "price_components": [
                {"type": "ENERGY", "price": Decimal("0.25"), "vat": 21, "step_size": 1},
                {"type": "TIME", "price": 1, "vat": 21, "step_size": 60},
            ],
            "restrictions": {
                "start_time": "09:00",
                "end_time": "17:00",
                "start_date": "2026-01-01",
                "min_kwh": 0,
                "max_power": 100,
                "day_of_week": ["MONDAY", "SATURDAY"],
            },
        },
        {
            "price_components": [{"type": "FLAT", "price": 1, "step_size": 1}],
            "restrictions": {"reservation": "RESERVATION"},
        },
    ],
    "start_date_time": "2026-01-01T00:00:00Z",
    "last_updated": "2026-01-01T00:00:00Z",
}
CDR = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "4711",
    "start_date_time": "2026-06-01T12:00:00Z",
    "end_date_time": "2026-06-01T13:00:00Z",
    "cdr_token": {
        "country_code": "DE",
        "party_id": "TNM",
        "uid": "0123",
        "type": "RFID",
        "contract_id": "DE8ACC12E46L89",
    },
    "auth_method": "WHITELIST",
    "cdr_location": {"id": "LOC1", "country": "NLD", "evse_uid": "3256", "connector_id": "1"},
    "currency": "EUR",
    "charging_periods": [
        {
            "start_date_time": "2026-06-01T12:00:00Z",
            "dimensions": [
                {"type": "ENERGY", "volume": Decimal("15.342")},
                {"type": "TIME", "volume": 1},
                {"type": "MAX_POWER", "volume": 22},
            ],
        }
    ],
    "total_cost": {"before_taxes": 4, "taxes": [{"name": "VAT", "amount": 1}]},
    "total_energy": Decimal("15.342"),
    "total_time": 1,
    "total_energy_cost": {"before_taxes": 4},
    "last_updated": "2026-06-01T14:00:00Z",
}


def places_of(value, path=()):
    """Every place in a JSON value, by keys and indexes."""
    yield path
    inside = enumerate(value) if isinstance(value, list) else ()
    for key, one in value.items() if isinstance(value, dict) else inside:
        yield from places_of(one, (*path, key))


def spoilt(value, place, other):
    """The value with something else at one place."""
    if not place:
        return other
    changed = deepcopy(value)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = other
    return changed


def messages(good):
    places = st.sampled_from(list(places_of(good)))
    return st.builds(spoilt, st.just(good), places, ANYTHING) | ANYTHING


def refusal(error):
    """The path of a refusal that says no more than it should."""
    message = str(error)
    assert error.path
    assert message.startswith(f"{error.path}: ")
    assert len(message) < 500


def read(reader, value):
    try:
        return reader(value)
    except WireError as error:
        refusal(error)
        return None


@given(messages(TARIFF), st.booleans())
def test_a_tariff_is_read_or_refused_by_its_path(value, bare):
    tariff = read(lambda one: tariff_from_json(one, bare=bare), value)
    if tariff is not None:
        wire = parsed(json_text(with_unknown(tariff_to_json(tariff), value)), "test")
        assert tariff_from_json(wire) == tariff


@given(messages(CDR))
def test_a_cdr_is_read_or_refused_by_its_path(value):
    read(lambda one: cdr_from_json(one, "test"), value)


@given(messages(CDR))
def test_a_message_never_stops_at_a_record(value):
    (found,) = cdrs_from_text(json_text([value]), "test")
    assert found is not None
    if isinstance(found, Reject):
        assert ": " in found.detail


@given(messages(CDR), messages(TARIFF))
def test_whatever_is_read_can_be_priced(cdr, tariff):
    usage, rules = read(usage_from_json, cdr), read(tariff_from_json, tariff)
    if usage is not None and rules is not None and usage.currency in {None, rules.currency}:
        price_exactly(usage, rules, "America/New_York")


def test_the_good_ones_are_priced():
    price = price_exactly(usage_from_json(CDR), tariff_from_json(TARIFF), "Europe/Amsterdam")
    assert (str(price.before_taxes), str(price.after_taxes)) == ("9671/2000", "1170191/200000")
