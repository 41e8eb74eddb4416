"""A handshake that somebody asks of the hub: the console writes it, the hub does it and answers."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HandshakeAnswer:
    """What came of it."""

    is_done: bool
    detail: str
    """The version that was agreed, or what went wrong."""
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeRequest:
    """Register with a peer that gave us its token A, or renew the credentials of one."""

    request_id: str
    platform_id: str
    versions_url: str
    sealed_token: str = field(default="", repr=False)
    """Token A of the peer, which only the hub can open; empty to renew what was agreed before."""
    asked_at: datetime
    who: str = ""
    answer: HandshakeAnswer | None = None
    """None until the hub did it."""
