"""A profile as the text of a TOML file; four digits are more than any of its figures knows."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from simulation.fitted_profile import FittedProfile

DIGITS = 4
A_LINE = 12
"""Numbers in one line of a long list."""


def profile_text(profile: FittedProfile) -> str:
    """What the file says; reading it gives the profile, rounded."""
    head = "# Fitted by `networkcore calibrate`; not to be edited by hand.\n"
    return head + "\n".join(_table(profile.model_dump(), "")) + "\n"


def rounded(number: float) -> float:
    """To four digits that count."""
    if not number:
        return 0.0
    return round(number, DIGITS - 1 - math.floor(math.log10(abs(number))))


def _table(values: Mapping[str, Any], path: str) -> Iterator[str]:
    """Plain values first, then tables, then arrays of tables, as TOML wants it."""
    for key, value in values.items():
        if value is not None and not _is_table(value) and not _is_tables(value):
            yield f"{key} = {_value(value)}"
    for key, value in values.items():
        place = f"{path}.{key}" if path else key
        if _is_table(value):
            yield f"\n[{place}]"
            yield from _table(value, place)
        for one in value if _is_tables(value) else ():
            yield f"\n[[{place}]]"
            yield from _table(one, place)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: object) -> bool:
    return isinstance(value, Sequence) and any(isinstance(one, Mapping) for one in value)


def _value(value: object) -> str:
    match value:
        case bool() | int():
            return json.dumps(value)
        case float():
            return repr(rounded(value))
        case date():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            assert isinstance(value, Sequence)
            return _list([_value(one) for one in value])


def _list(texts: Sequence[str]) -> str:
    if len(texts) <= A_LINE:
        return f"[{', '.join(texts)}]"
    lines = [", ".join(texts[at : at + A_LINE]) for at in range(0, len(texts), A_LINE)]
    return "[\n  " + ",\n  ".join(lines) + ",\n]"
