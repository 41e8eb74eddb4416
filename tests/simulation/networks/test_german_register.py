from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.errors import SourceError
from simulation.networks.found_evse import PlugKind
from simulation.networks.german_register import network_of_register
from simulation.networks.table_rows import text_of_bytes

FILE = Path(__file__).parents[4] / "shared/data/bnetza_de_registry/ladesaeulen_2019-07-19.csv"
COMMAS = """\
Betreiber,Adresse,Postleitzahl Ort,Bundesland,Längengrad [DG],Breitengrad [DG],\
Inbetriebnahmedatum,Anschlussleistung [kW],Art der Ladeeinrichtung,Anzahl Ladepunkte,\
Steckertypen1,P1 [kW],Steckertypen2,P2 [kW]
Stadtwerk Nord,Am Hafen 1,20457 Hamburg,Hamburg,"9,9937","53,5511",2019-01-01,44.0,\
Normalladeeinrichtung,2,AC Steckdose Typ 2,22.0,"AC Steckdose Typ 2, AC Schuko","22,0"
Stadtwerk Nord,Am Hafen 1,20457 Hamburg,Hamburg,9.9937,53.5511,2019-01-01,150.0,\
Schnellladeeinrichtung,1,"DC Kupplung Combo, DC CHAdeMO",150.0,,
"""
SEMICOLONS = """\
Ladesäulenregister;;;
Stand: 2025;;;
Betreiber;Straße;Hausnummer;Postleitzahl;Ort;Breitengrad;Längengrad;\
Nennleistung Ladeeinrichtung [kW];Anzahl Ladepunkte;Steckertypen1;Nennleistung Stecker1
Süd-Strom;Ring;5;80331;München;48,1371;11,5754;300;2;DC Fahrzeugkupplung Typ Combo 2 (CCS);300
"""


def test_decimal_commas_and_points_in_one_file_are_the_same_place():
    network = network_of_register(COMMAS, "register.csv")

    assert {(one.longitude_deg, one.latitude_deg) for one in network.evses} == {(9.9937, 53.5511)}
    assert [one.max_power_kw for one in network.evses] == [22, 22, 150]
    assert [one.kind for one in network.evses] == [PlugKind.AC, PlugKind.AC, PlugKind.DC]
    assert len({one.location_id for one in network.evses}) == 1


def test_the_form_since_2022_with_its_preamble_is_read_too():
    network = network_of_register(SEMICOLONS, "register.csv")

    assert [one.max_power_kw for one in network.evses] == [Decimal(300), Decimal(150)]
    assert network.evses[0].area_name == "Ring 5, München"
    assert network.cpo_names == {network.evses[0].cpo: "Süd-Strom"}


def test_an_old_spreadsheet_is_read_in_its_encoding():
    network = network_of_register(text_of_bytes(SEMICOLONS.encode("cp1252")), "register.csv")

    assert list(network.cpo_names.values()) == ["Süd-Strom"]


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('"9,9937"', '"53,5511"', "Längengrad: wanted above 5 and at most 16, found 53,5511"),
        ('"53,5511"', "n/a", "Breitengrad: wanted a number, found 'n/a'"),
        ('Stadtwerk Nord,Am Hafen 1,20457 Hamburg,Hamburg,"', ',,,,"', "Betreiber: wanted"),
        (",2,AC", ",2.5,AC", "Anzahl Ladepunkte: wanted 1 to 500"),
        ("Typ 2,22.0", "Typ 2,22000", "P1: wanted at most 1000 kW, found 22000"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line_and_the_others_are_taken(
    right, wrong, reason
):
    network = network_of_register(COMMAS.replace(right, wrong, 1), "register.csv")

    assert [one.place for one in network.refused] == ["line 2"]
    assert network.refused[0].reason.startswith(reason)
    assert len(network.evses) == 1


def test_a_file_of_something_else_is_refused():
    with pytest.raises(SourceError, match="no header with the columns Betreiber"):
        network_of_register("a,b\n1,2\n", "other.csv")


def test_the_real_register_is_read_whole():
    if not FILE.is_file():
        pytest.skip("no ../shared/data beside the checkout")

    network = network_of_register(text_of_bytes(FILE.read_bytes()), FILE.name)

    # 9,690 facilities; the README of the set says so, the points are summed from its column.
    assert network.refused == ()
    assert len(network.evses) == 19_029
    assert len(network.cpo_names) == len(set(network.cpo_names.values())) == 1_229
