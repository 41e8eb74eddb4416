"""Typed access to what a peer sent, and exact numbers both ways."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import SourceError, WireError
from core.domain.tariff import TariffDimension
from core.ocpi.wire import (
    WireObject,
    items_of,
    json_text,
    parsed,
    present,
    time_text,
    wire_object,
)

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.decimals(-(10**9), 10**9, places=6)
    | st.text(max_size=8)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_back_exactly(value):
    assert parsed(json_text(value), "test") == value


@pytest.mark.parametrize("text", ["0.1", "0.30", "1234567890.123456789"])
def test_numbers_keep_all_their_digits(text):
    assert json_text(parsed(text, "test")) == text


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "[" * 100_000, "1" * 5000])
def test_text_that_is_no_json_is_refused(text):
    with pytest.raises(SourceError, match=r"peer\.json: not JSON"):
        parsed(text, "peer.json")


def an_object(**fields):
    return WireObject(fields, "cdr")


@pytest.mark.parametrize(
    ("read", "value", "said"),
    [
        ("text", None, "wanted a value, found nothing"),
        ("text", 7, "wanted a string, found 7"),
        ("text", "", "wanted 1 to 255 characters, found 0"),
        ("text", "x" * 256, "wanted 1 to 255 characters, found 256"),
        ("number", "7", 'wanted a number, found "7"'),
        ("number", True, "wanted a number, found true"),
        ("number", Decimal("1e12"), "wanted a number below"),
        ("number", Decimal("1e-19"), "wanted a number below"),
        ("whole", Decimal("1.5"), "wanted a whole number, found 1.5"),
        ("flag", "yes", "wanted true or false"),
        ("time", "2026-01-31", "wanted an RFC 3339 time in UTC"),
        ("time", "2026-01-31T25:00:00Z", "wanted an RFC 3339 time in UTC"),
        ("time", "2026-01-31T12:00:00+01:00", "wanted an RFC 3339 time in UTC"),
        ("nested", [], r"wanted an object, found a list"),
        ("objects", {}, "wanted a list"),
        ("objects", [1], r"wanted an object, found 1"),
        ("texts", "a", "wanted a list"),
        ("texts", [1], "wanted a string"),
    ],
)
def test_a_wrong_field_is_named_by_its_path(read, value, said):
    with pytest.raises(WireError, match=said) as caught:
        getattr(an_object(it=value), read)("it")
    assert caught.value.path.startswith("cdr.it")


def test_an_unknown_member_of_an_enum_is_told_the_known_ones():
    with pytest.raises(WireError, match=r"wanted one of ENERGY, FLAT, .*found 'ENRGY'"):
        an_object(type="ENRGY").member("type", TariffDimension)


@pytest.mark.parametrize("text", ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00"])
def test_a_time_without_a_zone_is_utc(text):
    assert an_object(at=text).time("at") == datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_a_time_is_written_with_z():
    assert time_text(datetime(2026, 1, 31, 12, tzinfo=UTC)) == "2026-01-31T12:00:00Z"


def test_absent_null_and_empty_are_no_value():
    wire = an_object(a=None, b="")
    assert [wire.text_or_none(name) for name in "abc"] == [None, None, None]
    assert (wire.number_or_none("a"), wire.whole_or_none("c")) == (None, None)
    assert (wire.flag("a"), wire.objects("a"), wire.texts("a")) == (False, (), ())
    assert (an_object(a=True).flag("a"), an_object(a=2).whole_or_none("a")) == (True, 2)


def test_absent_values_are_not_written():
    assert present(a=1, b=None, c=0) == {"a": 1, "c": 0}


def test_ids_of_a_party_compare_without_case():
    assert an_object(country_code="nl", party_id="aBc").party_key() == "NL*ABC"
    with pytest.raises(WireError, match="wanted 2 and 3 characters"):
        an_object(country_code="NL", party_id="AB").party_key()


def test_a_message_that_is_no_object_is_refused():
    with pytest.raises(WireError, match="message: wanted an object, found 7"):
        wire_object(7)


@pytest.mark.parametrize(
    ("message", "items"),
    [
        ({"id": "1"}, ({"id": "1"},)),
        ([1, 2], [1, 2]),
        ({"status_code": 1000, "data": [1]}, [1]),
        ({"status_code": 1000, "data": {"id": "1"}}, ({"id": "1"},)),
    ],
)
def test_one_object_a_list_and_a_response_are_all_items(message, items):
    assert items_of(message, "f") == items


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"status_code": 2001, "data": []}, "an OCPI response with status 2001"),
        ({"status_code": 1000}, "wanted OCPI objects, found NoneType"),
        (7, "wanted OCPI objects, found int"),
    ],
)
def test_an_error_response_has_no_items(message, said):
    with pytest.raises(SourceError, match=said):
        items_of(message, "f")
