"""Reads a scenario from a TOML file; every wrong field gets one line with file and line number.

First the form of each field is checked, then whether names that refer to something find it.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from core.domain.errors import SourceError
from simulation.scenario import Scenario
from simulation.scenario_references import Problem, broken_references

Place = tuple[int | str, ...]

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY: Final = re.compile(r"^\s*\"?([A-Za-z0-9_-]+)\"?\s*=")
_TOML_LINE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)")


def load_scenario(path: Path) -> Scenario:
    """The scenario of that file.

    Raises:
        SourceError: It cannot be read or says something impossible; one line for each problem.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(str(path), "is not UTF-8 text") from error
    except OSError as error:
        raise SourceError(str(path), error.strerror or "cannot be read") from error
    return scenario_of(text, str(path))


def scenario_of(text: str, source: str) -> Scenario:
    """The scenario that a TOML text says.

    Args:
        text: The whole file.
        source: How to name it in messages.

    Raises:
        SourceError: As ``load_scenario``.
    """
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(text, source, error) from error
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as error:
        raise _source_error(text, source, list(_problems(error))) from error
    problems = list(broken_references(scenario))
    if problems:
        raise _source_error(text, source, problems)
    return scenario


def _syntax_error(text: str, source: str, error: tomllib.TOMLDecodeError) -> SourceError:
    found = _TOML_LINE.search(str(error))
    line = int(found[1]) if found else text.count("\n") + 1
    return SourceError(source, _TOML_LINE.sub("", str(error)), line)


def _source_error(text: str, source: str, problems: list[Problem]) -> SourceError:
    """One error, one line for each problem, in the order of the file."""
    found = sorted(
        {(_line_of(text, place), f"{_name_of(place)}: {what}") for place, what in problems}
    )
    first, *others = found
    lines = [first[1], *(f"{source}:{line}: {message}" for line, message in others)]
    return SourceError(source, "\n".join(lines), first[0])


def _problems(error: ValidationError) -> Iterator[Problem]:
    """What pydantic found, without the names of the alternatives that it puts into places."""
    for found in error.errors():
        place = tuple(
            part for part in found["loc"] if isinstance(part, int) or not part.endswith("Part")
        )
        yield place, _in_our_words(found["type"], found["msg"], found.get("input"))


def _in_our_words(kind: str, message: str, given: object) -> str:
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a field of this table"
        case "value_error":
            return message.removeprefix("Value error, ")
        case _ if isinstance(given, str | int | Decimal):
            wanted = message.removeprefix("Input should be ").removeprefix("String should ")
            return f"wanted {wanted}, found {given!s}"
        case _:
            return message[:1].lower() + message[1:]


def _name_of(place: Place) -> str:
    """``location[2].evse_count``, counted from 1 as a reader counts."""
    name = ""
    for part in place:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _line_of(text: str, place: Place) -> int:
    """The line of the deepest part of the place that is in the text, counted from 1."""
    lines = list(_code_lines(text))
    start, stop, rest = 0, _end_of_table(lines, 0), list(place)
    line = 1
    prefix = ""
    while rest:
        key = str(rest[0])
        header = _header_index(lines, f"{prefix}{key}", rest, start)
        if header is None:
            return _key_line(lines, key, start, stop) or line
        start, stop, line = header + 1, _end_of_table(lines, header + 1), lines[header][0]
        prefix += f"{key}."
        rest = rest[2:] if len(rest) > 1 and isinstance(rest[1], int) else rest[1:]
    return line


def _code_lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines without what is inside strings of many lines."""
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside:
            yield number, line
        if line.count('"""') % 2:
            inside = not inside


def _header_index(
    lines: list[tuple[int, str]], table: str, rest: list[int | str], start: int
) -> int | None:
    """Where the header of the table is, the wanted one if it is one of an array."""
    wanted = rest[1] if len(rest) > 1 and isinstance(rest[1], int) else 0
    for index in range(start, len(lines)):
        found = _HEADER.match(lines[index][1])
        if found and found[2] == table:
            if wanted == 0:
                return index
            wanted -= 1
    return None


def _end_of_table(lines: list[tuple[int, str]], start: int) -> int:
    for index in range(start, len(lines)):
        if _HEADER.match(lines[index][1]):
            return index
    return len(lines)


def _key_line(lines: list[tuple[int, str]], key: str, start: int, stop: int) -> int | None:
    for number, line in lines[start:stop]:
        found = _KEY.match(line)
        if found and found[1] == key:
            return number
    return None
