"""The parameters of a scenario: every single value of its file, and those that it leaves alone.

They follow the tables that ``simulation.scenario`` reads, so what is added there is here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from console.present.parameter_words import Form, Kind, form_of, label_of, models_of, unit_of
from simulation.scenario import Scenario
from simulation.scenario_document import table_of_toml

Place = tuple[str | int, ...]
Table = Mapping[str, Any]
_NAMES: Final = (
    "location_id",
    "agreement_id",
    "name",
    "tariff_id",
    "charge_point_class",
    "file",
)
"""Keys by which a path names a table: the first is its own, a site also has a tariff."""
_UNTOUCHED: Final = {"format", "name", "description"}
"""Of the file itself, which is named where it is saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value that can be changed."""

    path: str
    """As a change names it: ``demand.hub_300.patience_median_min``."""
    place: Place
    """Keys and numbers from the top of the file: ``("demand", 0, "patience_median_min")``."""
    label: str
    unit: str
    form: Form
    base: str
    """As it would be typed; empty where the file says nothing and nothing is meant."""
    is_default: bool
    """Whether the file leaves it alone."""
    about: str
    """What it means, in a sentence or two; empty where its name says all."""

    @property
    def field_name(self) -> str:
        """How messages name it: ``demand[0].patience_median_min``."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.place)
        return "".join(parts).removeprefix(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Parameters that belong together: those of one table."""

    title: str
    parameters: tuple[Parameter, ...]
    groups: tuple["Group", ...] = ()


def parameter_groups(text: str, source: str) -> tuple[Group, ...]:
    """All parameters of a scenario's file, in the order in which it is read.

    Sites of a file that the scenario names are not among them: they are changed in that file.

    Raises:
        SourceError: It is not TOML.
    """
    document = table_of_toml(text, source)
    top = Group(title="Run", parameters=tuple(_values(Scenario, document, (), "")))
    return (top, *_tables(Scenario, document, (), ""))


def all_parameters(groups: tuple[Group, ...]) -> Iterator[Parameter]:
    """Those of all groups, from top to bottom."""
    for group in groups:
        yield from group.parameters
        yield from all_parameters(group.groups)


def _values(model: type[BaseModel], table: Table, place: Place, path: str) -> Iterator[Parameter]:
    for name, field in model.model_fields.items():
        form = form_of(field)
        if form is None or (not place and name in _UNTOUCHED):
            continue
        value = table.get(name, _default_of(field))
        if not isinstance(value, str | int | float | Decimal | bool | date | Enum | None):
            continue
        yield Parameter(
            path=f"{path}{name}",
            place=(*place, name),
            label=label_of(name),
            unit=unit_of(name),
            form=form,
            base=_typed(value),
            is_default=name not in table,
            about=" ".join((field.description or "").split()),
        )


def _default_of(field: FieldInfo) -> Any:  # noqa: ANN401 (any value)
    return None if field.is_required() else field.get_default(call_default_factory=True)


def _tables(model: type[BaseModel], table: Table, place: Place, path: str) -> Iterator[Group]:
    for name, field in model.model_fields.items():
        models, inner = models_of(field), table.get(name)
        if not models:
            continue
        if isinstance(inner, dict):
            yield _group(label_of(name), models, inner, (*place, name), f"{path}{name}.")
        elif isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            keys = _keys_of(inner)
            groups = tuple(
                _group(_title_of(one, key), models, one, (*place, name, at), f"{path}{name}.{key}.")
                for at, (one, key) in enumerate(zip(inner, keys, strict=True))
            )
            title = f"{label_of(name)} ({len(groups)})"
            yield Group(title=title, parameters=(), groups=groups)


def _group(
    title: str, models: tuple[type[BaseModel], ...], table: Table, place: Place, path: str
) -> Group:
    """A table; of several that it may be, the one that knows its keys."""
    model = max(models, key=lambda one: sum(key in one.model_fields for key in table))
    return Group(
        title=title,
        parameters=tuple(_values(model, table, place, path)),
        groups=tuple(_tables(model, table, place, path)),
    )


def _keys_of(tables: list[Table]) -> list[str]:
    """How a path may name each: by its own name if that is the only one, else by its number."""
    names = [_name_of(one) for one in tables]
    return [
        str(at) if not name or "." in name or names.count(name) > 1 else name
        for at, name in enumerate(names)
    ]


def _name_of(table: Table) -> str:
    if "party_id" in table:
        return f"{table.get('country_code')}*{table['party_id']}"
    return next((str(table[name]) for name in _NAMES if name in table), "")


def _title_of(table: Table, key: str) -> str:
    called = str(table.get("name", ""))
    ours = _name_of(table) or key
    return f"{ours} \N{MIDDLE DOT} {called}" if called and called != ours else ours


def _typed(value: object) -> str:
    """A value as it would be typed."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def kind_words(parameter: Parameter) -> str:
    """What may be typed: ``a number above 0, at most 200``."""
    form = parameter.form
    if form.choices:
        return f"one of {', '.join(form.choices)}"
    joined = f"{form.kind.value} {form.bounds}".strip()
    return f"{joined}, or nothing" if form.may_be_absent and form.kind is not Kind.TEXT else joined
