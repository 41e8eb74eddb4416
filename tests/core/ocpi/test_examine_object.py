"""What an object does against the tables: all of it, at its place, and nothing that is allowed."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ocpi.examine_object import MOST_VIOLATIONS, Violation, examine_object
from core.ocpi.object_tables import TABLES
from core.ocpi.ocpi_version import OcpiVersion
from tests.wire_objects import a_wire_object

OLD, NEW = OcpiVersion.V2_2_1, OcpiVersion.V2_3_0
EVERY_OBJECT = [(version, name) for version in OcpiVersion for name in TABLES[version].objects]
OF_EVERY_OBJECT = pytest.mark.parametrize(("version", "name"), EVERY_OBJECT)

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=10,
)


def pointers_of(version, name, value, *, partial=False):
    return [one.pointer for one in examine_object(version, name, value, partial=partial)]


@OF_EVERY_OBJECT
def test_an_object_with_every_field_is_in_order_and_one_with_the_required_ones_too(version, name):
    assert examine_object(version, name, a_wire_object(version, name)) == ()
    assert examine_object(version, name, a_wire_object(version, name, full=False)) == ()


@OF_EVERY_OBJECT
def test_each_required_field_is_missed_and_no_other(version, name):
    for row in TABLES[version].objects[name]:
        value = a_wire_object(version, name)
        del value[row.name]
        wanted = [f"/{row.name}"] if row.cardinality.is_required else []
        assert pointers_of(version, name, value) == wanted
        value[row.name] = None
        assert pointers_of(version, name, value) == wanted


@OF_EVERY_OBJECT
def test_each_field_of_another_type_is_found_and_unknown_fields_are_welcome(version, name):
    for row in TABLES[version].objects[name]:
        value = a_wire_object(version, name) | {"x_own": object()}
        value[row.name] = (1.5,)
        wanted = [] if row.kind == "any" else [f"/{row.name}"]
        assert pointers_of(version, name, value) == wanted


@OF_EVERY_OBJECT
def test_of_a_patch_only_the_time_has_to_be_there(version, name):
    has_time = any(row.name == "last_updated" for row in TABLES[version].objects[name])
    assert pointers_of(version, name, {}, partial=True) == ["/last_updated"] * has_time


@given(st.sampled_from(EVERY_OBJECT), values)
def test_whatever_a_peer_sends_is_examined(of, value):
    assert all(one.wanted and one.found for one in examine_object(*of, value))


@given(st.sampled_from(EVERY_OBJECT), st.data())
def test_whatever_stands_in_a_field_is_examined_and_pointed_to(of, data):
    version, name = of
    value = a_wire_object(version, name)
    field = data.draw(st.sampled_from(sorted(value)))
    value[field] = data.draw(values)
    for pointer in pointers_of(version, name, value):
        assert pointer.split("/")[1] == field


@pytest.mark.parametrize(
    ("name", "field", "content", "said"),
    [
        ("Token", "uid", "é", 'wanted printable ASCII, found "\\u00e9"'),
        ("Token", "uid", "", 'wanted 1 to 36 characters, found ""'),
        ("Token", "uid", "x" * 37, "wanted at most 36 characters"),
        ("Token", "issuer", "two\nlines", "wanted printable characters"),
        ("Token", "country_code", "NLD", "wanted at most 2 characters"),
        ("Token", "country_code", "N1", "wanted two letters of ISO 3166"),
        ("Token", "party_id", "AB", "wanted three characters"),
        ("Token", "valid", "true", 'wanted true or false, found "true"'),
        ("Token", "last_updated", "2026-01-31", "wanted a time in UTC"),
        ("Token", "last_updated", "2026-01-31T12:00:00+01:00", "wanted a time in UTC"),
        ("Token", "last_updated", "2026-02-31T12:00:00Z", "wanted a time in UTC"),
        ("Token", "last_updated", "2026-01-31T12:00:00.123456Z", "wanted a time in UTC"),
        ("Token", "type", "rfid", "wanted one of AD_HOC_USER, APP_USER, OTHER, RFID"),
        ("Session", "kwh", "1.5", 'wanted a number, found "1.5"'),
        ("Session", "kwh", True, "wanted a number, found true"),
        ("Session", "currency", "eur", "wanted three letters of ISO 4217"),
        ("Image", "width", 100_000, "wanted at most 5 digits, found 100000"),
        ("Image", "width", Decimal("1E+99999"), "wanted at most 5 digits"),
        ("Image", "width", Decimal("1.5"), "wanted a whole number, found 1.5"),
        ("Image", "url", "ftp://x.example/a.png", "wanted an http or https URL"),
        ("RegularHours", "weekday", 0, "wanted 1 for Monday to 7 for Sunday, found 0"),
        ("RegularHours", "weekday", -1, "wanted 1 for Monday to 7 for Sunday, found -1"),
        ("RegularHours", "period_end", "24:00", "wanted a time of day"),
        ("GeoLocation", "latitude", "52.37", "wanted degrees with 5 to 7 decimals"),
        ("TariffRestrictions", "start_date", "2026-13-01", "wanted a date as 2026-01-31"),
        ("Credentials", "roles", [], "wanted at least one CredentialsRole, found an empty list"),
        ("Credentials", "roles", {}, "wanted a list of CredentialsRole, found an object"),
    ],
)
def test_a_wrong_value_is_told_in_words(name, field, content, said):
    (found,) = examine_object(OLD, name, a_wire_object(OLD, name) | {field: content})
    assert str(found).startswith(f"/{field}: {said}")


@pytest.mark.parametrize(
    ("name", "field", "content"),
    [
        ("Token", "last_updated", "2026-01-31T12:00:00"),
        ("Token", "last_updated", "2026-01-31T12:00:00.123Z"),
        ("Token", "issuer", "Zoë & søn\u00a0AS"),
        ("Token", "visual_number", ""),
        ("Image", "width", Decimal("800.0")),
        ("Session", "charging_periods", []),
        ("Endpoint", "identifier", "nltnm-tokens"),
    ],
)
def test_what_is_unusual_but_allowed_is_no_violation(name, field, content):
    assert examine_object(OLD, name, a_wire_object(OLD, name) | {field: content}) == ()


def test_2_3_0_takes_a_party_s_own_values_where_2_2_1_does_not():
    def of(version):
        return a_wire_object(version, "Connector") | {"standard": "BETTER_PLUG"}

    assert examine_object(NEW, "Connector", of(NEW)) == ()
    assert pointers_of(OLD, "Connector", of(OLD)) == ["/standard"]


def test_a_place_deep_in_an_object_is_named():
    location = a_wire_object(NEW, "Location")
    location["evses"][0]["connectors"][0]["format"] = "HOSE"
    assert pointers_of(NEW, "Location", location) == ["/evses/0/connectors/0/format"]


def test_what_is_no_object_is_told_at_the_root():
    assert examine_object(OLD, "Token", [1]) == (Violation("", "an object Token", "a list"),)
    assert str(Violation("", "an object Token", "7")) == "/: wanted an object Token, found 7"


def test_a_report_is_never_longer_than_anybody_reads():
    location = a_wire_object(OLD, "Location") | {"evses": [{}] * 10_000}
    assert len(examine_object(OLD, "Location", location)) == MOST_VIOLATIONS


KINDS = (
    ("cdr_", "CDR"),
    ("credentials", "Credentials"),
    ("location_hours", "Hours"),
    ("location_patch", "Location"),
    ("location_put", "EVSE"),
    ("location_regular", "Hours"),
    ("location_energymix", "EnergyMix"),
    ("location_", "Location"),
    ("session_", "Session"),
    ("tariffrestriction", "TariffRestrictions"),
    ("tariff_", "Tariff"),
    ("token_", "Token"),
    ("transport_and_format_get_token", "Token"),
    ("transport_and_format_version_details", "VersionDetails"),
    ("transport_and_format_version_info", "Version"),
    ("type_displaytext", "DisplayText"),
    ("version_details", "VersionDetails"),
    ("versions_info", "Version"),
)
KNOWN_DEFECTS = {
    ("2.2.1", "location_put_example_add_evse"): [
        "/connectors/0/power_type",
        "/connectors/0/max_voltage",
        "/connectors/0/max_amperage",
        "/connectors/0/last_updated",
        "/physical_reference",
    ],
    ("2.2.1", "tariff_put_example"): ["/last_updated"],
    ("2.3.0", "cdr_example"): ["/tariffs/0/tax_included"],
}
"""What the specification's own examples do against its own tables."""


def of_envelope(value):
    """The objects of an example: it may be an answer, a list, or a field of another object."""
    if "data" in value:
        value = value["data"]
    if isinstance(value, dict) and set(value) in ({"opening_times"}, {"energy_mix"}):
        (value,) = value.values()
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("version", list(OcpiVersion))
def test_the_examples_of_the_specification_are_in_order_but_for_their_known_defects(
    version, shared_dir
):
    files = sorted((shared_dir / "vectors" / "ocpi_spec" / version).glob("*.json"))
    assert len(files) > 50
    for file in files:
        kind = next(name for start, name in KINDS if file.stem.startswith(start))
        value = json.loads(file.read_text(), parse_float=Decimal)
        found = [
            pointer
            for one in (value if isinstance(value, list) else of_envelope(value))
            for pointer in pointers_of(version, kind, one, partial="_patch_" in file.stem)
        ]
        known = KNOWN_DEFECTS.get((version, file.stem)) or KNOWN_DEFECTS.get(("2.2.1", file.stem))
        assert found == (known or []), file.name
