"""What an object that passes does against OCPI's tables, in words that a log may keep.

Nothing of what was found is told, for that may be a driver's; the pointer is enough to find it.
"""

from typing import Final

from core.domain.errors import SourceError
from core.ocpi.examine_object import examine_object
from core.ocpi.json_bytes import value_of_json
from core.ocpi.object_tables import TABLES
from core.ocpi.ocpi_version import OcpiVersion

TOLD_MAX: Final = 5


def violations_told(
    version: OcpiVersion, name: str | None, body: bytes, *, partial: bool = False
) -> str:
    """What the object of a message breaks; empty if nothing, or if it carries none.

    Args:
        version: In which it is written.
        name: The object as ``object_tables`` names it; None where the message carries none.
        body: The whole message.
        partial: Of a PATCH, which leaves out what stays.
    """
    if name is None or name not in TABLES[version].objects or not body:
        return ""
    try:
        value = value_of_json(body)
    except SourceError:
        return "no JSON"
    found = examine_object(version, name, value, partial=partial)
    told = [f"{one.pointer or '/'}: wanted {one.wanted}" for one in found[:TOLD_MAX]]
    more = len(found) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")
