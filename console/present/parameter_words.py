"""What a field of a scenario is called, what it is counted in, and what it may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_UNITS: Final = {
    "_per_evse_per_day": "per EVSE and day",
    "_price_per_kwh": "per kWh",
    "_price_per_h": "per h",
    "_per_day": "per day",
    "_per_kwh": "per kWh",
    "_kwh": "kWh",
    "_kw": "kW",
    "_min": "min",
    "_h": "h",
    "_s": "s",
    "_ms": "ms",
    "_km": "km",
    "_m": "m",
    "_pct": "%",
    "_bp": "bp",
    "_share": "0 to 1",
    "_cv": "of the mean",
    "_deg": "\N{DEGREE SIGN}",
    "_minor": "minor units",
}
"""By the end of the name; the longest that fits counts."""
_NOUNS: Final = {
    "_price_per_kwh": "price",
    "_price_per_h": "price",
    "_share": "share",
    "_cv": "variation",
}
"""What the name keeps of its end: a price stays a price."""
_CAPITALS: Final = {
    "cpo": "CPO",
    "evse": "EVSE",
    "dp": "DP",
    "vat": "VAT",
    "id": "ID",
    "fx": "FX",
    "soc": "SoC",
    "ac": "AC",
    "dc": "DC",
}


class Kind(Enum):
    """How a value is typed."""

    TEXT = "a text"
    WHOLE = "a whole number"
    NUMBER = "a number"
    SWITCH = "true or false"
    TIME = "a date or a time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What values a field takes."""

    kind: Kind
    choices: tuple[str, ...] = ()
    """Empty: any of its kind."""
    bounds: str = ""
    """``above 0, at most 200``; empty where there are none."""
    may_be_absent: bool = False
    """Whether a file may say nothing, which means none."""


def unit_of(field: str) -> str:
    """``min`` of ``patience_median_min``; empty where the name says none."""
    return _UNITS.get(_unit_end(field), "")


def label_of(field: str) -> str:
    """``Patience median`` of ``patience_median_min``."""
    end = _unit_end(field)
    kept = f"{field.removesuffix(end)}_{_NOUNS.get(end, '')}"
    words = (_CAPITALS.get(word, word) for word in kept.split("_"))
    text = " ".join(filter(None, words))
    return text[:1].upper() + text[1:]


def _unit_end(field: str) -> str:
    fitting = (end for end in _UNITS if field.endswith(end) and len(end) < len(field))
    return max(fitting, key=len, default="")


def form_of(field: FieldInfo) -> Form | None:
    """What a field takes; None where it is no single value."""
    leaves = list(_leaves(field.annotation))
    types = [leaf for leaf in leaves if leaf is not type(None)]
    if len(types) != 1 or (isinstance(types[0], type) and issubclass(types[0], BaseModel)):
        return None
    kind, choices = _kind_of(types[0])
    if kind is None:
        return None
    facts = [*field.metadata, *_facts(field.annotation)]
    return Form(
        kind=kind,
        choices=choices,
        bounds=_bounds(facts),
        may_be_absent=len(types) != len(leaves),
    )


def _kind_of(leaf: Any) -> tuple[Kind | None, tuple[str, ...]]:  # noqa: ANN401 (any annotation)
    if get_origin(leaf) is Literal:
        return None, ()
    if not isinstance(leaf, type):
        return None, ()
    if issubclass(leaf, Enum):
        return Kind.TEXT, tuple(str(one.value) for one in leaf)
    kinds = {
        bool: Kind.SWITCH,
        int: Kind.WHOLE,
        float: Kind.NUMBER,
        Decimal: Kind.NUMBER,
        str: Kind.TEXT,
        datetime: Kind.TIME,
        date: Kind.TIME,
    }
    return kinds.get(leaf), ("true", "false") if leaf is bool else ()


def _leaves(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 (any annotation)
    """The types that an annotation allows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for one in get_args(annotation):
            yield from _leaves(one)
    else:
        yield annotation


def _facts(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 (any annotation)
    """What annotations within an annotation say of the value."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *found = get_args(annotation)
        for one in found:
            yield from one.metadata if isinstance(one, FieldInfo) else (one,)
        yield from _facts(inner)
    elif origin in {Union, UnionType}:
        for one in get_args(annotation):
            yield from _facts(one)


def _bounds(facts: list[Any]) -> str:
    words = {
        "gt": "above {}",
        "ge": "at least {}",
        "lt": "below {}",
        "le": "at most {}",
    }
    low_to_high = []
    for name, text in words.items():
        found = next((v for one in facts if (v := getattr(one, name, None)) is not None), None)
        if found is not None:
            low_to_high.append(text.format(f"{found:,}"))
    return ", ".join(low_to_high)


def models_of(field: FieldInfo) -> tuple[type[BaseModel], ...]:
    """The tables that a field holds: one, or a list of them; empty where it holds none."""
    found = []
    for leaf in _leaves(field.annotation):
        inner = get_args(leaf) if get_origin(leaf) in {tuple, list} else (leaf,)
        for one in inner:
            models = (each for each in _leaves(one) if isinstance(each, type))
            found += [each for each in models if issubclass(each, BaseModel)]
    return tuple(found)
