"""TOML text -> a validated model, and for each wrong field one line that says what and where.

Numbers with a point become exact decimals. Used for every file that people write for us.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from core.domain.errors import SourceError

Path = tuple[str | int, ...]

_TABLE: Final = re.compile(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
_SHOULD: Final = re.compile(r"^[\w ]+ should (?:be|have|match) ")
_LONGEST_SHOWN: Final = 60
_KEY: Final = re.compile(r"\s*([\w.\"' -]+?)\s*=")


class StrictModel(BaseModel):
    """Base of all models of TOML files: no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True)


ModelT = TypeVar("ModelT", bound=StrictModel)


def model_from_toml(text: str, source: str, model: type[ModelT]) -> ModelT:
    """The model that a TOML text describes.

    Raises:
        SourceError: Not TOML, or wrong fields: one line for each, with file and line number.
    """
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(source, f"not TOML: {error}") from error
    try:
        return model.model_validate(tables)
    except ValidationError as error:
        lines = lines_of_keys(text)
        found = [(line_of(one["loc"], lines) or 0, problem_of(one)) for one in errors_of(error)]
        raise wrong_fields(source, sorted(found)) from error


def errors_of(error: ValidationError) -> list[ErrorDetails]:
    """The errors, without those of a list that is only short of the wrong items in it."""
    found = error.errors()
    around = {one["loc"][:length] for one in found for length in range(len(one["loc"]))}
    return [one for one in found if one["loc"] not in around]


def wrong_fields(source: str, found: list[tuple[int, str]]) -> SourceError:
    """One error for all wrong fields, given as line (0 where unknown) and problem."""
    (line, first), *rest = found
    problems = [first, *(str(SourceError(source, problem, at or None)) for at, problem in rest)]
    return SourceError(source, "\n".join(problems), line or None)


def problem_of(error: ErrorDetails) -> str:
    """``cpo[1].party_id: wanted ..., found ...``."""
    name = name_of(error["loc"])
    match error["type"]:
        case "missing":
            return f"{name}: missing"
        case "extra_forbidden":
            return f"{name}: unknown field"
        case "value_error":
            return f"{name}: {error['ctx']['error']}, found {error['input']!r}"
        case "too_short":
            return f"{name}: wanted at least {error['ctx']['min_length']}, found none"
        case _:
            wanted = _SHOULD.sub("", error["msg"], count=1)
            return f"{name}: wanted {wanted}, found {_shown(error['input'])}"


def name_of(path: Path) -> str:
    """``location[0].evse[1].evse_uid``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _shown(found: object) -> str:
    text = str(found) if isinstance(found, Decimal) else repr(found)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of a field, or of the nearest table around it; None if it is the whole file."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def lines_of_keys(text: str) -> dict[Path, int]:
    """The line of each key and table of a TOML text that is written one key a line."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _table_path(header[2], header[1] == "[[", counts)
            lines.setdefault(table, number)
            lines.setdefault(table[:-1], number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_names(key[1])), number)
    return lines


def _table_path(dotted: str, is_array: bool, counts: dict[Path, int]) -> Path:  # noqa: FBT001 (TOML has these two kinds)
    """Path of a table, with the number of each array of tables on the way."""
    path: Path = ()
    names = list(_names(dotted))
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if is_array and depth == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(dotted: str) -> Iterator[str]:
    return (part.strip().strip("\"'") for part in dotted.split("."))
