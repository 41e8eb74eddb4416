from decimal import Decimal
from math import cos, radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import NotFoundError, SourceError
from simulation.scenario_changes import changed_document
from simulation.scenario_file import load_scenario, scenario_of, scenario_of_document
from simulation.scenario_network import network_of
from simulation.site_file import KM_PER_DEGREE, tables_of_sites
from simulation.visit_plan import plan_of

HEADER = (
    "location_id,cpo,name,country_code,time_zone,latitude_deg,longitude_deg,charge_point_class,"
    "site_count,evse_count,tariff_id,spread_km\n"
)
ONE = "east,DE*ABC,East,DE,,50.1,8.7,dc,,4,T1,\n"
MANY = "ring,DE*ABC,Ring,DE,Europe/Berlin,50,8,dc,3,8,,5\n"
IMPUTED = """
[[imputed_tariff]]
charge_point_class = "dc"
currency = "EUR"
energy_price_per_kwh = 0.45
vat_pct = 19
description = "Imputed: the mean of others"
"""

WRONG = [
    (HEADER.replace("cpo,", ""), "sites.csv:1: header: missing cpo"),
    (HEADER.replace("name,", "name,nam,"), "sites.csv:1: header: unknown nam"),
    (HEADER, "sites.csv: an empty network"),
    ("", "sites.csv:1: header: missing location_id"),
    (HEADER + ONE.replace(",4,", ",0,"), "sites.csv:2: evse_count: wanted"),
    (HEADER + ONE.replace(",4,", ",four,"), "sites.csv:2: evse_count: wanted"),
    (HEADER + ONE.replace("50.1", "95"), "sites.csv:2: latitude_deg: wanted"),
    (HEADER + ONE.replace("50.1", "50;1"), "sites.csv:2: latitude_deg: wanted"),
    (HEADER + ONE.replace("DE*ABC", "ABC"), "sites.csv:2: cpo: wanted"),
    (HEADER + ONE + MANY.replace(",3,8,", ",9,8,"), "sites.csv:3: evse_count: 8 EVSEs at 9 sites"),
    (HEADER + "east,DE*ABC\n", "sites.csv:2: wanted as many fields as the header has"),
    (HEADER + ONE[:-1] + ",more\n", "sites.csv:2: wanted as many fields as the header has"),
]


@pytest.mark.parametrize(("text", "problem"), WRONG, ids=[one[1] for one in WRONG])
def test_a_wrong_line_is_told_with_its_field(text, problem):
    with pytest.raises(SourceError) as caught:
        tables_of_sites(text, "sites.csv")

    assert str(caught.value).startswith(problem)


@given(sites=st.integers(1, 60), more=st.integers(0, 500), spread=st.floats(0, 50))
def test_a_line_of_many_sites_keeps_its_evses_and_lies_around_its_centre(sites, more, spread):
    line = MANY.replace(",3,8,", f",{sites},{sites + more},").replace(",5\n", f",{spread}\n")

    tables = tables_of_sites(HEADER + line, "sites.csv")

    assert len(tables) == sites
    assert sum(one["evse_count"] for one in tables) == sites + more
    counts = [one["evse_count"] for one in tables]
    assert max(counts) - min(counts) <= 1
    assert len({one["location_id"] for one in tables}) == sites
    squares = [
        ((float(one["latitude_deg"]) - 50) * KM_PER_DEGREE) ** 2
        + ((float(one["longitude_deg"]) - 8) * KM_PER_DEGREE * cos(radians(50))) ** 2
        for one in tables
    ]
    wanted_km = spread if sites > 1 else 0
    assert (sum(squares) / sites) ** 0.5 == pytest.approx(wanted_km, abs=0.02)


def with_sites(small_text, tmp_path, lines, more=""):
    (tmp_path / "sites.csv").write_text(HEADER + lines, encoding="utf-8")
    path = tmp_path / "with-sites.toml"
    path.write_text('site_file = "sites.csv"\n' + small_text + more, encoding="utf-8")
    return path


def test_sites_of_the_file_beside_it_are_locations_of_the_scenario(small_text, tmp_path):
    scenario = load_scenario(with_sites(small_text, tmp_path, ONE))

    assert [part.location_id for part in scenario.location][-1] == "east"
    location = network_of(scenario).locations[-1]
    assert (location.latitude, len(location.evses)) == (Decimal("50.1"), 4)


def test_a_site_whose_price_nobody_told_gets_the_one_of_its_class_and_is_marked(
    small_text, tmp_path
):
    scenario = load_scenario(with_sites(small_text, tmp_path, ONE + MANY, IMPUTED))

    assert scenario.imputed_tariffs == {"ABC-dc-imputed"}
    by_site = {part.location_id: part.tariff_id for part in scenario.location}
    assert by_site["ring-2"] == "ABC-dc-imputed"
    assert by_site["east"] == "T1"
    tariff = network_of(scenario).tariff("ABC-dc-imputed")
    assert tariff.elements[0].price_components[0].price == Decimal("0.45")
    assert tariff.cpo == "DE*ABC"


def test_a_site_without_a_price_and_nothing_imputed_is_refused(small_text, tmp_path):
    with pytest.raises(SourceError, match=r"ring-1: no tariff, and none is imputed"):
        load_scenario(with_sites(small_text, tmp_path, MANY))


def test_a_site_of_an_unknown_party_is_refused_by_its_name(small_text, tmp_path):
    path = with_sites(small_text, tmp_path, ONE.replace("DE*ABC", "DE*NON"))

    with pytest.raises(SourceError, match=r"location\[2\]\.cpo: east: no CPO 'DE\*NON'"):
        load_scenario(path)


def test_a_file_of_sites_that_is_not_there_is_told(small_text):
    with pytest.raises(NotFoundError, match="sites: no 'gone'"):
        scenario_of('site_file = "gone"\n' + small_text, "small.toml")


def test_a_change_reaches_sites_of_the_file_and_what_is_imputed(small_text, tmp_path):
    path = with_sites(small_text, tmp_path, ONE + MANY, IMPUTED)
    text = path.read_text(encoding="utf-8")
    changes = [("location.ring-3.evse_count", 7), ("imputed_tariff.dc.energy_price_per_kwh", 1)]

    document = changed_document(text, str(path), changes)
    scenario = scenario_of_document(document, text, str(path))

    assert scenario.location[-1].evse_count == 7
    assert scenario.tariff[-1].energy_price_per_kwh == 1


def test_a_site_that_is_asked_for_more_gets_so_many_more_visits(small_text, tmp_path):
    (tmp_path / "sites.csv").write_text(
        HEADER.replace("\n", ",demand_factor\n") + ONE.replace("\n", ",5\n"), encoding="utf-8"
    )
    text = small_text.replace("days = 2", "days = 60")
    path = tmp_path / "asked.toml"
    path.write_text('site_file = "sites.csv"\n' + text, encoding="utf-8")
    scenario = load_scenario(path)

    visits = np.bincount(plan_of(scenario, 1).site)

    wanted = [part.demand_factor * part.evse_count for part in scenario.location]
    assert visits / visits.sum() == pytest.approx(np.array(wanted) / sum(wanted), abs=0.02)
