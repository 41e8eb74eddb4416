"""Messages of the hub as rows, one of them in full, and what a line of filter words asks for."""

from datetime import datetime
from typing import Final

import msgspec

from console.present.amount_text import NOTHING
from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Head, Row, row_of
from console.present.record_link import RecordKind, RecordLink
from console.present.story_sections import Line, Section
from core.domain.errors import InvalidValueError
from core.domain.hub_message import HubMessage, MessageWay, WantedMessages

MESSAGE_HEADS: Final = (
    Head("At (UTC)"),
    Head("From"),
    Head("To"),
    Head("Call"),
    Head("Path"),
    Head("OCPI"),
    Head("Status"),
    Head("ms", is_number=True),
)
LIMIT: Final = 500
FILTER_HINT: Final = "party:NL*ABC module:cdrs correlation:ID failed"
_US_PER_MS: Final = 1000


def wanted_of(text: str) -> WantedMessages:
    """What a line of words asks for; an empty one for the latest of all.

    Raises:
        InvalidValueError: A word is none of those of ``FILTER_HINT``.
    """
    found: dict[str, str] = {}
    for word in text.split():
        name, colon, value = word.partition(":")
        if word == "failed":
            found["failed"] = word
        elif colon and value and name in {"party", "module", "correlation"}:
            found[name] = value
        else:
            raise InvalidValueError(f"filter: wanted words like {FILTER_HINT}, found {word!r}")
    return WantedMessages(
        party=found.get("party"),
        module=found.get("module"),
        correlation_id=found.get("correlation"),
        only_failed="failed" in found,
        limit=LIMIT,
    )


def message_row(message: HubMessage) -> Row:
    """One message."""
    return row_of(
        _moment(message.at),
        message.sender or NOTHING,
        message.receiver or "the hub",
        message.method,
        Cell(_short_path(message), tip=message.path),
        message.version,
        status_cell(message),
        f"{message.latency_us / _US_PER_MS:,.1f}",
        key=message.message_id,
    )


def status_cell(message: HubMessage) -> Cell:
    """OCPI's status, and HTTP's where that says more."""
    is_good = 1000 <= message.status_code < 2000
    http = "" if message.http_status in {200, 201} else f" HTTP {message.http_status}"
    if is_good:
        return Cell(f"\N{CHECK MARK} {message.status_code}{http}", Tone.GOOD)
    return Cell(f"\N{MULTIPLICATION SIGN} {message.status_code}{http}", Tone.BAD)


def _short_path(message: HubMessage) -> str:
    """The part of a URL from its module on."""
    start = message.path.find(f"/{message.module}")
    return message.path[start:] if start >= 0 else message.path


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}"


def message_sections(message: HubMessage) -> tuple[Section, ...]:
    """One message without its bodies."""
    way = "the hub sent it" if message.way is MessageWay.OUT else "the hub answered it by itself"
    facts = (
        Line("Way", way),
        Line("Module", message.module, message.interface.lower()),
        Line("OCPI", message.version),
        Line("URL", message.path),
        Line("Answered in", f"{message.latency_us / _US_PER_MS:,.1f} ms"),
        Line("Status", str(message.status_code), f"HTTP {message.http_status}"),
    )
    headers = (
        Line("OCPI-from", message.sender or NOTHING),
        Line("OCPI-to", message.receiver or NOTHING),
        Line("X-Request-ID", message.message_id),
        Line("X-Correlation-ID", message.correlation_id),
    )
    found = [Section("Message", facts), Section("Headers", headers)]
    if message.problem:
        found.insert(0, Section("Problem", (Line("What went wrong", message.problem),)))
    return tuple(found)


def session_of_message(message: HubMessage) -> RecordLink | None:
    """The session whose CDR a message carries; None where it carries none."""
    if message.module != "cdrs" or message.method != "POST":
        return None
    try:
        found = msgspec.json.decode(message.request)
    except msgspec.DecodeError:
        return None  # cut, for it was very long
    if not isinstance(found, dict) or not all(
        isinstance(found.get(name), str) for name in ("country_code", "party_id", "id")
    ):
        return None
    owner = f"{found['country_code']}*{found['party_id']}".upper()
    return RecordLink(RecordKind.SESSION, f"cdr:{owner}:{found['id']}")


def body_text(body: str) -> str:
    """A body as people read it: indented where it is whole."""
    try:
        return msgspec.json.format(body, indent=2)
    except msgspec.DecodeError:
        return body
