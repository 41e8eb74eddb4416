"""A tariff goes to JSON and back unchanged, in either version of OCPI."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import WireError
from core.domain.tariff import (
    DayOfWeek,
    PriceComponent,
    PriceLimit,
    ReservationRestriction,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
    TariffType,
    TaxIncluded,
)
from core.ocpi.tariff_codec import tariff_from_json, tariff_to_json
from core.ocpi.unknown_fields import with_unknown
from core.ocpi.wire import json_text, parsed

EXAMPLES = Path(__file__).parents[4] / "shared" / "vectors" / "ocpi_spec" / "2.2.1"

ids = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=36)
components = st.builds(
    PriceComponent,
    type=st.sampled_from(TariffDimension),
    price=st.decimals(0, 1000, places=4),
    vat_pct=st.none() | st.decimals(0, 100, places=2),
    step_size=st.integers(0, 3600),
)
seconds = st.none() | st.integers(0, 100_000)
amounts = st.none() | st.decimals(0, 1000, places=3)
clocks = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))
dates = st.none() | st.dates()
restrictions = st.builds(
    TariffRestrictions,
    seconds,
    seconds,
    clocks,
    clocks,
    dates,
    dates,
    amounts,
    amounts,
    amounts,
    amounts,
    amounts,
    amounts,
    st.lists(st.sampled_from(DayOfWeek), unique=True).map(tuple),
    st.none() | st.sampled_from(ReservationRestriction),
)
elements = st.builds(
    TariffElement, st.lists(components, min_size=1, max_size=4).map(tuple), restrictions
)
limits = st.none() | st.builds(PriceLimit, st.decimals(0, 100, places=2), amounts)
instants = st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bound)
tariffs = st.builds(
    Tariff,
    tariff_id=ids,
    cpo=st.sampled_from(["NL*ABC", "GB*DCC"]),
    currency=st.sampled_from(["EUR", "GBP", "JPY"]),
    elements=st.lists(elements, min_size=1, max_size=3).map(tuple),
    last_updated=instants,
    description=st.text(max_size=20),
    type=st.none() | st.sampled_from(TariffType),
    min_price=limits,
    max_price=limits,
    tax_included=st.sampled_from(TaxIncluded),
    start=st.none() | instants,
    end=st.none() | instants,
)


@given(tariffs)
def test_a_tariff_comes_back_as_it_went(tariff):
    assert tariff_from_json(parsed(json_text(tariff_to_json(tariff)), "test")) == tariff
    older = replace(tariff, tax_included=None)
    assert tariff_from_json(parsed(json_text(tariff_to_json(older)), "test")) == older


def a_component(**changes):
    return {"type": "ENERGY", "price": Decimal("0.25"), "vat": 21, "step_size": 1} | changes


def a_tariff(component=None, restrictions=None, **changes):
    element = {"price_components": [component or a_component()]}
    if restrictions:
        element["restrictions"] = restrictions
    return {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "12",
        "currency": "EUR",
        "elements": [element],
        "last_updated": "2026-01-02T00:00:00Z",
    } | changes


@pytest.mark.parametrize(
    ("field", "value", "name", "read"),
    [
        ("start_time", "10:00", "start_time", time(10)),
        ("end_time", "00:00", "end_time", time(0)),
        ("start_date", "2026-01-01", "start_date", date(2026, 1, 1)),
        ("end_date", "2026-02-28", "end_date", date(2026, 2, 28)),
        ("min_kwh", 1, "min_kwh", 1),
        ("max_kwh", 1, "max_kwh", 1),
        ("min_current", 1, "min_current_a", 1),
        ("max_current", 1, "max_current_a", 1),
        ("min_power", 1, "min_power_kw", 1),
        ("max_power", 0, "max_power_kw", 0),
        ("min_duration", 0, "min_duration_s", 0),
        ("max_duration", 60, "max_duration_s", 60),
        ("day_of_week", ["MONDAY", "MONDAY"], "day_of_week", (DayOfWeek.MONDAY,)),
        ("reservation", "RESERVATION", "reservation", ReservationRestriction.RESERVATION),
    ],
)
def test_every_restriction_is_read(field, value, name, read):
    (element,) = tariff_from_json(a_tariff(restrictions={field: value})).elements
    assert element.restrictions == replace(TariffRestrictions(), **{name: read})


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("start_time", "24:00", "start_time"),
        ("end_time", "9:00", "end_time"),
        ("start_date", "2026-02-30", "start_date"),
        ("end_date", "20260228", "end_date"),
        ("min_kwh", "1", "min_kwh"),
        ("max_duration", -1, "max_duration"),
        ("day_of_week", ["MONDAY", "Tuesday"], "day_of_week[1]"),
        ("day_of_week", "MONDAY", "day_of_week"),
        ("reservation", "YES", "reservation"),
    ],
)
def test_a_wrong_restriction_is_named_by_its_path(field, value, path):
    with pytest.raises(WireError) as caught:
        tariff_from_json(a_tariff(restrictions={field: value}))
    assert caught.value.path == f"elements[0].restrictions.{path}"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"elements": []}, "elements"),
        ({"currency": "XXX"}, "currency"),
        ({"type": "CHEAP"}, "type"),
        ({"tax_included": "MAYBE"}, "tax_included"),
        ({"min_price": {"excl_vat": -1}}, "min_price.excl_vat"),
        ({"max_price": {"before_taxes": 1, "after_taxes": "2"}}, "max_price.after_taxes"),
        ({"start_date_time": "2026-01-01"}, "start_date_time"),
    ],
)
def test_a_wrong_rule_of_the_whole_tariff_is_named_by_its_path(changes, path):
    with pytest.raises(WireError) as caught:
        tariff_from_json(a_tariff(**changes))
    assert caught.value.path == path


def test_the_older_form_and_the_newer_are_told_apart():
    older = tariff_from_json(a_tariff(max_price={"excl_vat": 10, "incl_vat": 11}))
    newer = tariff_from_json(a_tariff(max_price={"before_taxes": 10}, tax_included="N/A"))
    by_limit = tariff_from_json(a_tariff(min_price={"before_taxes": 1}))
    assert (older.tax_included, older.max_price) == (None, PriceLimit(Decimal(10), Decimal(11)))
    assert (newer.tax_included, newer.max_price) == (TaxIncluded.N_A, PriceLimit(Decimal(10)))
    assert by_limit.tax_included is TaxIncluded.NO


def test_a_bare_tariff_is_read_where_it_is_only_priced_by():
    bare = {name: a_tariff()[name] for name in ("currency", "elements")}
    with pytest.raises(WireError):
        tariff_from_json(bare)
    tariff = tariff_from_json(bare, bare=True)
    assert (tariff.tariff_id, tariff.cpo, tariff.last_updated.year) == ("unnamed", "", 1970)
    assert "party_id" not in tariff_to_json(tariff)


def test_fields_that_we_do_not_hold_come_out_again():
    texts = [{"language": "nl", "text": "een"}, {"language": "en", "text": "one"}]
    wire = a_tariff(
        tariff_alt_text=texts,
        x_hub={"step_round": [1]},
        energy_mix={"is_green_energy": True},
        gone=None,
    )
    wire["elements"][0]["price_components"][0]["price_round"] = {"rule": "UP"}
    tariff = tariff_from_json(wire)
    again = with_unknown(tariff_to_json(tariff), wire)
    assert again == {name: value for name, value in wire.items() if name != "gone"}
    assert tariff_from_json(again) == tariff
    dearer = with_unknown(tariff_to_json(replace(tariff, elements=tariff.elements * 2)), wire)
    assert len(dearer["elements"]) == 2


def test_a_restriction_without_a_value_restricts_nothing():
    restrictions = {"day_of_week": [], "min_power": None, "max_duration": 60}
    (element,) = tariff_from_json(a_tariff(restrictions=restrictions)).elements
    assert element.restrictions == TariffRestrictions(None, 60)


@pytest.mark.parametrize(
    ("component", "restrictions", "path"),
    [
        (a_component(type="GOODWILL"), None, "elements[0].price_components[0].type"),
        (a_component(price="1"), None, "elements[0].price_components[0].price"),
        (a_component(vat=101), None, "elements[0].price_components[0].vat"),
        (a_component(step_size=-1), None, "elements[0].price_components[0].step_size"),
        (None, {"min_duration": -1}, "elements[0].restrictions.min_duration"),
    ],
)
def test_what_ocpi_does_not_allow_is_named_by_its_path(component, restrictions, path):
    with pytest.raises(WireError) as caught:
        tariff_from_json(a_tariff(component, restrictions))
    assert caught.value.path == path


def test_an_element_without_prices_is_refused():
    with pytest.raises(WireError, match=r"elements\[0\].price_components: wanted at least one"):
        tariff_from_json(a_tariff(elements=[{"price_components": []}]))


def test_the_first_text_is_the_description_and_unknown_fields_are_accepted():
    texts = [{"language": "nl", "text": "een"}, {"language": "en", "text": "one"}]
    assert tariff_from_json(a_tariff(tariff_alt_text=texts, extra=1)).description == "een"


@pytest.mark.parametrize("version", ["2.2.1", "2.3.0"])
def test_the_examples_of_the_specification_are_written_as_they_are_read(version):
    folder = EXAMPLES.parent / version
    if not folder.exists():
        pytest.skip("../shared/vectors is not beside this checkout")
    paths = sorted(folder.glob("tariff_[0-9]*.json"))
    assert len(paths) > 15
    for path in paths:
        wire = parsed(path.read_text(), path.name)
        tariff = tariff_from_json(wire)
        assert with_unknown(tariff_to_json(tariff), wire) == wire
        assert tariff_from_json(tariff_to_json(tariff)) == tariff


def test_a_price_of_the_specification_is_read_exactly():
    path = EXAMPLES / "tariff_9_025kwh_start.json"
    if not path.exists():
        pytest.skip("../shared/vectors is not beside this checkout")
    (element,) = tariff_from_json(parsed(path.read_text(), path.name)).elements
    flat, energy = element.price_components
    assert (flat.type, flat.price, flat.vat_pct) == (TariffDimension.FLAT, Decimal("0.5"), 20)
    assert (energy.type, energy.price, energy.vat_pct) == (
        TariffDimension.ENERGY,
        Decimal("0.25"),
        10,
    )


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[3] / "resources" / "tariffs").glob("*.json"))
)
def test_a_tariff_that_comes_with_the_program_is_written_as_it_is_read(path):
    wire = parsed(path.read_text(), path.name)
    assert tariff_to_json(tariff_from_json(wire)) == wire
