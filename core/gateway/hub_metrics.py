"""Figures of one process for Prometheus; no label names a platform, so they stay few."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from core.domain.platform import ConnectionStatus
from core.gateway.registry import Registry
from core.gateway.request_trail import RequestTrail

_BUCKETS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def _requests(metrics: CollectorRegistry) -> Counter:
    labels = ("module", "interface", "method", "http_status")
    return Counter("networkcore_requests", "OCPI requests answered", labels, registry=metrics)


def _seconds(metrics: CollectorRegistry) -> Histogram:
    return Histogram(
        "networkcore_request_seconds",
        "Seconds from a request's headers to the end of its answer",
        ("module",),
        buckets=_BUCKETS_S,
        registry=metrics,
    )


@dataclass(slots=True)
class HubMetrics:
    """What is counted."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    in_flight: Gauge = field(init=False)
    failures: Counter = field(init=False)
    platforms: Gauge = field(init=False)

    def __post_init__(self) -> None:
        self.requests, self.seconds = _requests(self.registry), _seconds(self.registry)
        self.in_flight = Gauge(
            "networkcore_requests_in_flight", "OCPI requests being answered", registry=self.registry
        )
        self.failures = Counter(
            "networkcore_failures", "Requests that failed by a bug", registry=self.registry
        )
        self.platforms = Gauge(
            "networkcore_platforms", "Platforms by status", ("status",), registry=self.registry
        )

    def count(self, trail: RequestTrail, http_status: int, took_s: float) -> None:
        """One request was answered."""
        interface = trail.interface or "none"
        self.requests.labels(trail.place, interface, trail.known_method, str(http_status)).inc()
        self.seconds.labels(trail.place).observe(took_s)

    def exposed(self, registry: Registry) -> bytes:
        """Everything in Prometheus's text format."""
        counts = dict.fromkeys(ConnectionStatus, 0)
        for one in registry.directory.platforms.values():
            counts[one.status] += 1
        for status, count in counts.items():
            self.platforms.labels(status.value).set(count)
        return generate_latest(self.registry)
