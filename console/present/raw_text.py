"""What is stored, printed for people: JSON with an indent, and where each value of it stands.

Places are named by JSON pointers (RFC 6901): ``/cdr/body/energy_kwh``.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_INDENT: Final = "  "
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class RawText:
    """A printed document."""

    text: str
    places: Mapping[str, tuple[int, int]]
    """Begin and end (half-open) of each value with its name, by pointer, in units of UTF-16."""
    _begins: list[tuple[int, str]] = field(default_factory=list)

    def pointer_at(self, position: int) -> str:
        """The innermost value that stands at a position of the text; empty for the whole."""
        at = bisect_right(self._begins, position, key=lambda one: one[0])
        for _, pointer in reversed(self._begins[:at]):
            first, last = self.places[pointer]
            if first <= position <= last:
                return pointer
        return ""

    def value_at(self, pointer: str) -> str:
        """What stands there, without its name: a text without quotation marks, else JSON."""
        found = _found(json.loads(self.text), pointer) if self.text else ""
        return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=2)


def printed_raw(stored: str) -> RawText:
    """Print a JSON text.

    Raises:
        ValueError: It is no JSON.
    """
    printer = _Printer()
    printer.put("", "", json.loads(stored), "")
    begins = sorted((first, pointer) for pointer, (first, _) in printer.places.items())
    return RawText("".join(printer.parts), printer.places, begins)


NO_RAW: Final = RawText("", {})


def nearest(wanted: str, pointers: Mapping[str, object]) -> str | None:
    """The pointer of a value, of the closest one around it, or of the first one inside it."""
    around = wanted
    while around:
        if around in pointers:
            return around
        around = around.rpartition("/")[0]
    inside = f"{wanted}/"
    return next((one for one in pointers if wanted and one.startswith(inside)), None)


def pointer_to(*names: str | int) -> str:
    """``/entries/0/entry``."""
    return "".join(f"/{str(name).replace('~', '~0').replace('/', '~1')}" for name in names)


class _Printer:
    """Writes parts of a text and notes where each value stands."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.places: dict[str, tuple[int, int]] = {}
        self._length = 0

    def put(self, pointer: str, name: str, value: Json, indent: str) -> None:
        """Write one value with its name in front, without what comes after it."""
        first = self._length
        self._write(name)
        inner = list(_members(value))
        if not inner:
            self._write(json.dumps(value, ensure_ascii=False))
        else:
            opening, closing = "{}" if isinstance(value, dict) else "[]"
            self._write(opening)
            for number, (key, label, member) in enumerate(inner):
                self._write(f"{',' if number else ''}\n{indent}{_INDENT}")
                self.put(pointer + pointer_to(key), label, member, indent + _INDENT)
            self._write(f"\n{indent}{closing}")
        if pointer:
            self.places[pointer] = (first, self._length)

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text.encode("utf-16-le")) // 2  # as Qt counts


def _members(value: Json) -> Iterator[tuple[str | int, str, Json]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield name, f"{json.dumps(name, ensure_ascii=False)}: ", member
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield number, "", member


def _found(value: Json, pointer: str) -> Json:
    for name in pointer.split("/")[1:]:
        plain = name.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value[plain]
        elif isinstance(value, list):
            value = value[int(plain)]
    return value
