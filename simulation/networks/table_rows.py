"""Rows of a table that somebody exported: whatever its delimiter, its preamble, its encoding."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Final

from core.domain.errors import InvalidValueError, SourceError

DELIMITERS: Final = (";", "\t", ",")
MOST_PREAMBLE: Final = 30


def text_of_bytes(content: bytes) -> str:
    """The text, of UTF-8 with or without its mark, else of the encoding of old spreadsheets."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows_of_table(
    text: str, source: str, columns: Mapping[str, tuple[str, ...]], wanted: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line number, its fields by our own names.

    Args:
        text: The whole file; lines before the header are left out.
        source: How to name it in messages.
        columns: Our name -> names that the header may have for it, without regard to case.
        wanted: Our names that must be in the header.

    Raises:
        SourceError: No line of the first thirty is a header that has them.
    """
    lines = text.splitlines(keepends=True)
    found = _header(lines, columns, wanted)
    if found is None:
        names = ", ".join(columns[name][0] for name in wanted)
        raise SourceError(source, f"no header with the columns {names}")
    start, delimiter, places = found
    rows = csv.reader(StringIO("".join(lines[start:]), newline=""), delimiter=delimiter)
    next(rows)
    for fields in rows:
        if any(field.strip() for field in fields):
            yield (
                start + rows.line_num,
                {
                    name: fields[place].strip() if place < len(fields) else ""
                    for name, place in places.items()
                },
            )


def _header(
    lines: list[str], columns: Mapping[str, tuple[str, ...]], wanted: tuple[str, ...]
) -> tuple[int, str, dict[str, int]] | None:
    for start, line in enumerate(lines[:MOST_PREAMBLE]):
        for delimiter in DELIMITERS:
            header = [
                one.strip().casefold() for one in next(csv.reader([line], delimiter=delimiter))
            ]
            places = {
                name: header.index(known.casefold())
                for name, names in columns.items()
                for known in reversed(names)
                if known.casefold() in header
            }
            if all(name in places for name in wanted):
                return start, delimiter, places
    return None


def number_of(text: str, what: str) -> Decimal:
    """A number with a decimal point or a decimal comma, as ``49,4655``, ``1.234,5``, ``1,234.5``.

    The last mark is the decimal one: a coordinate or a power has no thousands alone.

    Raises:
        InvalidValueError: It is none; names what it should have been.
    """
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    mark = max(plain.rfind(","), plain.rfind("."))
    if mark >= 0:
        whole = plain[:mark].replace(",", "").replace(".", "")
        plain = f"{whole}.{plain[mark + 1 :]}"
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise InvalidValueError(f"{what}: wanted a number, found {text!r}") from None
    if not number.is_finite():
        raise InvalidValueError(f"{what}: wanted a number, found {text!r}")
    return number


def number_within(text: str, what: str, least: Decimal, most: Decimal) -> Decimal:
    """The number, if it is above ``least`` and at most ``most``.

    Raises:
        InvalidValueError: It is not, or is no number.
    """
    number = number_of(text, what)
    if not least < number <= most:
        raise InvalidValueError(f"{what}: wanted above {least} and at most {most}, found {text}")
    return number
