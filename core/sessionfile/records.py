"""The records of a session file as rows of text, whatever the format; lazily for CSV."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NoReturn

from core.domain.errors import SourceError
from core.sessionfile.mapping import FileFormat, Mapping

_DELIMITERS: Final = ",;|\t"


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a source."""

    line: int
    """Where it begins: line of a CSV file, number of the object in JSON, from 1."""
    fields: list[str]
    """In the order of the header; empty where the source has nothing."""
    raw: str
    """As the source has it."""


def header_of(lines: Iterable[bytes], source: str) -> tuple[str, ...]:
    """The columns (CSV) or keys (JSON) of a file of which nothing is known yet.

    Raises:
        SourceError: It is empty, or not text, or not what it looks like.
    """
    rest = iter(lines)
    first = next((line for line in rest if line.strip()), None)
    if first is None:
        raise SourceError(source, "wanted a header, found an empty file")
    if first.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return _json_header(_objects(b"".join([first, *rest]), "utf-8", source))
    text = "".join(_decoded([first], "utf-8", source))
    delimiter = max(_DELIMITERS, key=text.count)
    try:
        return tuple(next(csv.reader([text], delimiter=delimiter, strict=True)))
    except csv.Error as error:
        raise SourceError(source, f"not CSV: {error}", 1) from error


def records(
    lines: Iterable[bytes], mapping: Mapping, source: str
) -> tuple[list[str], Iterator[Record]]:
    """Header and records of a file; blank lines are no records.

    Raises:
        SourceError: The file as a whole cannot be read by this mapping; also while iterating.
    """
    if mapping.format is FileFormat.JSON:
        return _json_records(lines, mapping, source)
    return _csv_records(lines, mapping, source)


def _csv_records(
    lines: Iterable[bytes], mapping: Mapping, source: str
) -> tuple[list[str], Iterator[Record]]:
    pending: list[str] = []
    reader = csv.reader(
        _remembered(_decoded(lines, mapping.encoding, source), pending),
        delimiter=mapping.delimiter,
        strict=True,
    )
    rows = _rows(reader, pending, source)
    header = next(rows, None)
    if header is None:
        raise SourceError(source, "wanted a header, found an empty file")
    return [name.strip() for name in header.fields], rows


def _remembered(lines: Iterable[str], pending: list[str]) -> Iterator[str]:
    """The same lines, each also appended to ``pending``, so that a record keeps its raw text."""
    for line in lines:
        pending.append(line)
        yield line


def _rows(reader: Iterator[list[str]], pending: list[str], source: str) -> Iterator[Record]:
    line = 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise SourceError(source, f"not CSV: {error}", line) from error
        if fields is None:
            return
        if fields:
            yield Record(line, fields, "".join(pending).rstrip("\r\n"))
        line += len(pending)
        pending.clear()


def _decoded(lines: Iterable[bytes], encoding: str, source: str) -> Iterator[str]:
    """Text lines, without the byte order mark.

    Raises:
        SourceError: A line is not in this encoding.
    """
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError as error:
            found = f"found byte 0x{line[error.start]:02x} at column {error.start + 1}"
            raise SourceError(source, f"wanted {encoding} text, {found}", number) from error
        if "\0" in text:
            raise SourceError(source, f"wanted {encoding} text, found a null character", number)
        yield text.removeprefix("\ufeff") if number == 1 else text


def _json_records(
    lines: Iterable[bytes], mapping: Mapping, source: str
) -> tuple[list[str], Iterator[Record]]:
    objects = _objects(b"".join(lines), mapping.encoding, source)
    header = _json_header(objects)
    return list(header), (
        Record(number, _json_fields(found, header, mapping.decimal), json.dumps(found, default=str))
        for number, found in enumerate(objects, start=1)
    )


def _json_header(objects: list[object]) -> tuple[str, ...]:
    """All keys of all objects, in the order in which they first come."""
    found = (key for one in objects if isinstance(one, dict) for key in one)
    return tuple(dict.fromkeys(found))


def _json_fields(found: object, header: tuple[str, ...], decimal: str) -> list[str]:
    """The fields of an object by header; none at all if it is not an object."""
    if not isinstance(found, dict):
        return []
    return [_field(found.get(key), decimal) for key in header]


def _field(value: object, decimal: str) -> str:
    match value:
        case None:
            return ""
        case Decimal() | int() if not isinstance(value, bool):
            return str(value).replace(".", decimal)
        case _:
            return str(value)


def _objects(content: bytes, encoding: str, source: str) -> list[object]:
    text = "".join(_decoded(content.splitlines(keepends=True), encoding, source))
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_refused_constant)
    except (ValueError, RecursionError) as error:
        raise SourceError(source, f"not JSON: {error}") from error
    if not isinstance(found, list):
        raise SourceError(source, f"wanted a JSON list of objects, found {type(found).__name__}")
    if not found:
        raise SourceError(source, "wanted a JSON list of objects, found an empty list")
    return found


def _refused_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
