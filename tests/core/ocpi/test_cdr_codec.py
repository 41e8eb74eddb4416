"""A message of CDRs is read record by record, and a CDR is written with exact numbers."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.cdr import Cdr, ClaimedTotals, CreditCdr, Price
from core.domain.errors import RuleError, SourceError, WireError
from core.domain.reject import Reject, RejectReason
from core.ocpi.cdr_codec import (
    cdr_from_json,
    cdr_to_json,
    cdrs_from_text,
    credit_cdr_from_json,
    credit_cdr_to_json,
)
from core.ocpi.ocpi_version import OcpiVersion, version_of
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import json_text, parsed

PARTS = ("fixed", "energy", "time", "parking", "reservation")
ISSUED = datetime(2026, 2, 1, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[4] / "shared" / "vectors" / "ocpi_spec" / "2.2.1"


def a_wire_cdr(**changes):
    return {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "4711",
        "start_date_time": "2026-01-31T12:00:00Z",
        "end_date_time": "2026-01-31T13:00:00Z",
        "cdr_token": {
            "country_code": "DE",
            "party_id": "TNM",
            "uid": "0123",
            "type": "RFID",
            "contract_id": "DE8ACC12E46L89",
        },
        "auth_method": "WHITELIST",
        "cdr_location": {
            "id": "LOC1",
            "country": "NLD",
            "evse_uid": "3256",
            "connector_id": "1",
        },
        "currency": "EUR",
        "charging_periods": [a_period()],
        "total_cost": {"excl_vat": 4, "incl_vat": 4.4},
        "total_energy": 15.342,
        "total_time": 1,
        "last_updated": "2026-01-31T14:00:00Z",
    } | changes


def a_period(start="2026-01-31T12:00:00Z", kind="ENERGY", volume=15.342, **changes):
    dimensions = [{"type": kind, "volume": volume}]
    return {"start_date_time": start, "dimensions": dimensions} | changes


def a_credit(**changes):
    fields = {
        "id": "4711-C",
        "credit": True,
        "credit_reference_id": "4711",
        "total_cost": {"excl_vat": -4, "incl_vat": -4.4},
        "remark": "wrong tariff",
    }
    return a_wire_cdr(**(fields | changes))


def read(*records):
    return cdrs_from_text(json.dumps(records), "cdrs.json")


def test_one_record_a_list_and_a_response_are_all_read():
    (alone,) = cdrs_from_text(json.dumps(a_wire_cdr()), "f")
    (listed,) = cdrs_from_text(json.dumps([a_wire_cdr()]), "f")
    response = {"status_code": 1000, "data": [a_wire_cdr()], "timestamp": "2026-01-31T14:00:00Z"}
    (wrapped,) = cdrs_from_text(json.dumps(response), "f")
    assert alone == listed == wrapped
    assert (alone.key, alone.source, alone.assumed) == ("cdr:NL*ABC:4711", "f", ())
    assert alone.energy_kwh == Decimal("15.342")


@pytest.mark.parametrize(("text", "said"), [("{", "not JSON"), ("7", "wanted OCPI objects")])
def test_a_message_without_records_is_refused(text, said):
    with pytest.raises(SourceError, match=said):
        cdrs_from_text(text, "f")


def test_a_wrong_record_is_rejected_and_the_rest_is_read():
    wrong = a_wire_cdr(total_energy="15")
    first, reject, last = read(a_wire_cdr(), wrong, a_credit())
    assert isinstance(first, Cdr)
    assert isinstance(last, CreditCdr)
    assert (reject.line, reject.reason) == (2, RejectReason.WRONG_OBJECT)
    assert reject.detail == 'total_energy: wanted a number, found "15"'
    assert json.loads(reject.raw) == wrong


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"id": "x" * 40}, "id"),
        ({"total_energy": None}, "total_energy"),
        ({"currency": "XXX"}, "currency"),
        ({"end_date_time": "2026-01-31T11:00:00Z"}, "end_date_time"),
        (
            {"total_cost": {"before_taxes": 1, "taxes": [{"name": "VAT"}]}},
            "total_cost.taxes[0].amount",
        ),
        ({"total_cost": None}, "total_cost"),
        ({"total_cost": {}}, "total_cost.excl_vat"),
        ({"cdr_location": {"id": "1", "country": "QQQ"}}, "cdr_location.evse_uid"),
        ({"charging_periods": []}, "charging_periods"),
        ({"charging_periods": [a_period(start="2026-01-31T11:59:59Z")]}, "charging_periods"),
        ({"charging_periods": [a_period(start="2026-01-31T13:00:01Z")]}, "charging_periods"),
        (
            {"charging_periods": [a_period(), a_period(kind="ENERGIE")]},
            "charging_periods[1].dimensions[0].type",
        ),
        (
            {"charging_periods": [a_period(kind="TIME", volume=-1)]},
            "charging_periods[0].dimensions[0].volume",
        ),
        (
            {"charging_periods": [a_period(kind="TIME", volume=100_001)]},
            "charging_periods[0].dimensions",
        ),
    ],
)
def test_what_ocpi_does_not_allow_is_named_by_its_path(changes, path):
    with pytest.raises(WireError) as caught:
        cdr_from_json(parsed(json.dumps(a_wire_cdr(**changes)), "f"), "f")
    assert caught.value.path == path


def test_a_country_that_is_not_known_is_refused():
    location = a_wire_cdr()["cdr_location"] | {"country": "QQQ"}
    (reject,) = read(a_wire_cdr(cdr_location=location))
    assert "cdr_location.country: wanted a known ISO 3166 alpha-3 code" in reject.detail


def test_every_dimension_that_can_be_priced_or_restricted_is_read():
    dimensions = {
        "ENERGY": -2,
        "TIME": 0.5,
        "PARKING_TIME": 0.25,
        "RESERVATION_TIME": 0.1,
        "MIN_POWER": 3,
        "POWER": 7,
        "CURRENT": 16,
        "ENERGY_IMPORT": 9,
    }
    listed = [{"type": kind, "volume": volume} for kind, volume in dimensions.items()]
    (cdr,) = read(a_wire_cdr(charging_periods=[a_period(dimensions=listed)], total_energy=-2))
    (period,) = cdr.charging_periods
    assert (period.energy_kwh, cdr.energy_kwh) == (-2, -2)
    assert (period.charging_s, period.parking_s, period.reservation_s) == (1800, 900, 360)
    assert (period.min_power_kw, period.max_power_kw) == (3, 7)
    assert (period.min_current_a, period.max_current_a) == (16, 16)


@pytest.mark.parametrize("version", OcpiVersion)
def test_what_a_cdr_claims_about_its_parts_is_read_and_written(version):
    parts = {f"total_{part}_cost": {"excl_vat": 1, "incl_vat": 1.5} for part in PARTS}
    (cdr,) = read(a_wire_cdr(total_time=0.75, total_parking_time=0.25, **parts))
    assert cdr.claimed == ClaimedTotals(
        **{f"{part}_cost": Price(Decimal(1), Decimal("1.5")) for part in PARTS},
        time_s=2700,
        parking_s=900,
    )
    wire = parsed(json_text(cdr_to_json(cdr, ISSUED, version=version)), "f")
    assert version_of(wire) is version
    again = cdr_from_json(wire, "f")
    assert (again.claimed.time_s, again.claimed.parking_s) == (2700, 900)
    assert (
        again.claimed.reservation_cost.incl_vat
        == again.claimed.fixed_cost.incl_vat
        == Decimal("1.5")
    )
    assert again.total_cost.incl_vat == Decimal("4.4")


def test_an_amount_of_the_newer_version_has_taxes_by_name():
    tax = {"name": "GST", "account_number": "123", "percentage": 5, "amount": 0.2}
    total_cost = {"before_taxes": 4, "taxes": [tax, {"name": "QST", "amount": 0.4}]}
    (cdr,) = read(a_wire_cdr(total_cost=total_cost))
    assert cdr.total_cost.incl_vat == Decimal("4.6")
    wire = cdr_to_json(cdr, ISSUED, version=OcpiVersion.V2_3_0)
    assert wire["total_cost"] == parsed(json.dumps(total_cost), "f")
    (untaxed,) = read(a_wire_cdr(total_cost={"before_taxes": 4}))
    assert untaxed.total_cost == Price(Decimal(4))
    assert cdr_to_json(untaxed, ISSUED, version=OcpiVersion.V2_3_0)["total_cost"] == {
        "before_taxes": 4
    }


def test_a_record_too_deep_to_be_written_again_is_rejected_all_the_same():
    deep = "[" * 900 + "]" * 900
    text = json.dumps(a_wire_cdr(id="@")).replace('"@"', deep)
    (reject,) = cdrs_from_text(text, "f")
    assert reject.detail == "id: wanted a string, found a list"


def test_a_record_that_is_no_object_is_rejected():
    (reject,) = read(7)
    assert isinstance(reject, Reject)
    assert reject.detail == "message: wanted an object, found 7"


@pytest.mark.parametrize(
    ("hours", "seconds"),
    [
        ("1.973", 7103),
        ("0.0834", Decimal("300.24")),  # Five minutes are 0.0833.
        ("0.0833", 300),
        ("0.083333", 300),
        ("0.0001", Decimal("0.36")),
        ("0.0003", 1),
        ("30.016666666667", 108_060),
    ],
)
def test_hours_are_the_whole_second_that_they_round_from_or_else_what_they_say(hours, seconds):
    period = a_period(kind="TIME", volume=0)
    text = json.dumps(a_wire_cdr(charging_periods=[period])).replace(
        '"volume": 0', f'"volume": {hours}'
    )
    (cdr,) = cdrs_from_text(text, "f")
    assert cdr.charging_periods[0].charging_s == seconds


def test_a_dimension_that_comes_twice_is_summed():
    period = a_period(dimensions=[{"type": "PARKING_TIME", "volume": 0.25}] * 2)
    (cdr,) = read(a_wire_cdr(charging_periods=[period]))
    assert cdr.charging_periods[0].parking_s == 1800


@pytest.mark.parametrize(
    ("periods", "tariffs", "tariff_id"),
    [
        ([a_period(tariff_id="12")], [], "12"),
        ([a_period(tariff_id="12"), a_period()], [{"id": "13"}], "12"),
        ([a_period(tariff_id="12"), a_period(tariff_id="13")], [], None),
        ([a_period()], [{"id": "13"}], "13"),
        ([a_period()], [{"id": "12"}, {"id": "13"}], None),
        ([a_period()], None, None),
    ],
)
def test_the_tariff_is_the_one_that_the_periods_name_or_else_the_only_one(
    periods, tariffs, tariff_id
):
    (cdr,) = read(a_wire_cdr(charging_periods=periods, tariffs=tariffs))
    assert cdr.tariff_id == tariff_id


def test_a_credit_repeats_its_cdr_with_a_negative_total():
    (credit,) = read(a_credit())
    assert credit == CreditCdr(
        cdr_id="4711-C",
        credit_reference_id="4711",
        cpo="NL*ABC",
        total_cost=Price(Decimal(-4), Decimal("-4.4")),
        issued_at=datetime(2026, 1, 31, 14, tzinfo=UTC),
        reason="wrong tariff",
    )
    assert credit.credited_key == "cdr:NL*ABC:4711"
    credited = parsed(json.dumps(a_wire_cdr()), "f")
    wire = credit_cdr_to_json(credit, credited)
    assert credit_cdr_from_json(parsed(json_text(wire), "f")) == credit
    changed = {name for name in wire if wire[name] != credited.get(name)}
    assert changed == {"id", "credit", "credit_reference_id", "total_cost", "remark"}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"credit_reference_id": None}, "credit_reference_id"),
        ({"total_cost": {"excl_vat": 4}}, "total_cost.excl_vat"),
        ({"credit": "yes"}, "credit"),
    ],
)
def test_a_wrong_credit_is_rejected(changes, path):
    (reject,) = read(a_credit(**changes))
    assert reject.detail.startswith(f"{path}: ")


def test_when_it_was_issued_fits_the_characters_that_ocpi_has_for_a_time():
    (cdr,) = read(a_wire_cdr())
    (credit,) = read(a_credit())
    exact = ISSUED + timedelta(microseconds=123_456)
    written = (
        cdr_to_json(cdr, exact),
        credit_cdr_to_json(replace(credit, issued_at=exact), a_wire_cdr()),
    )
    assert [one["last_updated"] for one in written] == ["2026-02-01T00:00:00.123Z"] * 2


def test_a_cdr_without_a_price_is_not_sent():
    (cdr,) = read(a_wire_cdr())
    object.__setattr__(cdr, "total_cost", None)
    with pytest.raises(RuleError, match=r"cdr:NL\*ABC:4711: wanted a total cost"):
        cdr_to_json(cdr, ISSUED)


def test_a_cdr_is_sent_with_its_tariffs_and_its_totals():
    tariff = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "12",
        "currency": "EUR",
        "elements": [{"price_components": [{"type": "ENERGY", "price": 1, "step_size": 1}]}],
        "last_updated": "2026-01-02T00:00:00Z",
    }
    parked = a_period(kind="PARKING_TIME", volume=0.5)
    (cdr,) = read(a_wire_cdr(charging_periods=[parked]))
    wire = cdr_to_json(cdr, ISSUED, tariffs=[tariff_from_json(tariff)])
    assert wire["tariffs"] == [tariff]
    assert (wire["total_time"], wire["total_parking_time"]) == (1, Decimal("0.5"))
    assert wire["last_updated"] == "2026-02-01T00:00:00Z"
    assert "name" not in wire["cdr_location"]


def test_the_example_of_the_specification_is_read():
    path = EXAMPLE / "cdr_example.json"
    if not path.exists():
        pytest.skip("../shared/vectors is not beside this checkout")
    (cdr,) = cdrs_from_text(path.read_text(), path.name)
    assert (cdr.key, cdr.demand_partner, cdr.country_code) == ("cdr:BE*BEC:12345", "DE*TNM", "BE")
    assert (cdr.duration_s, cdr.charging_periods[0].charging_s) == (7103, 7103)
    assert (cdr.energy_kwh, cdr.tariff_id) == (Decimal("15.342"), "12")
    assert cdr.total_cost == Price(Decimal("4.00"), Decimal("4.40"))
