"""The network ``portugal``: what is committed is what the tool derives, and it can be played."""

from collections import Counter
from math import gamma
from pathlib import Path

import pytest

from core.service.resources import RESOURCES
from simulation.networks.derive_portugal import derived_files
from simulation.networks.found_evse import CLASSES
from simulation.scenario_file import load_scenario
from simulation.scenario_network import network_of

SHARED = Path(__file__).parents[4] / "shared" / "data"
FILE = RESOURCES / "scenarios" / "portugal.toml"
MWH_PER_DAY_FEBRUARY_2024 = 7_890 / 29
"""MOBI.E's own figure for its network: 7.89 GWh in the month."""


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


def test_its_demand_makes_the_energy_that_the_network_reports(portugal):
    evses = Counter()
    for part in portugal.location:
        evses[part.charge_point_class] += part.evse_count

    kwh = sum(
        evses[part.charge_point_class]
        * part.sessions_per_evse_per_day
        * part.energy_scale_kwh
        * gamma(1 + 1 / part.energy_weibull_shape)
        for part in portugal.demand
    )

    assert kwh / 1000 == pytest.approx(MWH_PER_DAY_FEBRUARY_2024, rel=0.1)


def test_it_asks_what_a_cpo_earns_under_each_preset(portugal):
    assert [part.name for part in portugal.variant] == [
        "NETWORKCORE",
        "RESELLER",
        "PASS_THROUGH",
        "HUB_AND_CLEARING",
        "DIRECT",
    ]
