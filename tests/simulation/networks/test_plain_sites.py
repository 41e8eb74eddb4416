from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError, SourceError
from simulation.networks.found_evse import PlugKind
from simulation.networks.party_keys import RESERVED, party_keys
from simulation.networks.plain_sites import network_of_table
from simulation.networks.table_rows import number_of

TABLE = """\
Operator;Lat;Lon;Power_kW;Site;EVSE_count
Nordlader;53,55;10,0;150;hafen;4
NL*ABC;52.1;5.1;22;plein;2
"""


def test_a_table_with_semicolons_and_decimal_commas_is_read():
    network = network_of_table(TABLE, "own.csv", "DE")

    assert [one.location_id for one in network.evses] == ["hafen"] * 4 + ["plein"] * 2
    assert {one.kind for one in network.evses} == {PlugKind.AC, PlugKind.DC}
    assert network.cpo_names == {"DE*NOR": "Nordlader", "NL*ABC": "ABC"}
    assert network.evses[0].latitude_deg == 53.55


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        (";150;", ";-150;", "power_kw: wanted above 0 and at most 1000, found -150"),
        (";150;", ";;", "power_kw: wanted a number, found ''"),
        (";150;", ";nan;", "power_kw: wanted a number, found 'nan'"),
        ("53,55", "153,55", "latitude: wanted above -90 and at most 90, found 153,55"),
        (";4\n", ";0\n", "evse_count: wanted 1 to 1000, found 0"),
        ("Nordlader;", ";", "cpo: wanted a name, found none"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line(right, wrong, reason):
    network = network_of_table(TABLE.replace(right, wrong), "own.csv", "DE")

    assert [(one.place, one.reason) for one in network.refused] == [("line 2", reason)]
    assert len(network.evses) == 2


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(SourceError, match="no header with the columns cpo, latitude"):
        network_of_table("name;power\nA;22\n", "own.csv", "DE")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("49,465577", "49.465577"),
        ("49.465577", "49.465577"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("-8,2", "-8.2"),
        (" 22 ", "22"),
    ],
)
def test_the_last_mark_of_a_number_is_the_decimal_one(text, number):
    assert number_of(text, "power") == Decimal(number)


@pytest.mark.parametrize("text", ["", "x", "inf", "1,2,x", "--1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InvalidValueError, match="power: wanted a number"):
        number_of(text, "power")


@given(names=st.lists(st.text(min_size=1, max_size=30), max_size=60))
def test_every_operator_has_a_key_of_its_own_whatever_the_order(names):
    keys = party_keys(names, "DE")

    assert set(keys) == set(names)
    assert len(set(keys.values())) == len(keys)
    assert all(len(key) == 6 and key.startswith("DE*") for key in keys.values())
    assert {key[3:] for key in keys.values()}.isdisjoint(RESERVED)
    assert party_keys(reversed(names), "DE") == keys
