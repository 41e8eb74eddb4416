"""The file that a changed scenario makes: the old one, line by line, comments kept."""

from collections.abc import Mapping
from typing import Final

from console.present.parameter_tree import Parameter
from console.present.parameter_words import Kind
from console.present.scenario_draft import Draft, Value, changes_of
from core.domain.errors import InvalidValueError
from core.sessionfile.toml_text import lines_of_keys
from simulation.scenario_changes import changed_document

_QUOTE: Final = '"'


def file_text(draft: Draft, parameters: Mapping[str, Parameter]) -> str:
    """The text of the changed scenario.

    Raises:
        InvalidValueError: A typed value is none of its kind; or the old file is written in a way
            in which single values cannot be found.
        SourceError: The old file is not TOML.
    """
    text = draft.text
    changes = changes_of(draft, parameters)
    for change in changes:
        parameter = parameters[change.path]
        text = _with_value(text, parameter, written(parameter, change.value))
    told = ((one.path, one.value) for one in changes)
    wanted = changed_document(draft.text, draft.source, told)
    if not _is_same(changed_document(text, draft.source, ()), wanted):
        raise InvalidValueError(f"{draft.source}: wanted one key a line, to change single values")
    return text


def written(parameter: Parameter, value: Value) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if parameter.form.kind is Kind.TIME or not isinstance(value, str):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace(_QUOTE, '\\"')
    return f"{_QUOTE}{escaped}{_QUOTE}"


def _with_value(text: str, parameter: Parameter, value: str) -> str:
    lines, known = text.splitlines(), lines_of_keys(text)
    *table, key = parameter.place
    at = known.get(parameter.place)
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
    """Whether two documents say the same; a date is the text that was typed for it."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return one == other or _plain(one) == _plain(other)


def _plain(value: object) -> str:
    text = str(value).replace(" ", "T").replace("+00:00", "Z")
    return str(float(text)) if _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
