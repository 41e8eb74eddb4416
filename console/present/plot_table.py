"""The figures of a plot as a table: what "copy values" and "save as CSV" write."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from math import isnan


@dataclass(frozen=True, slots=True)
class PlotTable:
    """Columns with units in their titles, and rows of plain text; exact, without grouping."""

    columns: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    """May be long; read once."""


def csv_text(table: PlotTable) -> str:
    """The table as RFC 4180 wants it: comma, CRLF, quotes where needed."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return out.getvalue()


def plain_number(value: float) -> str:
    """A figure for a file: the shortest text that reads back as the same number; nan is empty."""
    if isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
