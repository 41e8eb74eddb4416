"""The networks that come with the program are sound and fit the files that they are for."""

from itertools import pairwise
from pathlib import Path

import pytest

from core.domain.errors import NotFoundError
from core.domain.session import Session
from core.service.network_file import load_network
from core.service.resources import RESOURCES, ResourceKind, load_mapping, resource_names
from core.sessionfile.read_sessions import read_sessions


@pytest.mark.parametrize("name", resource_names(ResourceKind.NETWORK))
def test_a_network_that_comes_with_the_program_is_sound(name):
    assert load_network(name).name == name


def test_an_unknown_network_is_told_the_known_ones():
    with pytest.raises(NotFoundError, match=r"no 'nowhere', .* one of: acn, demo, dundee"):
        load_network("nowhere")


def test_every_charge_point_class_of_the_public_files_is_in_their_network():
    classes = {
        "dundee": {"7kW", "22kW", "50kW Raption", "Dual Rapid", "Triple Rapid"},
        "elaad": {""},
        "leeds": {"APT 7kW Dual Outlet", "APT Triple Rapid Charger", "APT 7kW (Powershare)"},
    }
    for name, wanted in classes.items():
        network = load_network(name)
        assert all(network.class_named(one) is not None for one in wanted)


@pytest.mark.parametrize(
    ("name", "folder"), [("dundee", "dundee_uk"), ("perth-kinross", "perth_kinross_uk")]
)
def test_every_session_of_a_public_file_has_a_class_in_its_network(name, folder):
    path = Path(__file__).parents[4] / "shared" / "data" / folder / "sessions.csv"
    if not path.exists():
        pytest.skip(f"../shared/data/{folder} is not beside this checkout")
    network = load_network(name)
    with path.open("rb") as lines:
        found = {
            one.charge_point_class
            for one in read_sessions(lines, load_mapping(name), name)
            if isinstance(one, Session)
        }
    assert found == {one.name for one in network.classes}


PUBLIC = {
    "dundee": "dundee_uk",
    "perth-kinross": "perth_kinross_uk",
    "elaad": "elaad_nl_2019",
    "leeds": "leeds_uk",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_rate_is_known_before_the_first_session_of_the_public_file(name):
    path = Path(__file__).parents[4] / "shared" / "data" / PUBLIC[name] / "sessions.csv"
    if not path.exists():
        pytest.skip(f"../shared/data/{PUBLIC[name]} is not beside this checkout")
    with path.open("rb") as lines:
        found = read_sessions(lines, load_mapping(name), name)
        first = min(one.start for one in found if isinstance(one, Session))
    assert all(rate.day <= first.date() for rate in load_network(name).fx_rates)


def test_the_demonstration_file_has_each_trap_once_and_fits_its_network():
    network = load_network("demo")
    with (RESOURCES / "sessions" / "demo.csv").open("rb") as lines:
        found = list(read_sessions(lines, load_mapping("demo"), "demo.csv"))
    sessions = [one for one in found if isinstance(one, Session)]
    rejects = sorted(one.reason.value for one in found if not isinstance(one, Session))
    assert len(found) == 141
    assert rejects == [
        "end_before_start",
        "missing_end",
        "negative_energy",
        "nonexistent_local_time",
    ]
    assert len(sessions) - len({one.session_id for one in sessions}) == 1
    evses = {evse.evse_uid for location in network.locations for evse in location.evses}
    assert {one.evse for one in sessions} == evses
    assert {one.site for one in sessions} == {one.name for one in network.locations}
    assert sum(one.energy_kwh == 0 for one in sessions) == 1
    assert sum(0 < (one.end - one.start).total_seconds() < 120 for one in sessions) == 2
    by_evse = {
        evse: sorted((one.start, one.end) for one in sessions if one.evse == evse) for evse in evses
    }
    overlaps = [
        evse
        for evse, spans in by_evse.items()
        for (_, end), (start, _) in pairwise(spans)
        if start < end
    ]
    assert len(overlaps) == 2  # the overlap, and the row that is there twice
