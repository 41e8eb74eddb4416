"""The scenarios a window offers: what each is for, and the parameters it sets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioCard:
    """One scenario file as the window shows it."""

    name: str
    """The file's name without its ending, ``city``."""
    path: str
    title: str
    description: str
    parameters: tuple[tuple[str, str], ...]
    """Name and value of each parameter, in the order of the file."""
    problem: str = ""
    """Why the file cannot be run, with file and line; empty where it can."""


def parameters_of(tables: dict[str, object], prefix: str = "") -> tuple[tuple[str, str], ...]:
    """The parameters of a parsed TOML file as flat rows: dotted names, plain values.

    Arrays of tables are numbered from 1; long arrays are cut with a note of their length.
    """
    rows: list[tuple[str, str]] = []
    for key, value in tables.items():
        rows += _rows_of(f"{prefix}{key}", value)
    return tuple(rows)


def _rows_of(name: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return list(parameters_of(value, f"{name}."))
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        rows: list[tuple[str, str]] = []
        for number, each in enumerate(value, start=1):
            rows += parameters_of(each, f"{name} {number}.")
        return rows
    return [(name, _value_text(value))]


def _value_text(value: object) -> str:
    if not isinstance(value, list):
        return str(value).strip()
    shown = ", ".join(str(each) for each in value[:8])
    return f"{shown}, \N{HORIZONTAL ELLIPSIS} ({len(value)} values)" if len(value) > 8 else shown
