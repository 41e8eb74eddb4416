"""A mapping is read strictly and a file is recognised by its header."""

from pathlib import Path

import pytest

from core.domain.errors import SourceError
from core.sessionfile.mapping import (
    Columns,
    EnergyUnit,
    FileFormat,
    Mapping,
    mapping_from_toml,
    recognise,
)

MINIMAL = """\
name = "one"
time_zone = "UTC"

[columns]
start = "a"
end = "b"
energy = "c"
charge_point = "d"
"""


def a_mapping(name="one", header=()):
    columns = Columns(start="a", end="b", energy="c", charge_point="d")
    return Mapping(name=name, time_zone="UTC", header=header, columns=columns)


def test_what_a_mapping_does_not_say_is_plain_csv_with_iso_times():
    assert mapping_from_toml(MINIMAL, "one.toml") == a_mapping()


def test_every_field_can_be_said():
    text = """\
name = "all"
format = "JSON"
delimiter = "\\t"
decimal = ","
encoding = "cp1252"
time_formats = ["%d.%m.%Y %H:%M"]
time_zone = "in the text"
energy_unit = "Wh"
strip_trailing_zero = true
header = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]

[columns]
start = "a"
end = "b"
energy = "c"
charge_point = "d"
connector = "e"
charge_point_class = "f"
site = "g"
driver = "h"
session_id = "i"
charging_h = "j"
charging_end = "k"
period = "l"
"""
    mapping = mapping_from_toml(text, "all.toml")
    assert mapping.columns.named == tuple("abcdefghijkl")
    assert not mapping.assumes_time_zone
    assert (mapping.format, mapping.energy_unit) == (FileFormat.JSON, EnergyUnit.WH)
    assert (mapping.delimiter, mapping.decimal, mapping.encoding) == ("\t", ",", "cp1252")
    assert (mapping.strip_trailing_zero, mapping.time_formats) == (True, ("%d.%m.%Y %H:%M",))


def test_a_zone_of_the_mapping_is_our_assumption():
    assert a_mapping().assumes_time_zone


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('name = "one"', 'nam = "one"', 1, "nam: unknown field"),
        ('start = "a"', "", 4, "columns.start: missing"),
        ('"UTC"', '"Europe/Londres"', 2, "time_zone: wanted an IANA time zone"),
        ('"UTC"', '"UTC"\nencoding = "utf-16"', 3, "encoding: wanted a known encoding"),
        ('"UTC"', '"UTC"\nencoding = "klingon"', 3, "encoding: wanted a known encoding"),
        ('"UTC"', '"UTC"\ndelimiter = "x"', 3, "delimiter: wanted ',', ';'"),
        ('"UTC"', '"UTC"\nformat = "XML"', 3, "format: wanted 'CSV' or 'JSON', found 'XML'"),
        ('energy = "c"', "energy = 3", 7, "columns.energy: wanted a valid string, found 3"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(old, new, line, said):
    with pytest.raises(SourceError) as caught:
        mapping_from_toml(MINIMAL.replace(old, new, 1), "one.toml")
    assert f"one.toml:{line}: " in str(caught.value)
    assert said in str(caught.value)


def test_every_wrong_field_has_its_own_line():
    text = MINIMAL.replace('"UTC"', '"Nowhere"').replace('"a"', "1")
    with pytest.raises(SourceError) as caught:
        mapping_from_toml(text, "one.toml")
    first, second = str(caught.value).splitlines()
    assert first.startswith("one.toml:2: time_zone:")
    assert second.startswith("one.toml:5: columns.start:")


def test_text_that_is_no_toml_is_refused():
    with pytest.raises(SourceError, match=r"one\.toml: not TOML"):
        mapping_from_toml("name = ", "one.toml")


def test_a_column_outside_the_header_is_refused():
    text = MINIMAL.replace('"UTC"', '"UTC"\nheader = ["a", "b", "c"]')
    with pytest.raises(SourceError, match="header: wanted 'd'"):
        mapping_from_toml(text, "one.toml")


def test_one_sign_cannot_part_fields_and_decimals():
    with pytest.raises(SourceError, match="is the decimal sign, too"):
        mapping_from_toml(MINIMAL.replace('"UTC"', '"UTC"\ndecimal = ","'), "one.toml")


def test_a_file_is_recognised_by_all_its_columns_in_any_order():
    known = [a_mapping(), a_mapping("two", ("x", "y")), a_mapping("three", ("x", "y", "z"))]
    assert recognise(("y", "x"), known, "f.csv").name == "two"


def test_an_unknown_header_names_the_known_mappings():
    with pytest.raises(SourceError, match=r"f.csv:1: header q: .* known mappings: one, two"):
        recognise(("q",), [a_mapping(), a_mapping("two", ("x",))], "f.csv")


def test_a_header_that_fits_two_mappings_is_not_guessed():
    with pytest.raises(SourceError, match="these mappings fit, name one: two, three"):
        recognise(("x",), [a_mapping("two", ("x",)), a_mapping("three", ("x",))], "f.csv")


def test_no_two_built_in_mappings_recognise_the_same_header():
    folder = Path(__file__).parents[3] / "resources" / "mappings"
    known = [mapping_from_toml(one.read_text(), one.name) for one in folder.glob("*.toml")]
    assert len(known) >= 7
    for mapping in known:
        assert recognise(mapping.header, known, mapping.name) is mapping
