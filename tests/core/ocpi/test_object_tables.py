"""No object, field or value of the specification is missing from our tables, and none is ours.

Source: shared/vectors/spec_ir_*.json, derived from the specification's tables.
"""

import json

import pytest

from core.ocpi.object_tables import TABLES, Cardinality, Field
from core.ocpi.ocpi_version import OcpiVersion

RENAMED = {"Response format": "Answer", "Data": "VersionDetails"}
READ_OTHERWISE = {"Array or Object or String": "any", "String": "string"}
MENDED = {("InvoiceReconciliationRecord", "cdrs")}
"""36 characters there, though the ids of Credit CDRs have 39."""
WITHOUT_VALUES = {"ConnectorCapability", "EVSEPosition", "ParkingDirection", "VehicleType"}
"""Enums whose values the derived tables lost."""
BASIC_TYPES = {"any", "boolean", "CiString", "DateTime", "int", "number", "string", "URL"}
OF_VERSIONS = pytest.mark.parametrize("version", list(OcpiVersion))


@pytest.fixture
def specification(version, shared_dir):
    return json.loads((shared_dir / "vectors" / f"spec_ir_{version}.json").read_text())


def bare_name(key):
    title = key.split("/")[1]
    return RENAMED.get(title) or title.split(" ")[0]


def field_of(row):
    kind = READ_OTHERWISE.get(row["type"], row["type"])
    return Field(
        name=row["name"].split("]] ")[-1],
        kind=kind,
        longest=row["len"],
        cardinality=Cardinality("?" if kind == "any" else row["card"]),
    )


@OF_VERSIONS
def test_every_object_has_exactly_the_fields_of_the_specification(version, specification):
    ours = TABLES[version].objects
    assert set(ours) == {bare_name(key) for key in specification["objects"]}
    for key, rows in specification["objects"].items():
        name = bare_name(key)
        wanted = {field_of(row) for row in rows if (name, row["name"]) not in MENDED}
        assert {one for one in ours[name] if (name, one.name) not in MENDED} == wanted, name


@OF_VERSIONS
def test_every_enum_has_exactly_the_values_of_the_specification(version, specification):
    ours = TABLES[version].enums
    theirs = {bare_name(key): values for key, values in specification["enums"].items()}
    assert set(ours) == set(theirs) | {"ModuleID"}
    for name, values in theirs.items():
        assert name in WITHOUT_VALUES or ours[name].known == set(values), name
    are_open = {bare_name(key) for key in specification["enums"] if key.endswith("OpenEnum")}
    assert {name for name, one in ours.items() if one.is_open} == are_open | {"ModuleID"}


@OF_VERSIONS
def test_every_type_of_a_field_is_known(version):
    tables = TABLES[version]
    kinds = {row.kind for rows in tables.objects.values() for row in rows}
    assert kinds <= BASIC_TYPES | set(tables.objects) | set(tables.enums)


def test_the_ids_of_credit_cdrs_fit_a_reconciliation_record():
    (cdrs,) = (
        row
        for row in TABLES[OcpiVersion.V2_3_0].objects["InvoiceReconciliationRecord"]
        if row.name == "cdrs"
    )
    assert cdrs.longest == 39
