"""Fields that our values do not hold, kept when an object that was read is written again.

Source: OCPI 2.3.0 transport_and_format: unknown fields must not be rejected; a peer's extension
that goes through us should come out again.
"""

from collections.abc import Mapping
from typing import Final

from core.ocpi.wire import JsonObject

_HELD_IN_PART: Final = frozenset({"tariff_alt_text"})
"""Of these our values hold less than they say, so that what was read is kept."""


def with_unknown(written: JsonObject, raw: Mapping[str, object]) -> JsonObject:
    """What we write, and what the object that was read had beside it, nulls left out.

    Args:
        written: The object as a codec writes it; where it speaks, it is right.
        raw: The object as it was read.
    """
    kept = {name: value for name, value in raw.items() if value is not None}
    ours = {
        name: _merged(value, kept.get(name))
        for name, value in written.items()
        if name not in kept or name not in _HELD_IN_PART
    }
    return kept | ours


def _merged(written: object, raw: object) -> object:
    """Objects field by field, lists of the same length item by item, else what we write."""
    if isinstance(written, dict) and isinstance(raw, Mapping):
        return with_unknown(written, raw)
    if isinstance(written, list) and isinstance(raw, list) and len(written) == len(raw):
        return [_merged(one, other) for one, other in zip(written, raw, strict=True)]
    return written
