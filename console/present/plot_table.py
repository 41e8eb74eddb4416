"""The figures of a plot as a table: what "copy values" and "save as CSV" write."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from math import isnan
from typing import Final

ROWS_A_CHUNK: Final = 1_000
CLIPBOARD_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True)
class PlotTable:
    """Columns with units in their titles, and rows of plain text; exact, without grouping."""

    columns: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    """May be long; read once."""


def csv_chunks(table: PlotTable) -> Iterator[str]:
    """The table as RFC 4180 wants it (comma, CRLF, quotes where needed), some rows at a time."""
    yield _csv_of([table.columns])
    rows = iter(table.rows)
    while chunk := list(islice(rows, ROWS_A_CHUNK)):
        yield _csv_of(chunk)


def csv_text(table: PlotTable) -> str:
    """The whole table at once."""
    return "".join(csv_chunks(table))


def short_csv_text(table: PlotTable) -> str | None:
    """The table for a clipboard; None if it is longer than anybody pastes."""
    rows = list(islice(table.rows, CLIPBOARD_ROWS + 1))
    return csv_text(PlotTable(table.columns, rows)) if len(rows) <= CLIPBOARD_ROWS else None


def _csv_of(rows: list[tuple[str, ...]]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def plain_number(value: float) -> str:
    """A figure for a file: the shortest text that reads back as the same number; nan is empty."""
    if isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
