"""The network ``portugal``: what is committed is what the tool derives, and it can be played."""

from collections import Counter
from pathlib import Path

import pytest

from core.service.resources import RESOURCES
from simulation.experiment.play_point import play_point
from simulation.experiment.point import Change, Point
from simulation.networks.derive_portugal import derived_files
from simulation.networks.found_evse import CLASSES
from simulation.scenario_file import load_scenario
from simulation.scenario_network import network_of

SHARED = Path(__file__).parents[4] / "shared" / "data"
FILE = RESOURCES / "scenarios" / "portugal.toml"
MWH_PER_DAY_FEBRUARY_2024 = 7_890 / 29
"""MOBI.E's own figure for its network: 7.89 GWh in the month."""
CHARGING_PCT = {
    "slow_7": 13.65,
    "ac_22": 11.05,
    "ac_43": 9.86,
    "dc_50": 8.32,
    "dc_100": 7.98,
    "hpc": 11.21,
}
"""Of the EVSEs that are there, in the snapshots of the status history's last year."""
OF_THE_DAY = 0.85
"""Snapshots are of the day; that part of it is left over 24 hours: an assumption."""


@pytest.fixture(scope="module")
def portugal():
    return load_scenario(FILE)


def test_what_is_committed_is_what_the_tool_derives():
    if not (SHARED / "mobie_pt_registry").is_dir():
        pytest.skip("no ../shared/data beside the checkout")

    derived = derived_files(SHARED, FILE.read_text(encoding="utf-8"))

    changed = [
        name
        for name, text in derived.items()
        if (RESOURCES / name).read_text(encoding="utf-8") != text
    ]
    assert changed == []


def test_it_has_the_parties_and_evses_of_the_registry(portugal):
    assert len(portugal.cpo) == 78
    # 10,493 EVSEs of the registry, 14 connectors of which are planned or removed.
    assert sum(part.evse_count for part in portugal.location) == 10_480
    assert {part.charge_point_class for part in portugal.location} == {one[0] for one in CLASSES}


def test_a_price_is_published_or_marked_as_imputed(portugal):
    tariffs = {tariff.tariff_id: tariff for tariff in network_of(portugal).tariffs}
    used = Counter(part.tariff_id for part in portugal.location)

    published = set(used) - portugal.imputed_tariffs

    assert len(published) == 7
    assert all("as published" in tariffs[name].description for name in published)
    assert all("mputed" in tariffs[name].description for name in set(used) - published)
    owners = {part.tariff_id: part.cpo for part in portugal.location}
    assert all(tariffs[name].cpo == cpo for name, cpo in owners.items())


def test_a_week_of_it_is_used_as_the_network_is():
    text = FILE.read_text(encoding="utf-8")
    week = Change(path="days", value=7)

    kpis = play_point(Point(scenario=text, source="portugal", changes=(week,), seed=1)).kpis

    used = {kind: kpis[f"utilisation_{kind}_pct"] for kind in CHARGING_PCT}
    wanted = {kind: OF_THE_DAY * pct for kind, pct in CHARGING_PCT.items()}
    assert used == pytest.approx(wanted, rel=0.1)
    assert kpis["energy_kwh"] / 7_000 == pytest.approx(MWH_PER_DAY_FEBRUARY_2024, rel=0.1)


def test_it_asks_what_a_cpo_earns_under_each_preset(portugal):
    assert [part.name for part in portugal.variant] == [
        "NETWORKCORE",
        "RESELLER",
        "PASS_THROUGH",
        "HUB_AND_CLEARING",
        "DIRECT",
    ]
