"""The envelope of every OCPI answer: status, time, and the data as the bytes that came.

Source: OCPI 2.2.1 and 2.3.0, transport_and_format.asciidoc, response format. Reading checks that
all of it is JSON but makes no objects of the data, which is what makes relaying cheap; numbers and
unknown fields survive because nobody touches them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from core.domain.errors import RoamingError, WireError
from core.ocpi.json_bytes import MALFORMED, json_of_value, not_json, value_of_json
from core.ocpi.status_code import StatusCode, status_of

LONGEST_MESSAGE: Final = 255
"""Characters of ``status_message``."""
_NOTHING: Final = b"null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One answer, of ours or of a peer."""

    status_code: int
    data: bytes | None = None
    """JSON text as it came; None where there is none, or null."""
    status_message: str | None = None
    timestamp: datetime | None = None
    """When the answer was made; None where a peer left it out, or wrote none that can be read."""

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success: 1000 to 1999."""
        return 1000 <= self.status_code < 2000

    def value(self) -> object:
        """The data as plain objects with exact numbers; None where there is none."""
        return None if self.data is None else value_of_json(self.data, "data")

    def one_value(self) -> object:
        """The data where one object is wanted: some peers wrap it in a list."""
        found = self.value()
        return found[0] if isinstance(found, list) and len(found) == 1 else found


class _Wire(msgspec.Struct):
    """The envelope as the decoder reads it."""

    status_code: int | None = None
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    status_message: object = None
    timestamp: object = None


_DECODER: Final = msgspec.json.Decoder(_Wire, strict=False)


def read_envelope(body: bytes, source: str = "answer") -> Envelope:
    """The envelope that a peer's answer is.

    Args:
        body: What came.
        source: Who sent it, for messages.

    Raises:
        SourceError: Not JSON, not UTF-8, or nested deeper than we read.
        WireError: JSON, but no OCPI answer: no object, or no number as its status code.
    """
    try:
        if not body.isascii():
            body.decode()
        found = _DECODER.decode(body)
    except msgspec.ValidationError as error:
        raise WireError(
            "status_code", f"wanted an OCPI answer, found other JSON: {error}"
        ) from error
    except MALFORMED as error:
        raise not_json(source, error) from error
    if found.status_code is None:
        raise WireError("status_code", "wanted a value, found nothing")
    message = found.status_message
    return Envelope(
        status_code=found.status_code,
        data=_data_of(found.data),
        status_message=message if isinstance(message, str) else None,
        timestamp=time_or_none(found.timestamp),
    )


def _data_of(raw: msgspec.Raw | msgspec.UnsetType) -> bytes | None:
    found = None if isinstance(raw, msgspec.UnsetType) else bytes(raw)
    return None if found == _NOTHING else found


def time_or_none(value: object) -> datetime | None:
    """A time as OCPI writes it, without a zone in UTC; None where it is none."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def write_envelope(envelope: Envelope) -> bytes:
    """The answer as bytes: no null, the time in milliseconds (OCPI allows 25 characters)."""
    assert envelope.timestamp is not None, "an answer of ours says when it was made"
    parts = [] if envelope.data is None else [b'"data":' + envelope.data]
    parts.append(b'"status_code":%d' % envelope.status_code)
    if envelope.status_message is not None:
        said = json_of_value(envelope.status_message[:LONGEST_MESSAGE])
        parts.append(b'"status_message":' + said)
    parts.append(b'"timestamp":"%s"' % short_time(envelope.timestamp).encode())
    return b"{" + b",".join(parts) + b"}"


def short_time(instant: datetime) -> str:
    """OCPI's DateTime in at most 25 characters: milliseconds, where there are any."""
    whole = "milliseconds" if instant.microsecond >= 1000 else "seconds"
    return instant.astimezone(UTC).isoformat(timespec=whole).replace("+00:00", "Z")


def success(now: datetime, value: object = None) -> Envelope:
    """The answer that something was done.

    Args:
        now: When it was answered.
        value: Plain objects without null, numbers as ``Decimal`` or ``int``; None for no data.
    """
    data = None if value is None else json_of_value(value)
    return Envelope(status_code=StatusCode.SUCCESS, data=data, timestamp=now)


def failure(now: datetime, status_code: int, message: str) -> Envelope:
    """The answer that something was not done, and why."""
    return Envelope(status_code=status_code, status_message=message, timestamp=now)


def failure_of(now: datetime, error: RoamingError) -> Envelope:
    """The answer to what an error of ours refused."""
    return failure(now, status_of(error), str(error))
