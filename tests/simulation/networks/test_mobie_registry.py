from decimal import Decimal

import pytest

from simulation.networks.found_evse import CLASSES, PlugKind, class_of
from simulation.networks.mobie_registry import evses_of_registry, power_kw
from simulation.networks.site_counts import site_counts, site_lines
from simulation.site_file import tables_of_sites

HEADER = (
    "party_id,location_id,city,lat,lon,grid_level,evse_id,status,standard,format,max_voltage,"
    "max_amperage,max_w\n"
)
ROWS = """\
AAA,LSB-1,Lisboa,38.72,-9.14,BT,E1,AVAILABLE,CHADEMO,CABLE,400,125,50000.0
AAA,LSB-1,Lisboa,38.72,-9.14,BT,E1,AVAILABLE,IEC_62196_T2_COMBO,CABLE,400,150,60000.0
AAA,LSB-1,LISBOA,38.72,-9.14,BT,E2,UNKNOWN,IEC_62196_T2,SOCKET,230,16,11.0
AAA,LSB-2,Lisboa,38.74,-9.16,BT,E3,CHARGING,IEC_62196_T2,SOCKET,400,32,22000.0
AAA,LSB-2,Lisboa,38.74,-9.16,BT,E4,REMOVED,IEC_62196_T2,SOCKET,400,32,22000.0
BBB,PDL-1,Ponta Delgada,37.74,-25.67,BT,E5,AVAILABLE,IEC_62196_T2,SOCKET,230,16,3700.0
"""


@pytest.fixture
def evses(tmp_path):
    path = tmp_path / "connectors.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return evses_of_registry(path)


def test_an_evse_with_two_plugs_is_one_of_its_stronger_and_a_removed_one_is_none(evses):
    assert [(one.kind, one.max_power_kw) for one in evses] == [
        (PlugKind.DC, 60),
        (PlugKind.AC, 11),
        (PlugKind.AC, 22),
        (PlugKind.AC, Decimal("3.7")),
    ]
    assert [one.time_zone for one in evses] == ["", "", "", "Atlantic/Azores"]
    assert {one.area_name for one in evses} == {"Lisboa", "Ponta Delgada"}


@pytest.mark.parametrize(("watts", "kw"), [("11.0", 11), ("22000.0", 22), ("350000", 350)])
def test_a_power_below_a_kilowatt_was_written_in_kilowatts(watts, kw):
    assert power_kw(watts) == kw


def test_every_power_has_a_class_and_bounds_belong_to_the_class_below():
    for name, kind, most in CLASSES:
        assert class_of(kind, most) == name


def test_counts_of_an_area_hold_no_place_but_its_centre(evses):
    counts = site_counts(evses)

    assert [
        (one.area, one.charge_point_class, one.site_count, one.evse_count) for one in counts
    ] == [
        ("LSB", "ac_22", 2, 2),
        ("LSB", "dc_100", 1, 1),
        ("PDL", "slow_7", 1, 1),
    ]
    assert (counts[0].latitude_deg, counts[0].longitude_deg) == (38.73, -9.15)
    assert 1 < counts[0].spread_km < 2


def test_counts_are_read_as_sites_with_as_many_evses(evses):
    tables = tables_of_sites(site_lines(site_counts(evses)), "sites.csv")

    assert sum(one["evse_count"] for one in tables) == len(evses)
    assert [one["location_id"] for one in tables] == [
        "LSB-AAA-ac_22-1",
        "LSB-AAA-ac_22-2",
        "LSB-AAA-dc_100",
        "PDL-BBB-slow_7",
    ]
