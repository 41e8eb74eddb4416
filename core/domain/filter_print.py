"""A filter written out, so that parsing it gives the same tree again."""

import re
from decimal import Decimal
from typing import Final

from core.domain.filter_tree import (
    And,
    Between,
    Compare,
    Filter,
    Glob,
    Moment,
    Not,
    Or,
    Value,
    Word,
)

KEYWORDS: Final = frozenset({"and", "or", "not"})
PARTY_KEY: Final = re.compile(r"[A-Za-z]{2}\*[A-Za-z0-9]{3}")
_PLAIN: Final = re.compile(r"[^\s()\"*:<>=!\\]+")
_FORMATS: Final = {
    "year": "%Y",
    "month": "%Y-%m",
    "day": "%Y-%m-%d",
    "minute": "%Y-%m-%dT%H:%M",
    "second": "%Y-%m-%dT%H:%M:%S",
}


def printed(tree: Filter | None) -> str:
    """The filter as one would type it; nothing for no filter."""
    return "" if tree is None else _printed(tree)


def _printed(tree: Filter) -> str:
    match tree:
        case And(parts):
            return " ".join(_part(part, Or) for part in parts)
        case Or(parts):
            return " or ".join(_part(part, Or) for part in parts)
        case Not(part):
            return f"not {_part(part, And, Or)}"
        case Word(letters):
            return _word_text(letters)
        case Between(field, low, high):
            return f"{field}:{value_text(low)}..{value_text(high)}"
        case Compare(field, operator, value):
            return f"{field}{operator.value}{value_text(value)}"


def _part(part: Filter, *loose: type) -> str:
    written = _printed(part)
    return f"({written})" if isinstance(part, loose) else written


def value_text(value: Value) -> str:
    """A value as it is typed: quoted where it must be."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case Moment(start, precision):
            written = start.strftime(_FORMATS[precision])
            return written.rjust(len(written) + 4 - len(str(start.year)), "0")
        case Glob(pattern):
            return pattern
        case str():
            return _text(value)


def _text(text: str) -> str:
    if PARTY_KEY.fullmatch(text):
        return text
    return text if _PLAIN.fullmatch(text) and ".." not in text else quoted(text)


def _word_text(letters: str) -> str:
    bare = _PLAIN.fullmatch(letters) and letters.lower() not in KEYWORDS
    return letters if bare and not letters.startswith("-") else quoted(letters)


def quoted(text: str) -> str:
    """A text in quotation marks, with a backslash before those inside."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
