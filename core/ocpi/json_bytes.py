"""JSON as bytes <-> plain objects, as fast as the hub needs it; numbers stay exact both ways.

``wire.parsed`` and ``wire.json_text`` do the same for texts of files. Fractions are ``Decimal``;
what an exponent makes large stays an exponent, so that no peer makes us write gigabytes.
"""

from decimal import Decimal, DecimalException
from typing import Final

import msgspec

from core.domain.errors import SourceError

_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")

MALFORMED: Final = (msgspec.DecodeError, RecursionError, UnicodeDecodeError, DecimalException)
"""Everything that the decoder raises at bytes that are no JSON, or none that we read."""


def value_of_json(raw: bytes | memoryview, source: str = "body") -> object:
    """The value that a JSON text describes.

    Raises:
        SourceError: Not JSON, not UTF-8, or nested deeper than we read.
    """
    try:
        return _DECODER.decode(raw)
    except MALFORMED as error:
        raise not_json(source, error) from error


def not_json(source: str, error: Exception) -> SourceError:
    """The error for bytes that are no JSON."""
    said = "a number out of range" if isinstance(error, DecimalException) else str(error)
    return SourceError(source, f"not JSON: {said}")


def json_of_value(value: object) -> bytes:
    """The JSON text of plain objects; a ``Decimal`` is a number with all its digits.

    Raises:
        SourceError: Nested deeper than we write, which only what a peer sent can be.
    """
    try:
        return _ENCODER.encode(value)
    except RecursionError as error:
        raise SourceError("message", "nested too deeply to be written again") from error
