"""The envelope: what comes back is what was sent, and what is no envelope is refused."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import SourceError, WireError
from core.ocpi.envelope import (
    Envelope,
    failure,
    failure_of,
    read_envelope,
    short_time,
    success,
    time_or_none,
    write_envelope,
)
from core.ocpi.json_bytes import json_of_value, value_of_json

NOW = datetime(2026, 3, 1, 12, 30, 15, 250_999, tzinfo=UTC)

leaves = (
    st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.decimals(-(10**9), 10**9, places=6)
    | st.text(max_size=8)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
)


@given(values)
def test_what_is_written_as_bytes_is_read_back_exactly(value):
    assert value_of_json(json_of_value(value)) == value


@given(values, st.text(max_size=300))
def test_an_answer_is_read_back_as_it_was_written(value, message):
    sent = Envelope(
        status_code=2900, data=json_of_value(value), status_message=message, timestamp=NOW
    )
    got = read_envelope(write_envelope(sent))
    assert got.value() == value
    assert (got.status_code, got.status_message) == (2900, message[:255])
    assert got.timestamp == NOW.replace(microsecond=250_000)


@pytest.mark.parametrize("text", [b"1.10", b'{"a" : [ 1.0, 1e-3 ],"n":null}', b'"x"'])
def test_data_stays_the_bytes_that_came(text):
    got = read_envelope(b'{"status_code": 1000, "x": 1, "data":' + text + b"}")
    assert got.data == text


@pytest.mark.parametrize("body", [b'{"status_code":1000}', b'{"status_code":1000,"data":null}'])
def test_no_data_and_null_are_the_same_and_the_time_may_be_missing(body):
    assert read_envelope(body) == Envelope(status_code=1000)


def test_an_answer_of_ours_has_no_field_that_it_has_no_value_for():
    assert write_envelope(success(datetime(2026, 1, 1, tzinfo=UTC))) == (
        b'{"status_code":1000,"timestamp":"2026-01-01T00:00:00Z"}'
    )
    assert write_envelope(success(NOW, [Decimal("1.10")])).startswith(b'{"data":[1.10],')


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"status_code":1000,"data":[1,}',
        b'{"status_code":1000,"data":NaN}',
        b'{"status_code":1000} x',
        b'{"status_code":1000,"data":"\xff"}',
        b'{"status_code":1000,"data":"\\ud800"}',
        b'{"status_code":1000,"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_bytes_that_are_no_json_are_refused_by_the_name_of_their_sender(body):
    with pytest.raises(SourceError, match=r"NL\*ABC: not JSON"):
        read_envelope(body, "NL*ABC")


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{}", b'"x"', b'{"detail":[]}', b'{"status_code":"x"}', b'{"status_code":true}'],
)
def test_json_that_is_no_answer_is_a_wire_error(body):
    with pytest.raises(WireError, match="status_code"):
        read_envelope(body)


def test_a_status_code_in_quotes_is_taken():
    assert read_envelope(b'{"status_code":"2001"}').status_code == 2001


@pytest.mark.parametrize("text", [b"1e99999999999999999999", b"1" * 5000, b"[" * 9000, b"\xff"])
def test_values_that_no_decoder_holds_are_refused(text):
    with pytest.raises(SourceError, match="not JSON"):
        value_of_json(text)


def test_one_object_in_a_list_is_taken_where_one_is_wanted():
    assert read_envelope(b'{"status_code":1000,"data":[{"a":1}]}').one_value() == {"a": 1}
    assert read_envelope(b'{"status_code":1000,"data":{"a":1}}').one_value() == {"a": 1}
    assert read_envelope(b'{"status_code":1000,"data":[1,2]}').one_value() == [1, 2]
    assert Envelope(status_code=1000).one_value() is None


def test_success_is_one_thousand_to_one_thousand_nine_hundred_ninety_nine():
    codes = [999, 1000, 1999, 2000, 4003]
    assert [Envelope(status_code=code).is_success for code in codes] == [False, True, True] + [
        False
    ] * 2


def test_a_failure_says_why_in_at_most_255_characters():
    body = write_envelope(failure(NOW, 2001, "é" * 400))
    assert read_envelope(body).status_message == "é" * 255


def test_an_error_is_answered_by_its_status_and_its_words():
    got = failure_of(NOW, WireError("uid", "wanted a value, found nothing"))
    assert (got.status_code, got.status_message) == (2001, "uid: wanted a value, found nothing")
    assert got.data is None


def test_times_without_zone_are_utc_and_others_are_turned_into_it():
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for text in ("2026-01-01T12:00:00Z", "2026-01-01T12:00:00", "2026-01-01T13:00:00+01:00"):
        assert time_or_none(text) == noon
    for value in (None, 7, "yesterday"):
        assert time_or_none(value) is None


def test_a_time_fits_the_25_characters_of_ocpi():
    east = timezone(timedelta(hours=1))
    assert short_time(NOW) == "2026-03-01T12:30:15.250Z"
    assert short_time(datetime(2026, 1, 1, 1, tzinfo=east)) == "2026-01-01T00:00:00Z"


def test_what_is_nested_too_deeply_is_not_written():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(SourceError, match="nested too deeply"):
        json_of_value(deep)
