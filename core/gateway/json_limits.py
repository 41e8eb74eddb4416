"""What a body must be before anybody reads it: JSON, UTF-8, not nested too deep."""

import re
from typing import Final

import msgspec

from core.domain.errors import SourceError
from core.ocpi.json_bytes import MALFORMED, not_json

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET: Final = re.compile(rb"[\[\]{}]")
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""NUL as JSON writes it; after an even number of backslashes it is one."""
_SHAPE: Final = msgspec.json.Decoder(msgspec.Raw)
"""Reads all of a JSON text and makes no objects of it."""


def expect_json(body: bytes, depth_max: int) -> None:
    """Return if a body is JSON that may be read.

    Raises:
        SourceError: It is not.
    """
    try:
        body.decode()
        _SHAPE.decode(body)
    except MALFORMED as error:
        raise not_json("body", error) from error
    # No text of OCPI has one, and not every database takes it: others' rows would fail with it.
    if rb"\u0000" in body and _NUL.search(body):
        raise SourceError("body", "wanted no NUL in any text")
    # Nothing is deeper than it has brackets: the scan is for bodies that have many.
    if body.count(b"[") + body.count(b"{") > depth_max and depth_of(body) > depth_max:
        raise SourceError("body", f"wanted JSON nested at most {depth_max} deep")


def depth_of(body: bytes) -> int:
    """How deep a JSON text is nested; 0 for a number."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", body)):
        depth += 1 if bracket.group() in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest
