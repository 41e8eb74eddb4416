"""An agreement as a spreadsheet: terms, steps and examples as tables, in XLSX or in one CSV.

Cells are text, so that no program on the way rounds a figure; what somebody types as a number or
a date is read too. The same fields and the same checks as in the TOML file.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Final

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import ValidationError

from core.domain.agreement import Agreement
from core.domain.errors import SourceError
from core.service.agreement_document import Document, document_of
from core.service.agreement_file import AgreementToml, agreement_from_model
from core.sessionfile.toml_text import errors_of, problem_of, wrong_fields

TERMS, STEPS, EXAMPLES = "terms", "steps", "examples"
"""Names of the tables."""
_WHEN: Final = ("hours", "days", "countries", "locations", "power_kw_from", "power_kw_below")
_STEP: Final = (
    *("id", "payer", "payee", "kind", "basis", "rate_bp", "amount", "tiers", "tier_by"),
    *("rounding", "vat", "settle", *_WHEN),
)
_EXAMPLE: Final = (
    *("name", "energy_kwh", "energy_cost", "time_cost", "session_fee", "vat_pct", "country"),
    *("location", "local_start", "power_kw", "sessions", "expected"),
)
_COLUMNS: Final = {TERMS: ("field", "value"), STEPS: _STEP, EXAMPLES: _EXAMPLE}
_LISTS: Final = ("days", "countries", "locations")
_WHOLE: Final = re.compile(r"-?\d+(\.0+)?")
_INTEGERS: Final = frozenset(
    (
        *("rate_bp", "commission_bp", "dp_share_bp", "wholesale_bp", "fx_margin_bp"),
        "fx_max_age_days",
        *("tolerance_minor", "dispute_window_days", "card.rate_bp", "clock.delay_h", "sessions"),
    )
)
_BYTES_MAX: Final = 5_000_000
_ROWS_MAX: Final = 10_000

Rows = list[list[str]]
Tables = Mapping[str, Rows]
"""By name, the header first."""


def xlsx_of(agreement: Agreement) -> bytes:
    """The agreement as a workbook of three sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in tables_of(agreement).items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    sheet.write_string(number, column, text, None if number else bold)
            sheet.autofit()
    return stream.getvalue()


def csv_of(agreement: Agreement) -> str:
    """The agreement as one CSV: each table under a line with its name."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for name, rows in tables_of(agreement).items():
        writer.writerow([f"[{name}]"])
        writer.writerows(rows)
    return stream.getvalue()


def agreement_from_xlsx(
    content: bytes, source: str, currency: str | None = None, country_code: str | None = None
) -> Agreement:
    """The agreement of a workbook; see ``load_agreement``.

    Raises:
        SourceError: It is no workbook, or states no agreement: one line for each wrong field.
    """
    if len(content) > _BYTES_MAX:
        raise SourceError(source, f"wanted at most {_BYTES_MAX:,} bytes, found {len(content):,}")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        tables = {
            sheet.title: [
                [_text_of(cell) for cell in row]
                for row in sheet.iter_rows(max_row=_ROWS_MAX, values_only=True)
            ]
            for sheet in book.worksheets
        }
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise SourceError(source, f"no workbook that can be read: {error}") from error
    return _agreement(tables, source, currency, country_code)


def agreement_from_csv(
    text: str, source: str, currency: str | None = None, country_code: str | None = None
) -> Agreement:
    """The agreement of a CSV; see ``load_agreement``.

    Raises:
        SourceError: It states no agreement: one line for each wrong field.
    """
    tables: dict[str, Rows] = {}
    current: Rows = []
    try:
        for row in csv.reader(io.StringIO(text), strict=True):
            name = row[0].strip() if row else ""
            if name.startswith("[") and name.endswith("]"):
                current = tables.setdefault(name[1:-1], [])
            elif row:
                current.append(row)
    except csv.Error as error:
        raise SourceError(source, f"no CSV: {error}") from error
    return _agreement(tables, source, currency, country_code)


def tables_of(agreement: Agreement) -> Tables:
    """The three tables of an agreement, headers first."""
    document = document_of(agreement)
    steps, examples = document.pop("step", []), document.pop("example", [])
    assert isinstance(steps, list), steps
    assert isinstance(examples, list), examples
    terms = [[name, _cell(value)] for name, value in _flat(document)]
    return {
        TERMS: [[*_COLUMNS[TERMS]], *terms],
        STEPS: [[*_STEP], *(_row(dict(_flat_when(one)), _STEP) for one in steps)],
        EXAMPLES: [[*_EXAMPLE], *(_row(one, _EXAMPLE) for one in examples)],
    }


def _flat(document: Document) -> Iterator[tuple[str, object]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", one) for key, one in value.items())
        else:
            yield name, value


def _flat_when(step: Document) -> Iterator[tuple[str, object]]:
    for name, value in step.items():
        if name == "when":
            assert isinstance(value, dict), value
            yield from value.items()
        else:
            yield name, value


def _row(found: Document, columns: Iterable[str]) -> list[str]:
    return [_cell(found[name]) if name in found else "" for name in columns]


def _cell(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_cell(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(map(_band if value and isinstance(value[0], dict) else _cell, value))
    return str(value)


def _band(tier: Mapping[str, object]) -> str:
    return f"{_cell(tier['above'])}: {_cell(tier['rate'])}"


def _text_of(cell: object) -> str:
    """What somebody typed, as text: a number with the digits that are shown of it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"
    return _cell(cell).strip()


def _agreement(
    tables: Tables, source: str, currency: str | None, country_code: str | None
) -> Agreement:
    missing = [name for name in (TERMS,) if name not in tables]
    if missing:
        raise SourceError(
            source, f"wanted a table {missing[0]}, found {', '.join(tables) or 'none'}"
        )
    document: Document = {}
    for field in _records(tables, TERMS, source):
        _put(document, field["field"].split("."), _typed(field["field"], field["value"]))
    steps = [_step(one) for one in _records(tables, STEPS, source)]
    examples = [_example(one) for one in _records(tables, EXAMPLES, source)]
    document |= {"step": steps, "example": examples}
    try:
        wanted = AgreementToml.model_validate(document)
    except ValidationError as error:
        found = [(0, problem_of(one)) for one in errors_of(error)]
        raise wrong_fields(source, sorted(found)) from error
    return agreement_from_model(wanted, "", source, currency, country_code)


def _records(tables: Tables, name: str, source: str) -> Iterator[dict[str, str]]:
    """Rows by the names of their columns; empty rows are none."""
    rows = tables.get(name, [])
    header = [cell.strip() for cell in rows[0]] if rows else [*_COLUMNS[name]]
    unknown = [cell for cell in header if cell and cell not in _COLUMNS[name]]
    if unknown or (name == TERMS and set(header[:2]) != set(_COLUMNS[TERMS])):
        wanted = ", ".join(_COLUMNS[name])
        raise SourceError(source, f"{name}: wanted columns {wanted}, found {', '.join(header)}")
    for row in rows[1:]:
        record = {column: cell.strip() for column, cell in zip(header, row, strict=False) if column}
        if any(record.values()):
            yield record


def _put(document: Document, path: list[str], value: object) -> None:
    *tables, name = path
    for table in tables:
        inner = document.setdefault(table, {})
        if not isinstance(inner, dict):
            inner = document[table] = {}
        document = inner
    document[name] = value


def _typed(name: str, text: str) -> object:
    is_whole = name in _INTEGERS and _WHOLE.fullmatch(text)
    return int(Decimal(text)) if is_whole else text


def _step(record: dict[str, str]) -> Document:
    said = {name: _typed(name, text) for name, text in record.items() if text}
    if record.get("tiers"):
        said["tiers"] = [{"above": above, "rate": rate} for above, rate in _pairs(record["tiers"])]
    for name in _LISTS:
        if record.get(name):
            said[name] = [one.strip() for one in record[name].split(";") if one.strip()]
    when = {name: said.pop(name) for name in _WHEN if name in said}
    return said | ({"when": when} if when else {})


def _example(record: dict[str, str]) -> Document:
    said = {name: _typed(name, text) for name, text in record.items() if text}
    return said | {"expected": dict(_pairs(record.get("expected", "")))}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(";"):
        name, _, value = part.partition(":")
        if part.strip():
            yield name.strip(), value.strip()
