"""Figures of relaying for Prometheus: calls of peers, how they ended, and what was held back.

No label names a party, so they stay few; who is slow stands in the log of messages.
"""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from core.gateway.broadcast import Broadcaster
from core.gateway.forward import Reply, Sent
from core.gateway.message_log import MessageLog
from core.gateway.peer_client import PeerClient

_BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@dataclass(slots=True)
class RelayMetrics:
    """What is counted."""

    registry: CollectorRegistry
    calls: Counter = field(init=False)
    seconds: Histogram = field(init=False)

    def __post_init__(self) -> None:
        labels, told = ("module", "outcome"), "Messages sent to peers"
        self.calls = Counter("networkcore_peer_calls", told, labels, registry=self.registry)
        told = "Seconds until a peer answered"
        self.seconds = Histogram(
            "networkcore_peer_seconds", told, buckets=_BUCKETS_S, registry=self.registry
        )

    def count(self, sent: Sent) -> None:
        """One message was sent."""
        self.calls.labels(sent.errand.module.value, _outcome(sent.reply)).inc()
        if sent.reply.is_theirs:
            self.seconds.observe(sent.reply.latency_s)

    def watch(self, client: PeerClient, broadcaster: Broadcaster, log: MessageLog) -> None:
        """Show what these hold back, as it is when somebody asks."""
        lanes = client.lanes
        for name, told, value in (
            ("circuits_open", "Platforms that are not asked for a while", lambda: _open_of(client)),
            ("peer_calls_waiting", "Calls under way and waiting", lambda: _taken_of(client)),
            ("copies_dropped", "Copies of broadcasts never sent", lambda: broadcaster.dropped),
            ("messages_unlogged", "Messages that the log left out", lambda: log.dropped),
            ("lanes", "Platforms that were called", lambda: len(lanes)),
        ):
            Gauge(f"networkcore_{name}", told, registry=self.registry).set_function(value)


def _outcome(reply: Reply) -> str:
    if reply.is_success:
        return "done"
    return "refused" if reply.is_theirs else str(int(reply.status_code))


def _open_of(client: PeerClient) -> int:
    return sum(lane.circuit.is_open for lane in client.lanes.values())


def _taken_of(client: PeerClient) -> int:
    return sum(lane.taken for lane in client.lanes.values())
