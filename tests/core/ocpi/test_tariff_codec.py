"""A tariff goes to JSON and back unchanged; one that cannot be priced is refused by name."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError, RuleError, WireError
from core.domain.tariff import (
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.ocpi.tariff_codec import tariff_from_json, tariff_to_json
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
elements = st.builds(
    TariffElement,
    st.lists(components, min_size=1, max_size=4).map(tuple),
    st.builds(TariffRestrictions, seconds, seconds),
)
tariffs = st.builds(
    Tariff,
    tariff_id=ids,
    cpo=st.sampled_from(["NL*ABC", "GB*DCC"]),
    currency=st.sampled_from(["EUR", "GBP", "JPY"]),
    elements=st.lists(elements, min_size=1, max_size=3).map(tuple),
    last_updated=st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (bound)
    description=st.text(max_size=20),
)


@given(tariffs)
def test_a_tariff_comes_back_as_it_went(tariff):
    assert tariff_from_json(parsed(json_text(tariff_to_json(tariff)), "test")) == tariff


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
    ("field", "value"),
    [
        ("start_time", "10:00"),
        ("end_time", "10:00"),
        ("start_date", "2026-01-01"),
        ("end_date", "2026-01-01"),
        ("min_kwh", 1),
        ("max_kwh", 1),
        ("min_current", 1),
        ("max_current", 1),
        ("min_power", 1),
        ("max_power", 0),
        ("day_of_week", ["MONDAY"]),
        ("reservation", "RESERVATION"),
    ],
)
def test_a_restriction_that_is_not_priced_yet_is_refused(field, value):
    said = f"tariff 12: elements[0].restrictions.{field} is not priced yet"
    with pytest.raises(RuleError, match=re.escape(said)):
        tariff_from_json(a_tariff(restrictions={field: value}))


@pytest.mark.parametrize("field", ["min_price", "max_price", "start_date_time", "end_date_time"])
def test_a_rule_of_the_whole_tariff_that_is_not_priced_yet_is_refused(field):
    with pytest.raises(RuleError, match=f"tariff 12: {field} is not priced yet"):
        tariff_from_json(a_tariff(**{field: {"excl_vat": 1}}))


def test_a_restriction_without_a_value_restricts_nothing():
    restrictions = {"day_of_week": [], "min_power": None, "max_duration": 60}
    (element,) = tariff_from_json(a_tariff(restrictions=restrictions)).elements
    assert element.restrictions == TariffRestrictions(None, 60)


def test_a_price_below_zero_is_refused():
    with pytest.raises(RuleError, match=r"tariff 12: .*price below zero is not priced yet"):
        tariff_from_json(a_tariff(a_component(price=-1)))


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


def test_a_tariff_without_elements_or_in_an_unknown_currency_cannot_exist():
    for changes in ({"elements": []}, {"currency": "XXX"}):
        with pytest.raises(InvalidValueError):
            tariff_from_json(a_tariff(**changes))


def test_the_first_text_is_the_description_and_unknown_fields_are_accepted():
    texts = [{"language": "nl", "text": "een"}, {"language": "en", "text": "one"}]
    assert tariff_from_json(a_tariff(tariff_alt_text=texts, extra=1)).description == "een"


def test_the_examples_of_the_specification_are_read_or_refused_by_name():
    if not EXAMPLES.exists():
        pytest.skip("../shared/vectors is not beside this checkout")
    refused = {}
    for path in EXAMPLES.glob("tariff_[0-9]*.json"):
        try:
            tariff_from_json(parsed(path.read_text(), path.name))
        except RuleError as error:
            refused[path.stem.split("_")[1]] = str(error).split(": ")[1].split(".")[-1].split()[0]
    assert refused == {
        "4": "max_current",
        "6": "max_price",
        "12": "min_price",
        "14": "start_time",
        "15": "reservation",
        "16": "reservation",
        "17": "reservation",
        "18": "reservation",
    }


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
