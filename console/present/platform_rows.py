"""Platforms of the hub as rows of a table for a terminal, and as JSON material."""

from typing import Final

from console.present.plain_values import Plain, plain
from core.domain.handshake_request import HandshakeRequest
from core.domain.platform import Platform
from core.domain.platform_change import PlatformChange

PLATFORM_COLUMNS: Final = ("Platform", "Name", "Parties", "Status", "OCPI", "Versions URL")

CHANGE_COLUMNS: Final = ("When", "What", "Status", "By", "Note")


def platform_rows(platforms: tuple[Platform, ...]) -> list[tuple[str, ...]]:
    """A row a platform."""
    return [
        (
            one.platform_id,
            one.name,
            ", ".join(f"{role.party} {role.role}" for role in one.roles),
            one.status.value,
            one.version or "",
            one.versions_url or "",
        )
        for one in platforms
    ]


def plain_platform(platform: Platform) -> Plain:
    """A platform as plain values; no token is among them."""
    return {
        "platform": platform.platform_id,
        "name": platform.name,
        "roles": [{"role": one.role, "party": one.party} for one in platform.roles],
        "status": platform.status.value,
        "version": platform.version,
        "versions_url": platform.versions_url,
        "endpoints": [
            {"module": one.module, "interface": one.interface, "url": one.url}
            for one in platform.endpoints
        ],
    }


def plain_request(request: HandshakeRequest) -> Plain:
    """A handshake that was asked for, and what came of it."""
    answer = request.answer
    return {
        "request": request.request_id,
        "platform": request.platform_id,
        "versions_url": request.versions_url,
        "done": None if answer is None else answer.is_done,
        "detail": None if answer is None else answer.detail,
    }


def change_rows(changes: tuple[PlatformChange, ...]) -> list[tuple[str, ...]]:
    """A row a change, oldest first."""
    return [
        (
            f"{one.at:%Y-%m-%d %H:%M:%S}",
            one.kind.value.replace("_", " "),
            one.platform.status.value,
            one.who,
            one.note,
        )
        for one in changes
    ]


def plain_change(change: PlatformChange) -> Plain:
    """A change as plain values."""
    return {
        "at": plain(change.at),
        "kind": change.kind.value,
        "status": change.platform.status.value,
        "who": change.who,
        "note": change.note,
    }
