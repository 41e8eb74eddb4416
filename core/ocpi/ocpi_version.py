"""Which version of OCPI an object is written in, told by its form."""

from collections.abc import Mapping
from enum import StrEnum


class OcpiVersion(StrEnum):
    """The versions that are spoken here."""

    V2_2_1 = "2.2.1"
    V2_3_0 = "2.3.0"


def version_of(fields: Mapping[str, object]) -> OcpiVersion:
    """The version of a Tariff or a CDR, from the fields that only 2.3.0 has; else 2.2.1."""
    prices = [one for one in fields.values() if isinstance(one, dict)]
    newer = "tax_included" in fields or any("before_taxes" in one for one in prices)
    return OcpiVersion.V2_3_0 if newer else OcpiVersion.V2_2_1
