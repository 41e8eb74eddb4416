"""Rows written out: CSV, tabs for a spreadsheet, and Excel's own format.

Figures are plain (``1234.56``, no grouping), times ISO 8601 in UTC. A text that a spreadsheet
would take for a formula gets an apostrophe in front: ids come from strangers.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, BinaryIO, Final, TextIO

from numpy.typing import NDArray

from console.present.table_look import Plain, TableColumn, record_of

SHEET_ROWS_MAX: Final = 1_048_575
"""What a sheet of Excel holds besides its head."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class ExportFormat(StrEnum):
    """How rows are written; the value is the ending of the file's name."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an export."""

    rows: int
    is_cancelled: bool


Pages = Iterator[NDArray[Any]]
GoesOn = Callable[[int], bool]
"""Told how many rows are written; says whether to go on."""


def write_text(
    file: TextIO,
    columns: Sequence[TableColumn],
    pages: Pages,
    goes_on: GoesOn,
    how: ExportFormat = ExportFormat.CSV,
) -> Exported:
    """Write rows as lines, after one with the names of the columns."""
    delimiter = "\t" if how is ExportFormat.TSV else ","
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    written = 0
    for page in pages:
        records = (record_of(row) for row in page)
        writer.writerows([_text(one.plain(record)) for one in columns] for record in records)
        written += len(page)
        if not goes_on(written):
            return Exported(written, is_cancelled=True)
    return Exported(written, is_cancelled=False)


def _text(plain: Plain) -> str:
    if plain is None:
        return ""
    if isinstance(plain, datetime):
        return f"{plain:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(plain, str):
        return f"'{plain}" if plain.startswith(_FORMULA) else plain
    return f"{plain:f}" if isinstance(plain, Decimal) else str(plain)


def write_xlsx(
    file: BinaryIO, columns: Sequence[TableColumn], pages: Pages, goes_on: GoesOn
) -> Exported:
    """Write rows as a sheet: a frozen head with filter buttons, numbers as numbers, times as times.

    The caller sees to it that there are at most ``SHEET_ROWS_MAX`` rows.
    """
    # Only an export needs it, and it takes 0.1 s to import.
    from xlsxwriter import Workbook  # noqa: PLC0415 (see above)

    book = Workbook(file, {"constant_memory": True, "remove_timezone": True})
    sheet = book.add_worksheet("Rows")
    head = book.add_format({"bold": True, "bottom": 1})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width_px / 7)
        sheet.write_string(0, at, column.title, head)
    written, is_cancelled = 0, False
    for page in pages:
        for number, row in enumerate(page, start=written + 1):
            record = record_of(row)
            for at, column in enumerate(columns):
                _write_cell(sheet, number, at, column.plain(record), time)
        written += len(page)
        if not goes_on(written):
            is_cancelled = True
            break
    sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)
    book.close()
    return Exported(written, is_cancelled=is_cancelled)


def _write_cell(sheet: Any, row: int, at: int, plain: Plain, time: Any) -> None:  # noqa: ANN401 (no types)
    if isinstance(plain, datetime):
        sheet.write_datetime(row, at, plain, time)
    elif isinstance(plain, str):
        sheet.write_string(row, at, plain)
    elif plain is not None:
        sheet.write_number(row, at, plain)
