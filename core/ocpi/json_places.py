"""Where each value of a JSON text stands, by its pointer; for texts that a reader accepts.

Source: RFC 6901 for pointers. Walks the text once without recursion, so that neither depth nor
length costs more than reading it.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

_TOKEN: Final = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+)')
_STEP: Final = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")
_OPENS: Final = "{["
_CLOSES: Final = "}]"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a text in lines, counted from 1; both are part of it."""

    first_line: int
    last_line: int


@dataclass(slots=True)
class _Open:
    """An object or a list whose end was not seen yet."""

    pointer: str
    start: int
    is_list: bool
    count: int = 0
    key: str | None = None
    key_start: int = 0


@dataclass(frozen=True, slots=True)
class JsonPlaces:
    """The places of all values of one text."""

    spans: Mapping[str, tuple[int, int]]
    """Start and end by pointer, in characters; a field begins at its name."""
    breaks: tuple[int, ...] = field(repr=False)
    """Where lines end."""

    @classmethod
    def of(cls, text: str) -> Self:
        """The places of a JSON text; of a wrong one only those up to what is wrong."""
        breaks = tuple(match.start() for match in re.finditer("\n", text))
        return cls(_spans(text), breaks)

    def place(self, pointer: str) -> Place:
        """The lines of what a pointer points to, or of the nearest thing around it."""
        while pointer and pointer not in self.spans:
            pointer = pointer.rpartition("/")[0]
        start, end = self.spans.get(pointer, (0, 1))
        return Place(self._line(start), self._line(max(start, end - 1)))

    def _line(self, at: int) -> int:
        return bisect_right(self.breaks, at - 1) + 1


def pointer_of_path(path: str) -> str:
    """``/elements/0/price`` of ``elements[0].price``, the path of a ``WireError``."""
    steps = (name or number for name, number in _STEP.findall(path))
    return "".join(f"/{_escaped(step)}" for step in steps)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _spans(text: str) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    stack: list[_Open] = []
    for match in _TOKEN.finditer(text):
        piece, start, end = match[1], match.start(1), match.end(1)
        top = stack[-1] if stack else None
        if piece in _OPENS:
            stack.append(_Open(_pointer(top), _start(top, start), is_list=piece == "["))
        elif piece in _CLOSES:
            if top is None:
                break
            stack.pop()
            found[top.pointer] = (top.start, end)
        elif piece == ",":
            if top is not None:
                top.count += 1
                top.key = None
        elif top is not None and not top.is_list and top.key is None:
            top.key, top.key_start = _text(piece), start
        elif piece != ":":
            found[_pointer(top)] = (_start(top, start), end)
    for one in stack:
        found[one.pointer] = (one.start, len(text))
    return found


def _pointer(top: _Open | None) -> str:
    if top is None:
        return ""
    step = str(top.count) if top.is_list else _escaped(top.key or "")
    return f"{top.pointer}/{step}"


def _start(top: _Open | None, start: int) -> int:
    return start if top is None or top.is_list else top.key_start


def _text(piece: str) -> str:
    try:
        return str(json.loads(piece))
    except ValueError:
        return piece
