"""Reads one value of a filter by the kind of its field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from core.domain.filter_print import PARTY_KEY
from core.domain.filter_tree import FieldKind, FilterField, Glob, Moment, Value

TRUTHS: Final = {"yes": True, "true": True, "no": False, "false": False}
_NUMBER: Final = re.compile(r"[-+\N{MINUS SIGN}]?\d{1,15}(?:\.\d{1,9})?")
_WHOLE: Final = re.compile(r"[-+\N{MINUS SIGN}]?\d{1,18}")
_TIME: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?Z?)?)?)?")
_PRECISIONS: Final = ("year", "month", "day", "minute", "minute", "second")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that the field cannot have."""

    wanted: str


def read_value(field: FilterField, text: str, *, is_quoted: bool) -> Value | Unreadable:
    """What a text means as a value of a field.

    Args:
        field: Its kind decides.
        text: Without quotation marks.
        is_quoted: Whether there were any; a star in them is a star.
    """
    if field.kind is FieldKind.CHOICE:
        return _choice(field, text)
    if field.kind in (FieldKind.TEXT, FieldKind.PARTY):
        return _text(field, text, is_quoted=is_quoted)
    return _READERS[field.kind](text)


def _text(field: FilterField, text: str, *, is_quoted: bool) -> Value | Unreadable:
    if not text and not is_quoted:
        example = "NL*ABC" if field.kind is FieldKind.PARTY else '"a text"'
        return Unreadable(f"a value, as {field.name}:{example}")
    if field.kind is FieldKind.PARTY and not is_quoted:
        text = text.upper()
    if is_quoted or "*" not in text or PARTY_KEY.fullmatch(text):
        return text
    return Glob(text)


def _choice(field: FilterField, text: str) -> Value | Unreadable:
    for choice in field.choices:
        if text.lower() == choice.lower():
            return choice
    return Unreadable(f"one of {_some(field.choices)}")


def _some(choices: tuple[str, ...]) -> str:
    shown = ", ".join(choices[:8])
    return f"{shown} or {len(choices) - 8} others" if len(choices) > 8 else shown


def _amount(text: str) -> Value | Unreadable:
    if not _NUMBER.fullmatch(text):
        return Unreadable("an amount, as 20 or 12.50")
    return _decimal(text)


def _energy(text: str) -> Value | Unreadable:
    if not _NUMBER.fullmatch(text):
        return Unreadable("kilowatt-hours, as 20 or 12.5")
    return _decimal(text)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("\N{MINUS SIGN}", "-"))


def _integer(text: str) -> Value | Unreadable:
    if not _WHOLE.fullmatch(text):
        return Unreadable("a whole number")
    return int(text.replace("\N{MINUS SIGN}", "-"))


def _time(text: str) -> Value | Unreadable:
    wanted = Unreadable("a time, as 2026-06, 2026-06-01 or 2026-06-01T12:30")
    found = _TIME.fullmatch(text)
    if found is None:
        return wanted
    parts = [int(group) for group in found.groups() if group is not None]
    date = (*parts[:3], *(1,) * (3 - len(parts[:3])))
    try:
        start = datetime(*date, *parts[3:], tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError:
        return wanted
    return Moment(start, _PRECISIONS[len(parts) - 1])


def _truth(text: str) -> Value | Unreadable:
    truth = TRUTHS.get(text.lower())
    return Unreadable("yes or no") if truth is None else truth


_READERS: Final[dict[FieldKind, Callable[[str], Value | Unreadable]]] = {
    FieldKind.MONEY: _amount,
    FieldKind.ENERGY: _energy,
    FieldKind.INTEGER: _integer,
    FieldKind.TIME: _time,
    FieldKind.BOOL: _truth,
}
