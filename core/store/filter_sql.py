"""A filter as a condition of SQL.

Negation is pushed down to the leaves, so that NULL there counts as "does not match", as in the
columns of the console, and not as SQL's "unknown".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_

from core.domain.filter_bounds import HIGHEST, LOWEST, OTHER_EXPONENTS, Bound, bound_of
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

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlColumn:
    """What a field is in SQL."""

    expression: ColumnElement[Any]
    scale: int = 1
    """What one unit of the field is in the column; see ``bound_of``. Times: 1,000,000."""
    currency: ColumnElement[Any] | None = None
    """Of an amount in minor units."""
    is_id: bool = False
    """Bare words are looked for in it."""
    by_choice: Mapping[str, Condition] = field(default_factory=dict)
    """Conditions that find the rows of a choice faster than the expression does."""
    equal_to: Callable[[str], ColumnElement[bool]] | None = None
    """Finds the rows of any text faster than the expression does."""
    any_of: tuple[ColumnElement[Any], Callable[[Condition], Condition]] | None = None
    """Where a row has several values: one of them, and whether any of the row's meets a condition
    on it. The expression is what the row is sorted by."""


Columns = Mapping[str, SqlColumn]


def condition_of(tree: Filter, columns: Columns, dialect: str) -> Condition:
    """The condition that selects what the filter selects; ``columns`` by field name."""
    return _condition(tree, columns, dialect, negated=False)


def _condition(tree: Filter, columns: Columns, dialect: str, *, negated: bool) -> Condition:
    match tree:
        case Not(part):
            return _condition(part, columns, dialect, negated=not negated)
        case And(parts) | Or(parts):
            each = [_condition(part, columns, dialect, negated=negated) for part in parts]
            return and_(*each) if isinstance(tree, And) is not negated else or_(*each)
        case Compare() | Between() | Word():
            turned = isinstance(tree, Compare) and tree.operator is Operator.NE
            return _leaf(tree, columns, dialect, negated=negated is not turned)


def _leaf(leaf: Leaf, columns: Columns, dialect: str, *, negated: bool) -> Condition:
    if isinstance(leaf, Word):
        ids = [one.expression for one in columns.values() if one.is_id]
        found = [(one.icontains(leaf.letters, autoescape=True), one) for one in ids]
        if negated:
            return and_(*(or_(one.is_(None), not_(match)) for match, one in found))
        return or_(false(), *(match for match, _ in found))
    any_of = columns[leaf.field].any_of
    if any_of is not None:
        one, meets = any_of
        found_any = meets(_match(leaf, SqlColumn(expression=one), dialect))
        return not_(found_any) if negated else found_any
    column = columns[leaf.field].expression
    matches = _match(leaf, columns[leaf.field], dialect)
    if not negated:
        return or_(column.is_(None), matches) if _selects_missing(leaf) else matches
    if _selects_missing(leaf):
        return and_(column.is_not(None), not_(matches))
    return or_(column.is_(None), not_(matches))


def _match(leaf: Compare | Between, column: SqlColumn, dialect: str) -> Condition:
    expression = column.expression
    if isinstance(leaf, Compare):
        match leaf.value:
            case Glob():
                return _like(expression, leaf.value, dialect)
            case bool():
                return expression == int(leaf.value)
            case str(text):
                if column.equal_to is not None and text:
                    return column.equal_to(text)
                return column.by_choice.get(text, expression == text)
            case _:
                pass
    if column.currency is None or _is_time(leaf):
        return _within(expression, bound_of(leaf, column.scale))
    return _amount_within(leaf, expression, column.currency)


def _is_time(leaf: Compare | Between) -> bool:
    return isinstance(leaf.low if isinstance(leaf, Between) else leaf.value, Moment)


def _selects_missing(leaf: Leaf) -> bool:
    """A missing text is an empty one; no other missing value meets a comparison."""
    match leaf:
        case Compare(value=Glob(pattern)):
            return not pattern.strip("*")
        case Compare(value=str(text)):
            return not text
        case _:
            return False


def _like(column: ColumnElement[Any], glob: Glob, dialect: str) -> Condition:
    if dialect == "sqlite":  # its LIKE takes small letters for large ones
        return column.op("GLOB", is_comparison=True)(
            "*".join(part.replace("[", "[[]").replace("?", "[?]") for part in glob.parts)
        )
    escaped = (
        part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in glob.parts
    )
    return column.like("%".join(escaped), escape="\\")


def _within(column: ColumnElement[Any], bound: Bound) -> Condition:
    if bound.low > bound.high:
        return and_(column.is_not(None), false())
    if bound.low == bound.high:
        return column == bound.low
    sides = []
    if bound.low > LOWEST:
        sides.append(column >= bound.low)
    if bound.high < HIGHEST:
        sides.append(column <= bound.high)
    return and_(*sides) if sides else column.is_not(None)


def _amount_within(
    leaf: Compare | Between, amount: ColumnElement[Any], currency: ColumnElement[Any]
) -> Condition:
    others = [code for codes in OTHER_EXPONENTS.values() for code in codes]
    cases = [
        and_(currency.in_(codes), _within(amount, bound_of(leaf, 10**exponent)))
        for exponent, codes in OTHER_EXPONENTS.items()
    ]
    two_decimals = _within(amount, bound_of(leaf, 100))
    return or_(and_(currency.not_in(others), two_decimals), *cases)
