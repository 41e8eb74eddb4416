"""One message of the hub and its answer, as the log of messages keeps it.

Tokens are masked in it and drivers are veiled: the log is for operators, who need neither.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageWay(StrEnum):
    """Which way a message went."""

    IN = "IN"
    """A peer asked, and the hub answered by itself."""
    OUT = "OUT"
    """The hub sent it, for a peer or for itself, and a peer answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubMessage:
    """One request and what was answered."""

    message_id: str
    at: datetime
    """When it was sent, or arrived."""
    way: MessageWay
    correlation_id: str
    """The same on every message that one request of a peer led to."""
    sender: str
    """Party, ``NL*ABC`` as it writes itself."""
    receiver: str
    module: str
    interface: str
    method: str
    path: str
    """Of the URL, with its query; without what names a driver."""
    version: str
    """OCPI, as the sender spoke it."""
    status_code: int
    """OCPI's, of the answer."""
    http_status: int
    latency_us: int
    request: str
    """Body, shortened if it is very long."""
    answer: str
    problem: str = ""
    """What went wrong, in a sentence; empty where nothing did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMessages:
    """Which messages are asked for; None does not ask."""

    party: str | None = None
    """On either side, ``NL*ABC`` in any case."""
    module: str | None = None
    correlation_id: str | None = None
    only_failed: bool = False
    before: datetime | None = None
    limit: int = 200
