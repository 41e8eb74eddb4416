import json
from pathlib import Path

import pytest

from core.domain.errors import SourceError
from simulation.networks.found_evse import PlugKind
from simulation.networks.ocpi_sites import network_of_locations

VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "ocpi_spec"


def a_location(**changes):
    return {
        "country_code": "BE",
        "party_id": "BEC",
        "id": "LOC1",
        "publish": True,
        "name": "Gent Zuid",
        "address": "F.Rooseveltlaan 3A",
        "city": "Gent",
        "country": "BEL",
        "coordinates": {"latitude": "51.047599", "longitude": "3.729944"},
        "time_zone": "Europe/Brussels",
        "evses": [an_evse("1"), an_evse("2")],
        "last_updated": "2026-01-01T00:00:00Z",
    } | changes


def an_evse(uid, **changes):
    connector = {
        "id": "1",
        "standard": "IEC_62196_T2_COMBO",
        "format": "CABLE",
        "power_type": "DC",
        "max_voltage": 400,
        "max_amperage": 375,
        "last_updated": "2026-01-01T00:00:00Z",
    }
    return {"uid": uid, "status": "AVAILABLE", "connectors": [connector]} | changes


@pytest.mark.parametrize("wrapped", [lambda one: one, lambda one: {"data": one}])
def test_locations_are_read_from_a_list_and_from_an_answer(wrapped):
    text = json.dumps(wrapped([a_location()]))

    network = network_of_locations(text, "locations.json")

    assert [(one.cpo, one.location_id, one.max_power_kw) for one in network.evses] == [
        ("BE*BEC", "LOC1", 150)
    ] * 2
    assert network.evses[0].kind is PlugKind.DC
    assert network.evses[0].time_zone == "Europe/Brussels"


def test_one_location_alone_is_read_too():
    assert len(network_of_locations(json.dumps(a_location()), "one.json").evses) == 2


@pytest.mark.parametrize("status", ["PLANNED", "REMOVED"])
def test_an_evse_that_is_not_there_is_left_out(status):
    evses = [an_evse("1"), an_evse("2", status=status)]

    network = network_of_locations(json.dumps([a_location(evses=evses)]), "locations.json")

    assert len(network.evses) == 1
    assert network.refused == ()


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"country": "XXX"}, "[1]", "country: wanted a known ISO 3166"),
        ({"evses": [an_evse("1", connectors=[])]}, "[1]", "connectors: wanted at least one"),
        ({"coordinates": None, "evses": [an_evse("7")]}, "[1] EVSE 7", "coordinates: missing"),
    ],
)
def test_a_location_that_cannot_be_is_refused_with_its_place_and_the_others_are_taken(
    changes, place, reason
):
    text = json.dumps([a_location(), a_location(id="LOC2", **changes)])

    network = network_of_locations(text, "locations.json")

    assert [one.place for one in network.refused] == [place]
    assert reason in network.refused[0].reason
    assert len(network.evses) == 2


@pytest.mark.parametrize("text", ['{"status_code": 1000}', '"x"', "7"])
def test_what_holds_no_locations_is_refused(text):
    with pytest.raises(SourceError, match="wanted a list of OCPI locations"):
        network_of_locations(text, "locations.json")


@pytest.mark.parametrize("version", ["2.2.1", "2.3.0"])
def test_the_examples_of_the_standard_are_read(version):
    folders = sorted(VECTORS.glob(f"*{version}*")) if VECTORS.is_dir() else []
    files = [path for one in folders for path in sorted(one.glob("location_example*.json"))]
    if not files:
        pytest.skip("no ../shared/vectors beside the checkout")

    networks = [network_of_locations(path.read_text("utf-8"), path.name) for path in files]

    assert sum(len(one.evses) for one in networks) >= len(files)
    assert [one.refused for one in networks if one.refused] == []
