"""The platforms of the hub as rows, and one of them in full: who it is, how it has answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from console.present.amount_text import NOTHING, instant_text
from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Head, Row, row_of
from console.present.story_sections import Line, Section
from core.domain.handshake_request import HandshakeRequest
from core.domain.platform import ConnectionStatus, Platform
from core.service.view_network import NetworkView, Traffic

NETWORK_HEADS: Final = (
    Head("Parties"),
    Head("Status"),
    Head("OCPI"),
    Head("Asked", is_number=True),
    Head("Sent", is_number=True),
    Head("Without success", is_number=True),
    Head("p50 ms", is_number=True),
    Head("p95 ms", is_number=True),
    Head("Last seen (UTC)"),
)
REQUEST_HEADS: Final = (Head("Asked"), Head("Platform"), Head("Came of it"))
_STATUS: Final[Mapping[ConnectionStatus, Cell]] = {
    ConnectionStatus.CONNECTED: Cell("\N{CHECK MARK} connected", Tone.GOOD),
    ConnectionStatus.OFFLINE: Cell("\N{MULTIPLICATION SIGN} offline", Tone.BAD),
    ConnectionStatus.PLANNED: Cell("\N{WHITE CIRCLE} invited"),
    ConnectionStatus.SUSPENDED: Cell("\N{BLACK SQUARE} suspended", Tone.WARNING),
}
FAILING: Final = 0.05
"""Share of answers without success from which on it is marked."""


def network_row(platform: Platform, traffic: Traffic) -> Row:
    """One platform."""
    failing = bool(traffic.sent) and traffic.failed / traffic.sent >= FAILING
    failed = f"{traffic.failed}" if traffic.sent else NOTHING
    return row_of(
        parties_text(platform),
        _STATUS[platform.status],
        platform.version or NOTHING,
        str(traffic.asked),
        str(traffic.sent),
        Cell(f"\N{BLACK UP-POINTING TRIANGLE} {failed}", Tone.WARNING) if failing else failed,
        _ms(traffic.p50_ms),
        _ms(traffic.p95_ms),
        NOTHING if traffic.last_seen is None else f"{traffic.last_seen:%H:%M:%S}",
        key=platform.platform_id,
    )


def parties_text(platform: Platform) -> str:
    """``NL*ABC CPO, NL*XYZ EMSP``."""
    return ", ".join(f"{one.party} {one.role}" for one in platform.roles)


def _ms(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f}"


def _seen(at: datetime | None) -> str:
    return NOTHING if at is None else instant_text(at)


def network_note(view: NetworkView) -> str:
    """How many there are, and what the figures are of."""
    connected = sum(one.status is ConnectionStatus.CONNECTED for one in view.platforms)
    return f"{connected} of {len(view.platforms)} connected \N{MIDDLE DOT} figures of the last hour"


def platform_sections(platform: Platform, traffic: Traffic) -> tuple[Section, ...]:
    """One platform in full; no token is among it."""
    who = (
        Line("Name", platform.name or NOTHING),
        Line("Status", platform.status.value.lower()),
        Line("OCPI", platform.version or "no handshake yet"),
        Line("Versions URL", platform.versions_url or NOTHING),
        Line("Registered", _seen(platform.registered_at)),
        Line("Hub behind it", platform.hub_party or "none"),
    )
    lately = (
        Line("Asked the hub", str(traffic.asked)),
        Line("Was sent", str(traffic.sent), f"{traffic.failed} without success"),
        Line("Answered in", f"{_ms(traffic.p50_ms)} ms", f"95 % within {_ms(traffic.p95_ms)} ms"),
        Line("Last seen", _seen(traffic.last_seen)),
    )
    endpoints = tuple(
        Line(f"{one.module} {one.interface.lower()}", one.url) for one in platform.endpoints
    )
    roles = tuple(Line(one.party, one.role, one.name) for one in platform.roles)
    found = [Section("Partner", who), Section("Parties", roles), Section("Last hour", lately)]
    if endpoints:
        found.append(Section("Endpoints", endpoints))
    return tuple(found)


def request_row(request: HandshakeRequest) -> Row:
    """A handshake that was asked for."""
    answer = request.answer
    if answer is None:
        came = Cell("\N{HORIZONTAL ELLIPSIS} waits for the hub")
    elif answer.is_done:
        came = Cell(f"\N{CHECK MARK} {answer.detail}", Tone.GOOD)
    else:
        came = Cell(f"\N{MULTIPLICATION SIGN} {answer.detail}", Tone.BAD)
    return row_of(instant_text(request.asked_at), request.platform_id, came, key=request.request_id)
