"""A filter of a table as a tree: what a row must be like to be shown.

The tree is made by ``filter_parse``, written by ``filter_print``, and compiled twice: to SQL in the
store and to columns in the console. A missing value (a cycle's entry has no energy) meets no
comparison, so that ``not`` of one selects it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final


class FieldKind(StrEnum):
    """What the values of a field are, and so how they are written and compared."""

    TEXT = "text"
    PARTY = "party"
    """Key of a party, ``NL*ABC``; small letters will do."""
    CHOICE = "choice"
    MONEY = "money"
    """Major units of the row's own currency."""
    ENERGY = "energy"
    """kWh."""
    INTEGER = "integer"
    TIME = "time"
    """UTC; a day, a month or a year stands for all of it."""
    BOOL = "bool"


ORDERED: Final = frozenset({FieldKind.MONEY, FieldKind.ENERGY, FieldKind.INTEGER, FieldKind.TIME})
"""Kinds that know more and less."""


class Operator(StrEnum):
    """How a field is compared, as it is written."""

    EQ = ":"
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """One field that a table can be filtered by."""

    name: str
    kind: FieldKind
    meaning: str
    """In a few words, for the one who is choosing."""
    choices: tuple[str, ...] = ()
    """All values of a CHOICE."""
    aliases: tuple[str, ...] = ()
    is_id: bool = False
    """Bare words look for their letters in it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as exact as it was written; it stands for the span that begins at ``start``."""

    start: datetime
    precision: str
    """``year``, ``month``, ``day``, ``minute`` or ``second``."""

    @property
    def end(self) -> datetime:
        """Where the span ends; exclusive. Never beyond the last time there is."""
        try:
            return self._next()
        except (ValueError, OverflowError):
            return datetime.max.replace(tzinfo=UTC)

    def _next(self) -> datetime:
        match self.precision:
            case "year":
                return self.start.replace(year=self.start.year + 1)
            case "month":
                years, month = divmod(self.start.month, 12)
                return self.start.replace(year=self.start.year + years, month=month + 1)
            case _:
                return self.start + timedelta(**{f"{self.precision}s": 1})


@dataclass(frozen=True, slots=True)
class Glob:
    """A text in which ``*`` stands for any letters, or none."""

    pattern: str

    @property
    def parts(self) -> tuple[str, ...]:
        """What stands between the stars; the first and the last are anchored."""
        return tuple(self.pattern.split("*"))


OrderedValue = Decimal | int | Moment
Value = str | bool | OrderedValue | Glob


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against one value; texts, choices and truths only as EQ and NE."""

    field: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Between:
    """An ordered field within two values, both included."""

    field: str
    low: OrderedValue
    high: OrderedValue


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that one of the ids contains, whether large or small."""

    letters: str


@dataclass(frozen=True, slots=True)
class Not:
    """Every row that ``part`` does not select."""

    part: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """At least two filters, none of them an ``And``; made by ``all_of``."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least two filters, none of them an ``Or``; made by ``any_of``."""

    parts: tuple["Filter", ...]


Leaf = Compare | Between | Word
Filter = Leaf | Not | And | Or


def all_of(parts: tuple[Filter, ...]) -> Filter:
    """What meets all of them; one part is itself, and an ``And`` among them is laid flat."""
    flat = tuple(
        inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))
    )
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: tuple[Filter, ...]) -> Filter:
    """What meets at least one of them; laid flat as in ``all_of``."""
    flat = tuple(
        inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))
    )
    return flat[0] if len(flat) == 1 else Or(flat)


def field_named(fields: tuple[FilterField, ...], name: str) -> FilterField | None:
    """The field of that name or alias; None if there is none."""
    wanted = name.lower()
    for field in fields:
        if wanted == field.name or wanted in field.aliases:
            return field
    return None
