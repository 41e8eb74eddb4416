"""The letters of a filter parted into words that know where they stand."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.domain.filter_tree import Operator

_FIELD: Final = re.compile(r"([A-Za-z_]+)(:|!=|<=|>=|<|>|=)")
_BARE: Final = re.compile(r"[^\s()\"]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)("?)', re.DOTALL)
_OPERATORS: Final = {":": Operator.EQ, "=": Operator.EQ} | {
    operator.value: operator for operator in Operator
}
ID_HEADS: Final = frozenset(
    {"bank", "cdr", "credit", "cut_off", "instructed", "refused", "reversal"}
)
"""What stands before the colon of an id: such a word is the id, not a field and its value."""


class WordKind(StrEnum):
    """What a word is for."""

    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    TERM = "term"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterWord:
    """One word of a filter."""

    kind: WordKind
    start: int
    end: int
    """Exclusive."""
    field: str = ""
    operator: Operator = Operator.EQ
    text: str = ""
    """The value of a term, or the letters, without quotation marks."""
    text_start: int = 0
    is_quoted: bool = False
    is_closed: bool = True
    """False where the second quotation mark is missing."""


def words_of(text: str) -> tuple[FilterWord, ...]:
    """Part a text; nothing is refused here."""
    found: list[FilterWord] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        word = _word_at(text, at)
        found.append(word)
        at = word.end
    return tuple(found)


def _word_at(text: str, at: int) -> FilterWord:
    if text[at] in "()":
        kind = WordKind.OPEN if text[at] == "(" else WordKind.CLOSE
        return FilterWord(kind=kind, start=at, end=at + 1)
    if text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace():
        return FilterWord(kind=WordKind.NOT, start=at, end=at + 1)
    field = _FIELD.match(text, at)
    if field and field[1].lower() not in ID_HEADS:
        return _term(text, at, field)
    return _letters(text, at)


def _term(text: str, at: int, field: re.Match[str]) -> FilterWord:
    value, start, end, is_quoted, is_closed = _value(text, field.end())
    return FilterWord(
        kind=WordKind.TERM,
        start=at,
        end=end,
        field=field[1],
        operator=_OPERATORS[field[2]],
        text=value,
        text_start=start,
        is_quoted=is_quoted,
        is_closed=is_closed,
    )


def _letters(text: str, at: int) -> FilterWord:
    value, start, end, is_quoted, is_closed = _value(text, at)
    kind = WordKind.LETTERS
    if not is_quoted and value.lower() in ("and", "or", "not"):
        kind = WordKind(value.lower())
    return FilterWord(
        kind=kind,
        start=at,
        end=end,
        text=value,
        text_start=start,
        is_quoted=is_quoted,
        is_closed=is_closed,
    )


def _value(text: str, at: int) -> tuple[str, int, int, bool, bool]:
    """(value, where it starts, where it ends, whether in quotation marks, whether closed)."""
    quoted = _QUOTED.match(text, at)
    if quoted:
        return (
            re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL),
            at,
            quoted.end(),
            True,
            bool(quoted[2]),
        )
    bare = _BARE.match(text, at)
    return (bare[0], at, bare.end(), False, True) if bare else ("", at, at, False, True)
