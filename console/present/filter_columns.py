"""A filter as a mask over columns in memory; it selects what the SQL of the store would.

Letters of bare words are compared without regard to case, as far as the ids' letters are ASCII.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.filter_bounds import OTHER_EXPONENTS, Bound, bound_of
from core.domain.filter_tree import (
    And,
    Between,
    Compare,
    Filter,
    Glob,
    Leaf,
    Moment,
    Not,
    Operator,
    Or,
    Word,
)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayColumn:
    """What a field is in a structured array."""

    name: str
    scale: int = 1
    """What one unit of the field is in the column; see ``bound_of``. Times: units in a second."""
    currency: str = ""
    """Name of the column with the currency of an amount in minor units."""
    present: str = ""
    """Name of a text column; the value is missing where that is empty."""
    is_id: bool = False
    is_list: bool = False
    """The text is several values with spaces between them, of which any may match."""


ArrayColumns = Mapping[str, ArrayColumn]


def mask_of(tree: Filter, columns: ArrayColumns, rows: NDArray[Any]) -> Mask:
    """Which rows the filter selects.

    Args:
        tree: Its fields are all in ``columns``.
        columns: By field name.
        rows: Structured array of shape (rows,).

    Returns:
        Array of shape (rows,).
    """
    match tree:
        case Not(part):
            return ~mask_of(part, columns, rows)
        case And(parts):
            return np.asarray(np.all([mask_of(part, columns, rows) for part in parts], axis=0))
        case Or(parts):
            return np.asarray(np.any([mask_of(part, columns, rows) for part in parts], axis=0))
        case Compare() | Between() | Word():
            return _leaf(tree, columns, rows)


def _leaf(leaf: Leaf, columns: ArrayColumns, rows: NDArray[Any]) -> Mask:
    if isinstance(leaf, Word):
        letters = leaf.letters.lower()
        has_case = letters != leaf.letters.upper()
        found = np.zeros(len(rows), dtype=np.bool_)
        for one in columns.values():
            if one.is_id:
                texts = rows[one.name]
                found |= (
                    np.strings.find(np.strings.lower(texts) if has_case else texts, letters) >= 0
                )
        return found
    column = columns[leaf.field]
    if column.is_list:
        return _any_of_list(leaf, column, rows)
    matches = _match(leaf, column, rows)
    if column.present:
        matches &= rows[column.present] != ""
    is_turned = isinstance(leaf, Compare) and leaf.operator is Operator.NE
    return ~matches if is_turned else matches


def _any_of_list(leaf: Compare | Between, column: ArrayColumn, rows: NDArray[Any]) -> Mask:
    """Whether any value of each row matches; for ``!=``, whether none does."""
    is_turned = isinstance(leaf, Compare) and leaf.operator is Operator.NE
    one = replace(column, is_list=False)
    found = np.zeros(len(rows), dtype=np.bool_)
    for number, text in enumerate(rows[column.name].tolist()):
        values = np.array(
            [(value,) for value in (text or "").split()], dtype=[(column.name, "U96")]
        )
        found[number] = len(values) > 0 and bool(_match(leaf, one, values).any())
    return ~found if is_turned else found


def _match(leaf: Compare | Between, column: ArrayColumn, rows: NDArray[Any]) -> Mask:
    values = rows[column.name]
    if isinstance(leaf, Compare):
        match leaf.value:
            case Glob():
                return _like(values, leaf.value)
            case bool() | str():
                return np.asarray(values == leaf.value)
            case _:
                pass
    low = leaf.low if isinstance(leaf, Between) else leaf.value
    if not column.currency or isinstance(low, Moment):
        return _within(values, bound_of(leaf, column.scale))
    currency = rows[column.currency]
    matches = _within(values, bound_of(leaf, 100))
    for exponent, codes in OTHER_EXPONENTS.items():
        odd = np.isin(currency, codes)
        if odd.any():
            matches = np.where(odd, _within(values, bound_of(leaf, 10**exponent)), matches)
    return matches


def _within(values: NDArray[Any], bound: Bound) -> Mask:
    return np.asarray((values >= bound.low) & (values <= bound.high))


def _like(values: NDArray[Any], glob: Glob) -> Mask:
    """Anchored first and last parts, and those between found one after the other."""
    first, *between, last = glob.parts
    lengths = np.strings.str_len(values)
    matches = np.strings.startswith(values, first) & np.strings.endswith(values, last)
    matches &= lengths >= len(first) + len(last)
    at = np.full(len(values), len(first))
    for part in between:
        found = np.strings.find(values, part, at)
        matches &= found >= 0
        at = np.maximum(found, 0) + len(part)
    return np.asarray(matches & (at + len(last) <= lengths))
