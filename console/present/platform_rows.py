"""Platforms of the hub as rows of a table for a terminal, and as JSON material."""

from typing import Final

from console.present.plain_values import Plain
from core.domain.handshake_request import HandshakeRequest
from core.domain.platform import Platform

PLATFORM_COLUMNS: Final = ("Platform", "Name", "Parties", "Status", "OCPI", "Versions URL")


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
