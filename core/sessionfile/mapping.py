"""How a session file is read: its columns, its numbers and its clock; written as a small TOML.

A file is recognised by its header: the mapping whose ``header`` lists exactly these columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from core.domain.errors import SourceError
from core.sessionfile.toml_text import StrictModel, model_from_toml

IN_TEXT: Final = "in the text"
"""Value of ``time_zone`` for files in which every time says its offset."""


class FileFormat(StrEnum):
    """How the records are laid out."""

    CSV = "CSV"
    JSON = "JSON"
    """A list of objects."""


class EnergyUnit(StrEnum):
    """What the energy column counts."""

    KWH = "kWh"
    WH = "Wh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Name of the column (CSV) or key (JSON) of each field; None where the file has none."""

    start: str
    end: str
    energy: str
    charge_point: str
    connector: str | None = None
    """Where there is none, every charge point has one connector, ``1``."""
    charge_point_class: str | None = None
    site: str | None = None
    driver: str | None = None
    session_id: str | None = None
    charging_h: str | None = None
    """Hours in which energy flowed."""
    charging_end: str | None = None
    """Time at which energy stopped to flow."""
    period: str | None = None
    """Year and quarters of the row, as ``2014Q2`` or ``2019Q3 and Q4``: tells day from month."""

    @property
    def named(self) -> tuple[str, ...]:
        """All columns that the file must have."""
        return tuple(name for slot in self.__slots__ if (name := getattr(self, slot)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How one kind of session file is read."""

    name: str
    format: FileFormat = FileFormat.CSV
    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    time_formats: tuple[str, ...] = ()
    """Tried in this order (``strptime``); none means ISO 8601 with date and time."""
    time_zone: str | None
    """Of times without an offset, IANA name; None means that every time has one."""
    energy_unit: EnergyUnit = EnergyUnit.KWH
    strip_trailing_zero: bool = False
    """Whether a charge point ``50339.0`` is ``50339``: the mark of a detour by floats."""
    header: tuple[str, ...] = ()
    """All columns of a file that this mapping recognises; empty if it recognises none."""
    columns: Columns

    @property
    def assumes_time_zone(self) -> bool:
        """Whether the zone is ours to say, because the file does not."""
        return self.time_zone is not None


def _known_zone(name: str) -> str:
    if name != IN_TEXT:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            raise ValueError(f"wanted an IANA time zone or {IN_TEXT!r}") from None
    return name


def _ascii_encoding(name: str) -> str:
    """Lines are cut before they are decoded, so a line feed must be one byte."""
    try:
        keeps_ascii = ";\n,".encode(name) == b";\n,"
    except LookupError:
        keeps_ascii = False
    if not keeps_ascii:
        raise ValueError("wanted a known encoding that extends ASCII, as 'utf-8' or 'cp1252'")
    return name


class _ColumnsToml(StrictModel):
    start: str
    end: str
    energy: str
    charge_point: str
    connector: str | None = None
    charge_point_class: str | None = None
    site: str | None = None
    driver: str | None = None
    session_id: str | None = None
    charging_h: str | None = None
    charging_end: str | None = None
    period: str | None = None


class _MappingToml(StrictModel):
    name: Annotated[str, Field(min_length=1)]
    format: FileFormat = FileFormat.CSV
    delimiter: Literal[",", ";", "|", "\t"] = ","
    decimal: Literal[".", ","] = "."
    encoding: Annotated[str, AfterValidator(_ascii_encoding)] = "utf-8"
    time_formats: tuple[str, ...] = ()
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    energy_unit: EnergyUnit = EnergyUnit.KWH
    strip_trailing_zero: bool = False
    header: tuple[str, ...] = ()
    columns: _ColumnsToml


def mapping_from_toml(text: str, source: str) -> Mapping:
    """The mapping that a TOML text describes; ``source`` names the text in messages.

    Raises:
        SourceError: Not TOML, or wrong fields: one line for each.
    """
    wanted = model_from_toml(text, source, _MappingToml)
    columns = Columns(**wanted.columns.model_dump())
    if missing := [name for name in columns.named if wanted.header and name not in wanted.header]:
        raise SourceError(source, f"header: wanted {missing[0]!r}, which columns names, in it")
    if wanted.format is FileFormat.CSV and wanted.delimiter == wanted.decimal:
        raise SourceError(source, f"delimiter: {wanted.delimiter!r} is the decimal sign, too")
    fields = wanted.model_dump(exclude={"columns", "time_zone"})
    return Mapping(
        **fields,
        time_zone=None if wanted.time_zone == IN_TEXT else wanted.time_zone,
        columns=columns,
    )


def recognise(header: Sequence[str], mappings: Sequence[Mapping], source: str) -> Mapping:
    """The one mapping for files with this header, in whatever order its columns come.

    Raises:
        SourceError: None of the mappings is for it, or several are.
    """
    columns = set(header)
    found = [mapping for mapping in mappings if mapping.header and set(mapping.header) == columns]
    if len(found) == 1:
        return found[0]
    names = ", ".join(mapping.name for mapping in found or mappings)
    problem = f"these mappings fit, name one: {names}" if found else f"known mappings: {names}"
    raise SourceError(source, f"header {', '.join(header)}: wanted one that is known; {problem}", 1)
