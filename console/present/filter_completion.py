"""What may come next in a filter line: fields, then operators, then values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.domain.filter_parse import TIME_WORDS
from core.domain.filter_print import value_text
from core.domain.filter_tree import ORDERED, FieldKind, FilterField, Operator, field_named

_SHOWN: Final = 30
_WORD: Final = re.compile(r"[^\s()]*$")
_TERM: Final = re.compile(r"(-?)([A-Za-z_]+)(:|!=|<=|>=|<|>|=)(\"?)(.*)", re.DOTALL)
_EXAMPLES: Final = {
    FieldKind.MONEY: (("20", "major units"), ("10..20", "from, to")),
    FieldKind.ENERGY: (("20", "kWh"), ("10..20", "from, to")),
    FieldKind.INTEGER: (("1..100", "from, to"),),
    FieldKind.BOOL: (("yes", ""), ("no", "")),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may stand there."""

    text: str
    """What replaces the word."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Completion:
    """Candidates for the word that ends at the cursor."""

    start: int
    end: int
    """The cursor."""
    candidates: tuple[Candidate, ...]


def completion_of(
    text: str,
    cursor: int,
    fields: tuple[FilterField, ...],
    known: Mapping[str, Sequence[str]],
) -> Completion:
    """What may stand at the cursor.

    Args:
        text: The whole line.
        cursor: In characters from 0.
        fields: Of the table.
        known: Values worth offering, by field.
    """
    found = _WORD.search(text[:cursor])
    word = found[0] if found else ""
    start = cursor - len(word)
    term = _TERM.fullmatch(word)
    if term is None:
        minus = "-" if word.startswith("-") else ""
        candidates = _names(word.removeprefix("-"), fields, minus)
        return Completion(start, cursor, candidates)
    field = field_named(fields, "time" if term[2].lower() in TIME_WORDS else term[2])
    if field is None:
        return Completion(start, cursor, ())
    head = f"{term[1]}{term[2]}{term[3]}"
    return Completion(start, cursor, _values(field, head, term[5], known.get(field.name, ())))


def example_of(fields: tuple[FilterField, ...]) -> str:
    """A filter that these fields could have, to begin with."""
    kinds: dict[FieldKind, str] = {}
    for field in fields:
        kinds.setdefault(field.kind, field.name)
    examples = {FieldKind.PARTY: ":NL*XYZ", FieldKind.MONEY: ">20", FieldKind.ENERGY: ">20"}
    parts = [f"{kinds[kind]}{rest}" for kind, rest in examples.items() if kind in kinds][:2]
    return " ".join([*parts, "before:2026-06-01"] if "time" in kinds.values() else parts)


def _names(begun: str, fields: tuple[FilterField, ...], minus: str) -> tuple[Candidate, ...]:
    offered = []
    for field in fields:
        offered.append(Candidate(f"{minus}{field.name}:", field.meaning))
        if field.kind in (FieldKind.MONEY, FieldKind.ENERGY):
            more = Operator.GT.value
            offered.append(Candidate(f"{minus}{field.name}{more}", f"{field.meaning}, more than"))
    if any(field.name == "time" for field in fields):
        offered += [Candidate(f"{minus}{word}:", "a day, as 2026-06-01") for word in TIME_WORDS]
    if not minus:
        offered += [Candidate("not ", "everything but"), Candidate("or ", "one or the other")]
    small = begun.lower()
    return tuple(one for one in offered if one.text.removeprefix(minus).startswith(small))


def _values(
    field: FilterField, head: str, begun: str, known: Sequence[str]
) -> tuple[Candidate, ...]:
    small = begun.lower()
    offered = [(value, field.meaning) for value in (*field.choices, *known)]
    if not offered and not begun:
        offered = list(_EXAMPLES.get(field.kind, ()))
    if field.kind in ORDERED and head.endswith((">", "<", "!=")):
        offered = [one for one in offered if ".." not in one[0]]
    matching = [one for one in offered if small in one[0].lower()]
    matching.sort(key=lambda one: not one[0].lower().startswith(small))
    return tuple(
        Candidate(f"{head}{value_text(value) if known else value} ", meaning)
        for value, meaning in matching[:_SHOWN]
        if value.lower() != small
    )
