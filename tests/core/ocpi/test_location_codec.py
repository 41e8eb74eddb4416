"""A location goes to JSON and back unchanged."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import RuleError, WireError
from core.domain.location import Connector, Evse, Location, PowerType
from core.ocpi.countries import ALPHA_2, ALPHA_3, alpha_3_of
from core.ocpi.location_codec import location_from_json, location_to_json
from core.ocpi.wire import json_text, parsed

EXAMPLES = Path(__file__).parents[4] / "shared" / "vectors" / "ocpi_spec" / "2.2.1"

ids = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=36)
connectors = st.builds(
    Connector,
    connector_id=ids,
    standard=st.just("IEC_62196_T2"),
    power_type=st.sampled_from(PowerType),
    max_power_kw=st.integers(1, 400_000).map(lambda watts: Decimal(watts) / 1000),
    tariff_ids=st.lists(ids, max_size=2).map(tuple),
)
evses = st.builds(
    Evse,
    evse_uid=ids,
    evse_id=st.none() | ids,
    connectors=st.lists(connectors, min_size=1, max_size=2).map(tuple),
)
degrees = st.decimals(-90, 90, places=6)


@st.composite
def locations(draw):
    place = draw(st.none() | st.tuples(degrees, degrees))
    return Location(
        location_id=draw(ids),
        cpo="NL*ABC",
        name=draw(ids),
        country_code=draw(st.sampled_from(sorted(ALPHA_3))),
        time_zone="Europe/Amsterdam",
        latitude=place and place[0],
        longitude=place and place[1],
        evses=tuple(draw(st.lists(evses, max_size=2))),
    )


@given(locations())
def test_a_location_comes_back_as_it_went(location):
    assert location_from_json(parsed(json_text(location_to_json(location)), "f")) == location


def a_connector(**changes):
    return {
        "id": "1",
        "standard": "IEC_62196_T2",
        "power_type": "AC_3_PHASE",
        "max_voltage": 230,
        "max_amperage": 16,
    } | changes


def a_location(connector=None, **changes):
    return {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "LOC1",
        "country": "NLD",
        "time_zone": "Europe/Amsterdam",
        "evses": [{"uid": "E1", "connectors": [connector or a_connector()]}],
    } | changes


@pytest.mark.parametrize(
    ("changes", "power_kw"),
    [
        ({}, "11.04"),  # 230 V x 16 A x 3 phases
        ({"power_type": "AC_1_PHASE"}, "3.68"),
        ({"power_type": "DC", "max_voltage": 400, "max_amperage": 125}, "50"),
        ({"max_electric_power": 7400}, "7.4"),
    ],
)
def test_the_power_is_the_one_stated_or_voltage_by_current_by_phases(changes, power_kw):
    location = location_from_json(a_location(a_connector(**changes)))
    assert location.evses[0].max_power_kw == Decimal(power_kw)


@pytest.mark.parametrize(
    ("location", "path"),
    [
        (a_location(country="NL"), "country"),
        (a_location(coordinates={"latitude": "91", "longitude": "5"}), "coordinates.latitude"),
        (a_location(coordinates={"latitude": "5,1", "longitude": "5"}), "coordinates.latitude"),
        (a_location(evses=[{"uid": "E1", "connectors": []}]), "evses[0].connectors"),
        (
            a_location(a_connector(max_electric_power=0)),
            "evses[0].connectors[0].max_electric_power",
        ),
    ],
)
def test_what_ocpi_does_not_allow_is_named_by_its_path(location, path):
    with pytest.raises(WireError) as caught:
        location_from_json(location)
    assert caught.value.path == path


def test_a_location_without_a_name_is_named_by_its_id():
    assert location_from_json(a_location()).name == "LOC1"


def test_a_country_outside_the_table_cannot_be_written():
    with pytest.raises(RuleError, match="country QQ: its alpha-3 code is not known"):
        alpha_3_of("QQ")


def test_each_country_has_one_code_of_each_length():
    assert len(ALPHA_2) == len(ALPHA_3)
    assert {len(code) for code in ALPHA_2} == {3}
    assert {len(code) for code in ALPHA_3} == {2}


def test_all_of_the_european_union_and_its_neighbours_are_known():
    union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    assert set(union.split()) | {"CH", "GB", "IS", "LI", "NO", "US"} <= set(ALPHA_3)
    assert [ALPHA_2[code] for code in ("DEU", "SVN", "SVK", "CHE")] == ["DE", "SI", "SK", "CH"]


def test_the_examples_of_the_specification_are_read():
    if not EXAMPLES.exists():
        pytest.skip("../shared/vectors is not beside this checkout")
    found = [
        location_from_json(parsed(path.read_text(), path.name))
        for path in sorted(EXAMPLES.glob("location_example*.json"))
    ]
    assert len(found) == 6
    assert found[0].country_code == "BE"
    assert found[0].evses[0].max_power_kw == Decimal("10.56")  # 220 V x 16 A x 3
