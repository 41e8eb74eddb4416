"""JSON text <-> plain objects with exact numbers, and typed access to their fields.

Unknown fields are accepted, as OCPI asks; a wrong one is a ``WireError`` that names its path. On
the way out numbers keep all their digits and absent values are left out, never null.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NoReturn, TypeVar

from core.domain.errors import SourceError, WireError

JsonObject = dict[str, object]

EnumT = TypeVar("EnumT", bound=StrEnum)

_LARGEST: Final = Decimal(10) ** 12
_SMALLEST_EXPONENT: Final = -18
_LONGEST_NUMBER: Final = 100
"""Digits; what has more is written with an exponent, so that no peer makes us write gigabytes."""
_REQUIRED: Final = "wanted a value, found nothing"


def parsed(text: str, source: str) -> object:
    """JSON with numbers as ``int`` and ``Decimal``.

    Raises:
        SourceError: Not JSON.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refused_constant)
    except (ValueError, RecursionError) as error:
        raise SourceError(source, f"not JSON: {error}") from error


def _refused_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def json_text(value: object) -> str:
    """The JSON text of plain objects; a ``Decimal`` is a number with all its digits."""
    match value:
        case Decimal():
            return f"{value:f}" if abs(value.adjusted()) < _LONGEST_NUMBER else str(value)
        case Mapping():
            fields = (f"{json.dumps(name)}: {json_text(one)}" for name, one in value.items())
            return "{" + ", ".join(fields) + "}"
        case list() | tuple():
            return "[" + ", ".join(json_text(one) for one in value) + "]"
        case _:
            return json.dumps(value)


def shown(value: object) -> str:
    """The beginning of a value for a message; never costs more than the message."""
    match value:
        case Mapping():
            return "an object"
        case list():
            return "a list"
        case _:
            return json_text(value)[:40]


def present(**fields: object) -> JsonObject:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def time_text(instant: datetime) -> str:
    """OCPI's DateTime, ``2026-01-31T12:00:00Z``."""
    return instant.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class WireObject:
    """A JSON object that a peer sent, and where in the message it stands."""

    fields: Mapping[str, object]
    path: str = ""

    def at(self, name: str) -> str:
        """Path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        """Whether a field is there; an explicit null is not."""
        return self.fields.get(name) is not None

    def refused(self, name: str, problem: str) -> WireError:
        """The error of a field."""
        return WireError(self.at(name), problem)

    def text(self, name: str, longest: int = 255) -> str:
        """A string of 1 to ``longest`` characters."""
        value = self._present(name)
        if not isinstance(value, str):
            raise self.refused(name, f"wanted a string, found {shown(value)}")
        if not 1 <= len(value) <= longest:
            raise self.refused(name, f"wanted 1 to {longest} characters, found {len(value)}")
        return value

    def text_or_none(self, name: str, longest: int = 255) -> str | None:
        """A string, or None where there is none or an empty one."""
        return None if self.fields.get(name) in (None, "") else self.text(name, longest)

    def number(self, name: str) -> Decimal:
        """An exact number."""
        value = self._present(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.refused(name, f"wanted a number, found {shown(value)}")
        found = Decimal(value)
        exponent = found.as_tuple().exponent
        if (
            found.copy_abs() >= _LARGEST
            or not isinstance(exponent, int)
            or exponent < _SMALLEST_EXPONENT
        ):
            raise self.refused(name, "wanted a number below 10^12 with at most 18 decimals")
        return found

    def number_or_none(self, name: str) -> Decimal | None:
        """An exact number, or None where there is none."""
        return self.number(name) if self.has(name) else None

    def whole(self, name: str) -> int:
        """A whole number."""
        found = self.number(name)
        if found != found.to_integral_value():
            raise self.refused(name, f"wanted a whole number, found {found}")
        return int(found)

    def whole_or_none(self, name: str) -> int | None:
        """A whole number, or None where there is none."""
        return self.whole(name) if self.has(name) else None

    def flag(self, name: str) -> bool:
        """A boolean; False where there is none."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.refused(name, f"wanted true or false, found {shown(value)}")
        return value is True

    def time(self, name: str) -> datetime:
        """A time in UTC; without a zone it is UTC, as OCPI says."""
        text = self.text(name, 32)
        try:
            found = datetime.fromisoformat(text) if "T" in text else None
        except ValueError:
            found = None
        if found is None or found.utcoffset():
            raise self.refused(name, f"wanted an RFC 3339 time in UTC, found {text!r}")
        return found.replace(tzinfo=UTC)

    def time_or_none(self, name: str) -> datetime | None:
        """A time in UTC, or None where there is none."""
        return self.time(name) if self.has(name) else None

    def member(self, name: str, kind: type[EnumT]) -> EnumT:
        """A member of an enum, by its OCPI string."""
        text = self.text(name)
        try:
            return kind(text)
        except ValueError:
            wanted = ", ".join(kind)
            raise self.refused(name, f"wanted one of {wanted}, found {text!r}") from None

    def member_or_none(self, name: str, kind: type[EnumT]) -> EnumT | None:
        """A member of an enum, or None where there is nothing."""
        return self.member(name, kind) if self.fields.get(name) not in (None, "") else None

    def members(self, name: str, kind: type[EnumT]) -> tuple[EnumT, ...]:
        """A list of members of an enum, each once; empty where there is none."""
        items = {f"{name}[{i}]": one for i, one in enumerate(self._list(name))}
        named = WireObject(items, self.path)
        return tuple(dict.fromkeys(named.member(key, kind) for key in items))

    def nested(self, name: str) -> "WireObject":
        """A nested object."""
        return wire_object(self._present(name), self.at(name))

    def objects(self, name: str) -> tuple["WireObject", ...]:
        """A list of objects; empty where there is none."""
        found = self._list(name)
        return tuple(
            wire_object(one, f"{self.at(name)}[{index}]") for index, one in enumerate(found)
        )

    def texts(self, name: str, longest: int = 255) -> tuple[str, ...]:
        """A list of strings; empty where there is none."""
        named = WireObject(
            {f"{name}[{i}]": one for i, one in enumerate(self._list(name))}, self.path
        )
        return tuple(named.text(key, longest) for key in named.fields)

    def party_key(self) -> str:
        """``NL*ABC`` of the object's owner; CiStrings compare without case, keys are upper."""
        country_code = self.text("country_code", 2).upper()
        party_id = self.text("party_id", 3).upper()
        if len(country_code) != 2 or len(party_id) != 3:
            raise self.refused("party_id", f"wanted 2 and 3 characters, found {party_id!r}")
        return f"{country_code}*{party_id}"

    def _list(self, name: str) -> list[object]:
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refused(name, f"wanted a list, found {shown(value)}")
        return value

    def _present(self, name: str) -> object:
        if not self.has(name):
            raise self.refused(name, _REQUIRED)
        return self.fields[name]


def wire_object(value: object, path: str = "") -> WireObject:
    """A value as an object.

    Raises:
        WireError: It is none.
    """
    if not isinstance(value, dict):
        raise WireError(path or "message", f"wanted an object, found {shown(value)}")
    return WireObject(value, path)


def items_of(value: object, source: str) -> Sequence[object]:
    """The objects of a message: one alone, a list, or the ``data`` of an OCPI response.

    Raises:
        SourceError: The response reports an error, or there is nothing like an object.
    """
    if isinstance(value, dict) and "status_code" in value:
        if value["status_code"] not in range(1000, 2000):
            raise SourceError(source, f"an OCPI response with status {value['status_code']}")
        value = value.get("data")
    if isinstance(value, dict):
        return (value,)
    if isinstance(value, list):
        return value
    raise SourceError(source, f"wanted OCPI objects, found {type(value).__name__}")


def split_key(party: str) -> Iterator[str]:
    """Country code and party id of a party key ``NL*ABC``."""
    yield from party.split("*", 1)
