import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import RuleError
from core.service.resources import ResourceKind, read_text, resource_path
from simulation.networks.brought_scenario import scenario_name_of, scenario_of_network
from simulation.networks.found_evse import BroughtNetwork
from simulation.networks.plain_sites import network_of_table
from simulation.networks.written_toml import toml_of_document
from simulation.scenario_file import load_scenario

TABLE = """\
cpo,latitude,longitude,power_kw,location,evse_count
Nordlader,53.55,10.0,150,hafen,4
Nordlader,53.55,10.0,22,hafen,6
Suedlader,48.14,11.58,50,a place with a name longer than ids may be,2
"""
LIKE = read_text(resource_path(ResourceKind.SCENARIO, "portugal"))


def test_a_brought_network_is_a_scenario_that_loads_and_is_marked_as_imputed(tmp_path):
    files = scenario_of_network(
        network_of_table(TABLE, "own.csv", "DE"), "own", LIKE, "portugal", "own.csv"
    )
    (tmp_path / "own.csv").write_text(files.sites, encoding="utf-8")
    (tmp_path / "own.toml").write_text(files.scenario, encoding="utf-8")

    scenario = load_scenario(tmp_path / "own.toml")

    assert [(one.charge_point_class, one.evse_count) for one in scenario.location] == [
        ("dc_50", 2),
        ("ac_22", 6),
        ("hpc", 4),
    ]
    assert [one.name for one in scenario.cpo] == ["Nordlader", "Suedlader"]
    assert {one.tariff_id for one in scenario.location} == scenario.imputed_tariffs
    assert {one.vat_pct for one in scenario.tariff} == {19}
    assert [one.name for one in scenario.variant][:2] == ["NETWORKCORE", "RESELLER"]


def test_an_empty_network_is_refused():
    with pytest.raises(RuleError, match="an empty network"):
        scenario_of_network(BroughtNetwork((), {}), "own", LIKE, "portugal", "own.csv")


def test_a_scenario_that_says_nothing_of_a_class_is_not_taken_as_the_pattern():
    city = read_text(resource_path(ResourceKind.SCENARIO, "city"))
    network = network_of_table(TABLE, "own.csv", "DE")

    with pytest.raises(RuleError, match="city: charge_point_class: wanted one for ac_22, dc_50"):
        scenario_of_network(network, "own", city, "city", "own.csv")


def test_a_file_name_becomes_a_name_that_a_scenario_may_have(tmp_path):
    assert scenario_name_of(tmp_path / "Mein Netz (2026).toml") == "mein-netz--2026"
    assert scenario_name_of(tmp_path / "___.toml") == "brought"


PLAIN = (
    st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.text()
    | st.dates()
    | st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 (hypothesis wants it naive)
        lambda one: one.replace(microsecond=0)
    )
)
KEYS = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
TABLES = st.dictionaries(KEYS, PLAIN | st.lists(PLAIN, max_size=3), max_size=4)


@given(st.dictionaries(KEYS, PLAIN | TABLES | st.lists(TABLES, min_size=1, max_size=3), max_size=5))
def test_a_document_that_is_written_reads_as_itself(document):
    read = tomllib.loads(toml_of_document(document), parse_float=Decimal)

    assert read == document


def test_what_says_nothing_is_left_out():
    assert toml_of_document({"a": None, "day": date(2026, 1, 2)}) == "day = 2026-01-02\n"
