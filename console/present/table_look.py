"""How a table looks, as data: its columns, its fields, its dtype."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from console.present.filter_columns import ArrayColumns
from console.present.kpi_tiles import Tone
from core.domain.filter_print import value_text
from core.domain.filter_tree import FieldKind, FilterField, Value, field_named

Record = Mapping[str, Any]
"""One row by name of the dtype's columns; plain Python values."""
Plain = int | Decimal | str | datetime | None
"""What a cell is in a spreadsheet."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column of a table."""

    name: str
    """For saved layouts and heads of exports; stays when the title is translated."""
    title: str
    width_px: int
    wide_px: int = 0
    """At least so wide once ``is_wide`` says so of a page; 0: never."""
    is_wide: Callable[[NDArray[Any]], bool] | None = None
    text: Callable[[Record], str]
    plain: Callable[[Record], Plain]
    is_numeric: bool = False
    """Right-aligned."""
    is_mono: bool = False
    is_hidden: bool = False
    """Until somebody chooses it."""
    field: str | None = None
    """Which field sorts and filters it."""
    tone: Callable[[Record], Tone] | None = None
    """Colour that repeats what the text says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLook:
    """One kind of table."""

    name: str
    title: str
    dtype: np.dtype[Any]
    columns: tuple[TableColumn, ...]
    fields: tuple[FilterField, ...]
    array_columns: ArrayColumns
    """What the fields are in the dtype."""
    key: str = ""
    """Name of the dtype's column that is the dense key and a field; empty where there is none."""
    empty_text: str = "No rows yet."


def record_of(row: np.void) -> dict[str, Any]:
    """One row as plain Python values by name."""
    names = row.dtype.names
    return dict(zip(names or (), row.item(), strict=True))


def instant_of(us: int) -> datetime:
    """The time, in UTC, of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=us)


def filter_of_cell(look: TableLook, column: TableColumn, record: Record) -> str | None:
    """``dp:NL*XYZ``: selects rows like this one; None if no field is behind the cell."""
    found = field_named(look.fields, column.field or "")
    if found is None:
        return None
    value = _filter_value(found, column.plain(record))
    return None if value is None else f"{found.name}:{value}"


def _filter_value(found: FilterField, plain: Plain) -> str | None:
    if plain is None:
        return '""' if found.kind in (FieldKind.TEXT, FieldKind.PARTY) else None
    if isinstance(plain, datetime):
        return f"{plain:%Y-%m-%dT%H:%M:%S}"
    value: Value = plain == "yes" if found.kind is FieldKind.BOOL else plain
    return value_text(value)
