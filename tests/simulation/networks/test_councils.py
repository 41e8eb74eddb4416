"""The networks ``dundee`` and ``perth``: committed as derived, and used as in their data."""

from pathlib import Path

import pytest

from core.service.resources import RESOURCES
from simulation.experiment.play_point import play_point
from simulation.experiment.point import Point
from simulation.networks.council_sites import site_name
from simulation.networks.derive_councils import (
    derived_files,
    dundee_sites,
    perth_sites,
    sessions_per_port_day,
)
from simulation.scenario_file import load_scenario

SHARED = Path(__file__).parents[4] / "shared" / "data"
needs_sessions = pytest.mark.skipif(
    not (SHARED / "dundee_uk").is_dir(), reason="no ../shared/data beside the checkout"
)


def scenario_named(name):
    return load_scenario(RESOURCES / "scenarios" / f"{name}.toml")


@needs_sessions
def test_what_is_committed_is_what_the_tool_derives():
    changed = [
        name
        for name, text in derived_files(SHARED).items()
        if (RESOURCES / name).read_text(encoding="utf-8") != text
    ]
    assert changed == []


@needs_sessions
@pytest.mark.parametrize(("name", "sites_of"), [("dundee", dundee_sites), ("perth", perth_sites)])
def test_the_demand_of_each_class_is_that_of_the_sessions(name, sites_of):
    derived = sessions_per_port_day(sites_of(SHARED))

    stated = {
        part.charge_point_class: part.sessions_per_evse_per_day
        for part in scenario_named(name).demand
    }

    assert stated == pytest.approx(derived, abs=0.001)


@pytest.mark.parametrize("name", ["dundee", "perth"])
def test_every_price_is_marked_because_charging_was_free(name):
    scenario = scenario_named(name)

    assert {part.tariff_id for part in scenario.location} == scenario.imputed_tariffs


@pytest.mark.parametrize(
    ("name", "kind", "measured_pct", "within_pct"),
    [("dundee", "dc_50", 8.4, 2.5), ("perth", "dc_50", 4.5, 2.5)],
)
def test_rapid_ports_are_connected_as_much_as_measured(name, kind, measured_pct, within_pct):
    text = (RESOURCES / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")

    kpis = play_point(Point(scenario=text, source=name, seed=1)).kpis

    assert kpis[f"utilisation_{kind}_pct"] == pytest.approx(measured_pct, abs=within_pct)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Lochee Charging Hub, Dundee", "Lochee Charging Hub"),
        (" Leslie Street Car Park, Blairgowrie", "Leslie Street Car Park"),
        ("Public Works Dept, Clepington Rd. Dundee", "Public Works Dept"),
        ("Rie-Achan Road Car Park", "Rie-Achan Road Car Park"),
    ],
)
def test_spellings_of_a_site_are_one_name(told, name):
    assert site_name(told) == name
