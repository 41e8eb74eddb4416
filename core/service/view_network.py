"""The hub's network as an operator sees it: who is connected, and how each has answered lately."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from core.domain.handshake_request import HandshakeRequest
from core.domain.hub_message import MessageWay
from core.domain.platform import Platform
from core.service.runtime import Runtime
from core.store.handshake_store import requests
from core.store.message_store import SeenMessage, seen_messages
from core.store.platform_store import hub_url, platforms

LOOK_BACK: Final = timedelta(hours=1)
_SEEN_MAX: Final = 50_000
_REQUESTS: Final = 20
_US_PER_MS: Final = 1000
_UNANSWERED: Final = 4000
"""OCPI's statuses from here on are the hub's own: nobody answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What passed between the hub and one platform, in the time that was looked at."""

    asked: int = 0
    """Requests of the platform that the hub answered by itself, or passed on."""
    sent: int = 0
    """Requests that the hub sent to it."""
    failed: int = 0
    """Of those it was sent: without an answer, or without one of success."""
    p50_ms: float | None = None
    """Median time until it answered; None where it was sent nothing."""
    p95_ms: float | None = None
    last_seen: datetime | None = None
    """When it asked or answered last; None if it did neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkView:
    """Everything about the connections at one moment."""

    at: datetime
    hub_url: str | None
    """Where OCPI begins at the hub; None before its first start."""
    platforms: tuple[Platform, ...]
    traffic: Mapping[str, Traffic]
    """By platform id; every platform has one."""
    requests: tuple[HandshakeRequest, ...]
    """Handshakes that people asked for, the latest first."""


def view_network(runtime: Runtime) -> NetworkView:
    """The platforms, and what passed in the last hour."""
    now = runtime.now()
    with runtime.database.reading() as connection:
        found = platforms(connection)
        seen = seen_messages(connection, now - LOOK_BACK, _SEEN_MAX)
        return NetworkView(
            at=now,
            hub_url=hub_url(connection),
            platforms=found,
            traffic=traffic_of(found, seen),
            requests=tuple(requests(connection, _REQUESTS)),
        )


def traffic_of(found: Sequence[Platform], seen: Sequence[SeenMessage]) -> dict[str, Traffic]:
    """What passed by platform id; of a message between two platforms each has its part."""
    owner = {party: one.platform_id for one in found for party in one.parties}
    asked: dict[str, list[SeenMessage]] = defaultdict(list)
    sent: dict[str, list[SeenMessage]] = defaultdict(list)
    for one in seen:
        for sender in one.sender.upper().split(", "):
            if sender in owner:
                asked[owner[sender]].append(one)
                break
        receiver = owner.get(one.receiver.upper())
        if one.way is MessageWay.OUT and receiver is not None:
            sent[receiver].append(one)
    return {
        one.platform_id: _traffic(asked[one.platform_id], sent[one.platform_id]) for one in found
    }


def _traffic(asked: Sequence[SeenMessage], sent: Sequence[SeenMessage]) -> Traffic:
    answered = [one for one in sent if one.status_code < _UNANSWERED]
    times = [one.at for one in (*asked, *answered)]
    p50_ms = p95_ms = None
    if answered:
        waited_ms = np.array([one.latency_us for one in answered]) / _US_PER_MS
        p50_ms, p95_ms = (float(one) for one in np.percentile(waited_ms, (50, 95)))
    return Traffic(
        asked=len(asked),
        sent=len(sent),
        failed=sum(not 1000 <= one.status_code < 2000 for one in sent),
        p50_ms=p50_ms,
        p95_ms=p95_ms,
        last_seen=max(times, default=None),
    )
