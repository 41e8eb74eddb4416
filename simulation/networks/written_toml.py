"""A document of tables and plain values -> TOML text, one key a line, tables after values."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from json import dumps
from typing import Any


def toml_of_document(document: Mapping[str, Any]) -> str:
    """The text; keys stay in their order, but values come before tables."""
    return "\n".join(_lines(document, "")).strip("\n") + "\n"


def _lines(table: Mapping[str, Any], prefix: str) -> Iterator[str]:
    inner = {key: one for key, one in table.items() if _is_table(one)}
    for key, value in table.items():
        if key not in inner and value is not None:
            yield f"{key} = {_text(value)}"
    for key, value in inner.items():
        name = f"{prefix}{key}"
        for one in [value] if isinstance(value, dict) else value:
            yield ""
            yield f"[{name}]" if isinstance(value, dict) else f"[[{name}]]"
            yield from _lines(one, f"{name}.")


def _is_table(value: object) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        case date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(_text(one) for one in value)}]"
        case _:
            assert isinstance(value, str), value
            return dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
