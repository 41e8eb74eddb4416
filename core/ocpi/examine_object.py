"""Everything that an object of a peer does against OCPI's tables, each with its JSON pointer.

Sources: the tables (``object_tables``); OCPI 2.2.1 and 2.3.0 types.asciidoc for strings, numbers
and times; mod_locations and mod_tariffs for the patterns of single fields; RFC 6901 for pointers.
Unknown fields are welcome, an explicit null is a field that is not there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from core.ocpi.envelope import time_or_none
from core.ocpi.object_tables import TABLES, Cardinality, Field, Tables
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import shown

MOST_VIOLATIONS: Final = 1000
"""Nobody reads more; a peer cannot make us write a report longer than its message."""
_LONGEST_TIME: Final = 25
_LONGEST_URL: Final = 255
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_DATE: Final = r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_SHAPES: Final[Mapping[tuple[str, str], tuple[re.Pattern[str], str]]] = {
    (kind, name): (re.compile(pattern), wanted)
    for kind, name, pattern, wanted in (
        ("CiString", "country_code", r"[A-Za-z]{2}", "two letters of ISO 3166"),
        ("CiString", "party_id", r"[!-~]{3}", "three characters"),
        ("CiString", "hub_party_id", r"[A-Za-z]{2}[!-~]{3}", "two letters and three characters"),
        ("string", "country", r"[A-Z]{3}", "three letters of ISO 3166"),
        ("string", "currency", r"[A-Z]{3}", "three letters of ISO 4217"),
        ("string", "latitude", r"-?[0-9]{1,2}\.[0-9]{5,7}", "degrees with 5 to 7 decimals"),
        ("string", "longitude", r"-?[0-9]{1,3}\.[0-9]{5,7}", "degrees with 5 to 7 decimals"),
        ("string", "start_time", _CLOCK, "a time of day as 09:30"),
        ("string", "end_time", _CLOCK, "a time of day as 09:30"),
        ("string", "period_begin", _CLOCK, "a time of day as 09:30"),
        ("string", "period_end", _CLOCK, "a time of day as 09:30"),
        ("string", "start_date", _DATE, "a date as 2026-01-31"),
        ("string", "end_date", _DATE, "a date as 2026-01-31"),
        ("int", "weekday", r"[1-7]", "1 for Monday to 7 for Sunday"),
    )
}
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")
_URL: Final = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that OCPI does not allow."""

    pointer: str
    """Where: ``/evses/0/connectors/1/id``; empty for the object itself."""
    wanted: str
    found: str

    def __str__(self) -> str:
        """One line for a message."""
        return f"{self.pointer or '/'}: wanted {self.wanted}, found {self.found}"


def examine_object(
    version: OcpiVersion, name: str, value: object, *, partial: bool = False
) -> tuple[Violation, ...]:
    """What an object does against the tables, in their order; at most ``MOST_VIOLATIONS``.

    Args:
        version: Whose tables.
        name: The object as ``object_tables`` names it: ``Location``, ``CDR``.
        value: The object as plain objects (``json_bytes``, ``wire.parsed``).
        partial: Of a PATCH: nothing but ``last_updated`` has to be there.
    """
    tables = TABLES[version]
    assert name in tables.objects, f"no object of OCPI {version}: {name}"
    walk = _Walk(tables)
    walk.see_object(name, value, "", partial=partial)
    return tuple(walk.found[:MOST_VIOLATIONS])


@dataclass(slots=True)
class _Walk:
    """One object being examined."""

    tables: Tables
    found: list[Violation] = field(default_factory=list)

    def say(self, pointer: str, wanted: str, found: str) -> None:
        """Note one violation."""
        self.found.append(Violation(pointer, wanted, found))

    def see_object(self, name: str, value: object, pointer: str, *, partial: bool = False) -> None:
        """Examine an object, its fields and what is in them."""
        if not isinstance(value, Mapping):
            self.say(pointer, f"an object {name}", shown(value))
            return
        for row in self.tables.objects[name]:
            content = value.get(row.name)
            if content is not None:
                self.see_field(row, content, f"{pointer}/{row.name}")
            elif row.cardinality.is_required and not (partial and row.name != "last_updated"):
                self.say(f"{pointer}/{row.name}", _described(row), "nothing")
            if len(self.found) >= MOST_VIOLATIONS:
                return

    def see_field(self, row: Field, content: object, pointer: str) -> None:
        """Examine what a field holds: one value, or a list of them."""
        if not row.cardinality.is_list:
            self.see_value(row, content, pointer)
        elif not isinstance(content, list):
            self.say(pointer, f"a list of {row.kind}", shown(content))
        elif not content and row.cardinality is Cardinality.SOME:
            self.say(pointer, f"at least one {row.kind}", "an empty list")
        else:
            for index, one in enumerate(content):
                self.see_value(row, one, f"{pointer}/{index}")
                if len(self.found) >= MOST_VIOLATIONS:
                    return

    def see_value(self, row: Field, content: object, pointer: str) -> None:
        """Examine one value."""
        test = _TESTS.get(row.kind)
        if test is not None:
            wanted = test(row, content)
            if wanted:
                self.say(pointer, wanted, shown(content))
        elif row.kind in self.tables.objects:
            self.see_object(row.kind, content, pointer)
        else:
            self.see_member(row, content, pointer)

    def see_member(self, row: Field, content: object, pointer: str) -> None:
        """Examine a value of an enum."""
        values = self.tables.enums[row.kind]
        if isinstance(content, str) and (content in values.known or (values.is_open and content)):
            return
        self.say(pointer, f"one of {', '.join(sorted(values.known))}", shown(content))


def _described(row: Field) -> str:
    return f"{row.kind}({row.longest})" if row.longest else row.kind


def _wanted_of_string(row: Field, content: object) -> str:
    if not isinstance(content, str):
        return "a string"
    if row.longest is not None and len(content) > row.longest:
        return f"at most {row.longest} characters"
    if not content.isprintable() and any(one < " " or one == "\x7f" for one in content):
        return "printable characters"
    return _wanted_of_shape(row, content)


def _wanted_of_cistring(row: Field, content: object) -> str:
    if isinstance(content, str) and not (content.isascii() and content.isprintable()):
        return "printable ASCII"
    if content == "" and row.cardinality.is_required:
        return f"1 to {row.longest or 36} characters"
    return _wanted_of_string(row, content)


def _wanted_of_shape(row: Field, text: str) -> str:
    shape = _SHAPES.get((row.kind, row.name))
    return "" if shape is None or not text or shape[0].fullmatch(text) else shape[1]


def _wanted_of_url(_row: Field, content: object) -> str:
    if isinstance(content, str) and len(content) <= _LONGEST_URL and _URL.fullmatch(content):
        return ""
    return f"an http or https URL of at most {_LONGEST_URL} characters"


def _wanted_of_time(_row: Field, content: object) -> str:
    if (
        isinstance(content, str)
        and len(content) <= _LONGEST_TIME
        and _TIME.fullmatch(content)
        and time_or_none(content) is not None
    ):
        return ""
    return f"a time in UTC as 2026-01-31T12:00:00Z of at most {_LONGEST_TIME} characters"


def _wanted_of_number(_row: Field, content: object) -> str:
    is_number = isinstance(content, int | Decimal | float) and not isinstance(content, bool)
    return "" if is_number else "a number"


def _wanted_of_int(row: Field, content: object) -> str:
    if _wanted_of_number(row, content):
        return "a whole number"
    assert isinstance(content, int | Decimal | float)
    if not _is_whole(content):
        return "a whole number"
    if row.longest is not None and abs(content) >= 10**row.longest:
        return f"at most {row.longest} digits"
    return _wanted_of_shape(row, str(content))


def _is_whole(number: Decimal | float) -> bool:
    if isinstance(number, Decimal):
        return number.is_finite() and number == number.to_integral_value()
    return isinstance(number, int) or number.is_integer()


def _wanted_of_boolean(_row: Field, content: object) -> str:
    return "" if isinstance(content, bool) else "true or false"


def _wanted_of_any(_row: Field, _content: object) -> str:
    return ""


_TESTS: Final[Mapping[str, Callable[[Field, object], str]]] = {
    "any": _wanted_of_any,
    "boolean": _wanted_of_boolean,
    "CiString": _wanted_of_cistring,
    "DateTime": _wanted_of_time,
    "int": _wanted_of_int,
    "number": _wanted_of_number,
    "string": _wanted_of_string,
    "URL": _wanted_of_url,
}
"""What was wanted, by basic type; empty if the value is one."""
