"""The field tables of OCPI's objects, read from the compact texts of each version.

An object reads ``Name:`` and then its fields, ``name type(length)cardinality`` with commas between
them: without a sign there is exactly one, ``?`` none or one, ``*`` any number, ``+`` at least one.
An enum reads ``Name:`` or ``Name open:`` and then its values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.ocpi.objects_2_2_1 import ENUMS_2_2_1, OBJECTS_2_2_1
from core.ocpi.objects_2_3_0 import ENUMS_2_3_0, OBJECTS_2_3_0
from core.ocpi.ocpi_version import OcpiVersion

_FIELD: Final = re.compile(r"(\w+) (\w+)(?:\((\d+)\))?([?*+]?)")
_BLOCK: Final = re.compile(r"^(\w+)( open| \+)?:\n((?:  .*\n)+)", re.MULTILINE)


class Cardinality(StrEnum):
    """How often a field is there; values are OCPI's signs."""

    ONE = "1"
    OPTIONAL = "?"
    ANY = "*"
    SOME = "+"

    @property
    def is_required(self) -> bool:
        """Whether the field must be there."""
        return self in {Cardinality.ONE, Cardinality.SOME}

    @property
    def is_list(self) -> bool:
        """Whether the field is a list."""
        return self in {Cardinality.ANY, Cardinality.SOME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row of the specification's table of an object."""

    name: str
    kind: str
    """Type as OCPI names it: a basic type, an enum or another object."""
    longest: int | None
    """Characters of a string, digits of an int; None where the table says nothing."""
    cardinality: Cardinality


@dataclass(frozen=True, slots=True)
class Values:
    """One enum."""

    known: frozenset[str]
    is_open: bool = False
    """Whether a party may use values of its own."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything one version defines."""

    objects: Mapping[str, tuple[Field, ...]]
    enums: Mapping[str, Values]


def _fields(text: str) -> dict[str, Field]:
    return {
        name: Field(
            name=name,
            kind=kind,
            longest=int(longest) if longest else None,
            cardinality=Cardinality(sign or "1"),
        )
        for name, kind, longest, sign in _FIELD.findall(text)
    }


def _with_objects(
    text: str, known: Mapping[str, tuple[Field, ...]]
) -> dict[str, tuple[Field, ...]]:
    found = dict(known)
    for name, mark, body in _BLOCK.findall(text):
        before = {one.name: one for one in known[name]} if mark else {}
        found[name] = tuple((before | _fields(body)).values())
    return found


def _with_enums(text: str, known: Mapping[str, Values]) -> dict[str, Values]:
    found = {
        name: Values(frozenset(body.split()), bool(mark))
        for name, mark, body in _BLOCK.findall(text)
    }
    return dict(known) | found


_OLDER: Final = Tables(_with_objects(OBJECTS_2_2_1, {}), _with_enums(ENUMS_2_2_1, {}))
_NEWER: Final = Tables(
    _with_objects(OBJECTS_2_3_0, _OLDER.objects), _with_enums(ENUMS_2_3_0, _OLDER.enums)
)
TABLES: Final[Mapping[OcpiVersion, Tables]] = {
    OcpiVersion.V2_2_1: _OLDER,
    OcpiVersion.V2_3_0: _NEWER,
}
