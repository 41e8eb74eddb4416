"""Single values of a scenario's file written anew, line by line: its comments and order stay."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from core.domain.errors import SourceError
from core.sessionfile.toml_text import lines_of_keys
from simulation.scenario_document import Table, table_of_toml

Place = tuple[str | int, ...]
_QUOTE: Final = '"'


def edited_text(
    text: str,
    source: str,
    places: Mapping[str, Place],
    changes: Iterable[tuple[str, str | int | float | bool]],
) -> str:
    """The text of the file with other values.

    Args:
        text: The file.
        source: How messages name it.
        places: Keys and numbers from the top of the file, by path.
        changes: Path and value; a date or time as its text.

    Raises:
        SourceError: Not TOML, or written in a way in which single values cannot be found.
    """
    edited, wanted = text, table_of_toml(text, source)
    for path, value in changes:
        *around, key = places[path]
        table = _table_at(wanted, around)
        edited = _with_value(edited, places[path], _written(value, table.get(str(key))))
        table[str(key)] = value
    if not _says(edited, wanted):
        raise SourceError(source, "wanted one key a line, to write single values anew")
    return edited


def _table_at(document: Table, around: list[str | int]) -> Table:
    inner: Any = document
    for key in around:
        inner = inner[key]
    assert isinstance(inner, dict), around
    return inner


def _says(text: str, wanted: Table) -> bool:
    try:
        return _is_same(table_of_toml(text, ""), wanted)
    except SourceError:
        return False


def _written(value: str | float | bool, before: object) -> str:  # noqa: FBT001 (a value of a file)
    """A value as TOML writes it; in place of a date or time as one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str) or hasattr(before, "isoformat"):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace(_QUOTE, '\\"')
    return f"{_QUOTE}{escaped}{_QUOTE}"


def _with_value(text: str, place: Place, value: str) -> str:
    lines, known = text.splitlines(), lines_of_keys(text)
    *table, key = place
    at = known.get(place)
    if at is not None and "=" in lines[at - 1]:
        lines[at - 1] = _replaced(lines[at - 1], value)
    else:
        first = min(known.values(), default=1) - 1
        below = known.get(tuple(table), first) if table else first
        lines.insert(below, f"{key} = {value}")
    return "\n".join(lines) + "\n"


def _replaced(line: str, value: str) -> str:
    """The line with another value; a comment behind the old one stays."""
    key, _, rest = line.partition("=")
    comment = _comment_of(rest)
    return f"{key.rstrip()} = {value}{f'  {comment}' if comment else ''}"


def _comment_of(rest: str) -> str:
    is_quoted = False
    for at, letter in enumerate(rest):
        if letter == _QUOTE:
            is_quoted = not is_quoted
        elif letter == "#" and not is_quoted:
            return rest[at:]
    return ""


def _is_same(one: object, other: object) -> bool:
    """Whether two documents say the same; a date is the text that was written for it."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return one == other or _plain(one) == _plain(other)


def _plain(value: object) -> str:
    text = str(value).replace(" ", "T").replace("+00:00", "Z")
    try:
        return str(float(text))
    except ValueError:
        return text
