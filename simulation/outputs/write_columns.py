"""Columns become a file: Parquet, CSV or Excel's own format.

A text that a spreadsheet would take for a formula gets an apostrophe in front in CSV; in Excel's
format texts are texts. Infinite figures, of intervals of one run, are empty.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO, StringIO
from itertools import chain
from math import isfinite
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from core.domain.errors import RuleError
from simulation.outputs.result_columns import Columns

ROWS_MAX: Final = 1_048_575
"""What a sheet of Excel holds besides its head."""
_TIME: Final = "yyyy-mm-dd hh:mm:ss"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Cell = str | float | int | datetime | None


def parquet_bytes(columns: Columns) -> bytes:
    """A file of Parquet; the notes are in its metadata."""
    table = pa.table(columns.columns).replace_schema_metadata(columns.notes)
    out = BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def csv_bytes(columns: Columns) -> bytes:
    """Lines after one with the names; it has no place for notes."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns.columns)
    writer.writerows([_text(cell) for cell in row] for row in _rows(columns))
    return out.getvalue().encode()


def xlsx_bytes(tables: Sequence[Columns]) -> bytes:
    """A sheet a table with a frozen head and filter buttons, and one with the notes.

    Raises:
        RuleError: A table has more rows than a sheet holds.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "default_date_format": _TIME}
    ) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for table in tables:
            if table.row_count > ROWS_MAX:
                raise RuleError(
                    f"{table.title}: wanted at most {ROWS_MAX:,} rows for a sheet, found "
                    f"{table.row_count:,}; write Parquet or CSV"
                )
            sheet = book.add_worksheet(table.title)
            sheet.freeze_panes(1, 0)
            for at, name in enumerate(table.columns):
                sheet.set_column(at, at, max(11, len(name) + 2))
                sheet.write_string(0, at, name, head)
            for number, row in enumerate(_rows(table), start=1):
                for at, cell in enumerate(row):
                    _write(sheet, number, at, cell)
            sheet.autofilter(0, 0, max(table.row_count, 1), len(table.columns) - 1)
        _write_notes(book.add_worksheet("Made of"), tables)
    return out.getvalue()


def fitting(tables: Sequence[Columns]) -> list[Columns]:
    """Those that a sheet can hold; their notes say what was left out."""
    left = [one for one in tables if one.row_count > ROWS_MAX]
    notes = {
        f"left out: {one.title}": f"{one.row_count:,} rows do not fit a sheet; write Parquet or CSV"
        for one in left
    }
    return [replace(one, notes=one.notes | notes) for one in tables if one not in left]


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, cell: Cell) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, at, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, at, cell)
    elif cell is not None and isfinite(cell):
        sheet.write_number(row, at, cell)


def _write_notes(sheet: xlsxwriter.worksheet.Worksheet, tables: Sequence[Columns]) -> None:
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 80)
    notes = dict(chain.from_iterable(table.notes.items() for table in tables))
    for number, (name, words) in enumerate(notes.items()):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, words)


def _rows(columns: Columns) -> Iterator[tuple[Cell, ...]]:
    parts = [one if isinstance(one, list) else one.tolist() for one in columns.columns.values()]
    return zip(*parts, strict=True)


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%SZ}"
    return repr(cell) if cell is not None and isfinite(cell) else ""
