"""Reads a filter: ``dp:NL*XYZ amount>20 not kind:reversal before:2026-06-01 or "4711"``.

A space is *and*; ``or`` binds looser, ``not`` and ``-`` closer; parentheses group. What cannot be
read is a value that says where, what was wanted and what was found.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.domain.filter_tree import (
    ORDERED,
    Between,
    Compare,
    Filter,
    FilterField,
    Moment,
    Not,
    Operator,
    OrderedValue,
    Value,
    Word,
    all_of,
    any_of,
    field_named,
)
from core.domain.filter_values import Unreadable, read_value
from core.domain.filter_words import FilterWord, WordKind, words_of

TIME_WORDS: Final = {"before": Operator.LT, "after": Operator.GT, "on": Operator.EQ}
"""Short for the field ``time``: ``before:2026-06-01`` is ``time<2026-06-01``."""
_DEEPEST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterProblem:
    """Why a text is no filter."""

    position: int
    """Where, in characters from 0."""
    length: int
    """How many characters are meant; 0 where something is missing."""
    wanted: str
    found: str

    @property
    def sentence(self) -> str:
        """``wanted an amount as 12.50, found 'abc'``."""
        return f"wanted {self.wanted}, found {self.found}"


class _ProblemError(Exception):
    """Carries a problem out of the recursion; never leaves this module."""

    def __init__(self, problem: FilterProblem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def parse_filter(text: str, fields: tuple[FilterField, ...]) -> Filter | FilterProblem | None:
    """The filter that a text means.

    Returns:
        None for an empty text: every row is shown.
    """
    words = words_of(text)
    if not words:
        return None
    reader = _Reader(words, fields, len(text))
    try:
        return reader.whole()
    except _ProblemError as error:
        return error.problem


class _Reader:
    """Goes through the words once, from left to right."""

    def __init__(
        self, words: tuple[FilterWord, ...], fields: tuple[FilterField, ...], length: int
    ) -> None:
        self._words = words
        self._fields = fields
        self._length = length
        self._at = 0
        self._depth = 0

    def whole(self) -> Filter:
        tree = self._any()
        if self._at < len(self._words):
            raise self._missing("a filter before this")
        return tree

    def _kind(self) -> WordKind | None:
        return self._words[self._at].kind if self._at < len(self._words) else None

    def _any(self) -> Filter:
        parts = [self._all()]
        while self._kind() is WordKind.OR:
            self._at += 1
            parts.append(self._all())
        return any_of(tuple(parts))

    def _all(self) -> Filter:
        parts = [self._one()]
        while (kind := self._kind()) not in (None, WordKind.OR, WordKind.CLOSE):
            if kind is WordKind.AND:
                self._at += 1
            parts.append(self._one())
        return all_of(tuple(parts))

    def _one(self) -> Filter:
        kind = self._kind()
        if kind in (WordKind.NOT, WordKind.OPEN):
            return self._nested(kind)
        if kind in (WordKind.TERM, WordKind.LETTERS):
            word = self._words[self._at]
            self._at += 1
            return self._leaf(word)
        raise self._missing("a filter, as field:value")

    def _nested(self, kind: WordKind | None) -> Filter:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._missing(f"at most {_DEEPEST} filters within one another")
        self._at += 1
        if kind is WordKind.NOT:
            tree: Filter = Not(self._one())
        else:
            tree = self._any()
            if self._kind() is not WordKind.CLOSE:
                raise self._missing("a closing parenthesis")
            self._at += 1
        self._depth -= 1
        return tree

    def _missing(self, wanted: str) -> _ProblemError:
        if self._at >= len(self._words):
            return _problem(self._length, 0, wanted, "the end")
        word = self._words[self._at]
        shown = word.text or word.field or word.kind.value
        return _problem(word.start, word.end - word.start, wanted, repr(shown))

    def _leaf(self, word: FilterWord) -> Filter:
        if not word.is_closed:
            raise _problem(word.end, 0, "a closing quotation mark", "the end")
        if word.kind is WordKind.LETTERS:
            if not word.text:
                raise _problem(word.start, 2, "letters to look for", "none")
            return Word(word.text)
        name, operator = word.field.lower(), word.operator
        if name in TIME_WORDS and operator is Operator.EQ:
            name, operator = "time", TIME_WORDS[name]
        field = field_named(self._fields, name)
        if field is None:
            known = ", ".join(one.name for one in self._fields)
            raise _problem(word.start, len(word.field), f"a field ({known})", repr(word.field))
        return _comparison(field, operator, word)


def _comparison(field: FilterField, operator: Operator, word: FilterWord) -> Filter:
    if operator not in (Operator.EQ, Operator.NE) and field.kind not in ORDERED:
        at = word.start + len(word.field)
        found = repr(operator.value)
        raise _problem(at, len(operator.value), f"{field.name}: or {field.name}!=", found)
    if field.kind in ORDERED and ".." in word.text and operator is Operator.EQ:
        return _range(field, word)
    return Compare(field.name, operator, _value(field, word))


def _range(field: FilterField, word: FilterWord) -> Filter:
    low_text, _, high_text = word.text.partition("..")
    start = word.text_start
    if not low_text and not high_text:
        raise _problem(start, 2, f"{field.name}:low..high", "'..'")
    high_start = start + len(low_text) + 2
    low = _ordered(field, low_text, start) if low_text else None
    high = _ordered(field, high_text, high_start) if high_text else None
    if low is None or high is None:
        operator, bound = (Operator.LE, high) if low is None else (Operator.GE, low)
        assert bound is not None
        return Compare(field.name, operator, bound)
    if _is_above(low, high):
        raise _problem(high_start, len(high_text), f"no less than {low_text}", repr(high_text))
    return Between(field.name, low, high)


def _is_above(low: OrderedValue, high: OrderedValue) -> bool:
    if isinstance(low, Moment):
        assert isinstance(high, Moment)
        return low.start > high.start
    assert not isinstance(high, Moment)
    return low > high


def _value(field: FilterField, word: FilterWord) -> Value:
    read = read_value(field, word.text, is_quoted=word.is_quoted)
    if isinstance(read, Unreadable):
        found = repr(word.text) if word.text else "nothing"
        raise _problem(word.text_start, word.end - word.text_start, read.wanted, found)
    return read


def _ordered(field: FilterField, text: str, start: int) -> OrderedValue:
    read = read_value(field, text, is_quoted=False)
    if isinstance(read, Unreadable):
        raise _problem(start, len(text), read.wanted, repr(text))
    assert isinstance(read, Decimal | int | Moment)
    return read


def _problem(position: int, length: int, wanted: str, found: str) -> _ProblemError:
    return _ProblemError(
        FilterProblem(position=position, length=length, wanted=wanted, found=found)
    )
