"""As much of a CDR as a price needs is read, however little that is."""

from datetime import UTC, datetime

import pytest

from core.domain.errors import WireError
from core.ocpi.usage_codec import usage_from_json


def a_period(**changes):
    dimensions = [{"type": "ENERGY", "volume": 1}]
    return {"start_date_time": "2026-06-01T10:00:00Z", "dimensions": dimensions} | changes


def a_wire_usage(**changes):
    return {"end_date_time": "2026-06-01T11:00:00Z", "charging_periods": [a_period()]} | changes


def test_periods_and_an_end_are_enough():
    usage = usage_from_json(a_wire_usage())
    assert (usage.start, usage.end.hour) == (datetime(2026, 6, 1, 10, tzinfo=UTC), 11)
    assert (usage.key, usage.currency, usage.energy_kwh) == ("session", None, None)
    assert (usage.tariff_id, usage.country_code) == (None, "")


def test_what_else_is_there_is_read():
    usage = usage_from_json(
        a_wire_usage(
            id="4711",
            start_date_time="2026-06-01T09:00:00Z",
            currency="CHF",
            total_energy=2,
            tariffs=[{"id": "T"}, {"elements": []}],
            cdr_location={"country": "che"},
        )
    )
    assert (usage.key, usage.start.hour, usage.currency) == ("4711", 9, "CHF")
    assert (usage.energy_kwh, usage.tariff_id, usage.country_code) == (2, "T", "CH")


@pytest.mark.parametrize(
    ("changes", "tariff_id"),
    [
        ({"charging_periods": [a_period(tariff_id="A")], "tariffs": [{"id": "T"}]}, "A"),
        ({"charging_periods": [a_period(tariff_id="A"), a_period(tariff_id="B")]}, None),
    ],
)
def test_periods_say_which_tariff_it_is(changes, tariff_id):
    assert usage_from_json(a_wire_usage(**changes)).tariff_id == tariff_id


@pytest.mark.parametrize("location", [{}, {"country": None}, {"country": "QQQ"}])
def test_a_country_that_nobody_knows_is_none(location):
    assert usage_from_json(a_wire_usage(cdr_location=location)).country_code == ""


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"end_date_time": None}, "end_date_time"),
        ({"end_date_time": "2026-06-01T09:00:00Z"}, "end_date_time"),
        ({"charging_periods": []}, "charging_periods"),
        (
            {"charging_periods": [], "start_date_time": "2026-06-01T09:00:00Z"},
            "charging_periods",
        ),
        ({"currency": "XXX"}, "currency"),
        ({"total_energy": "1"}, "total_energy"),
        ({"cdr_location": {"country": "NL-N"}}, "cdr_location.country"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(changes, path):
    with pytest.raises(WireError) as caught:
        usage_from_json(a_wire_usage(**changes))
    assert caught.value.path == path
