"""The use case ``conformance``: ask a party, look at what it answered, say how it keeps to OCPI."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.domain.errors import PeerError
from core.gateway.probe_party import ProbeSettings, probe_party
from core.ocpi.conformance import Check, CheckResult, Level, Verdict, results_of
from core.ocpi.conformance_objects import OBJECT_CHECKS
from core.ocpi.conformance_pages import PAGE_CHECKS
from core.ocpi.conformance_transport import TRANSPORT_CHECKS
from core.ocpi.conformance_versions import VERSION_CHECKS
from core.ocpi.exchange import Evidence
from core.ocpi.wire import JsonObject

CHECKS: Final[tuple[Check, ...]] = (
    *TRANSPORT_CHECKS,
    *VERSION_CHECKS,
    *PAGE_CHECKS,
    *OBJECT_CHECKS,
)


@dataclass(frozen=True, slots=True)
class ConformanceReport:
    """How one party keeps to OCPI."""

    evidence: Evidence
    results: tuple[CheckResult, ...]

    def count(self, verdict: Verdict, level: Level | None = None) -> int:
        """How many checks came out like that."""
        return sum(
            one.verdict is verdict and level in {None, one.check.level} for one in self.results
        )

    @property
    def is_conformant(self) -> bool:
        """Whether no rule that binds was broken."""
        return not self.count(Verdict.FAILED, Level.MUST)

    @property
    def unanswered(self) -> Sequence[str]:
        """What was asked and not answered, and why."""
        return [
            f"{one.name}: {one.problem}"
            for one in self.evidence.exchanges
            if one.http_status is None
        ]

    def to_json(self) -> JsonObject:
        """The report for scripts."""
        version = self.evidence.version
        return {
            "url": self.evidence.versions_url,
            "version": None if version is None else version.value,
            "requests": len(self.evidence.exchanges),
            "unanswered": list(self.unanswered),
            "token_reaches": self.evidence.reach.value,
            "conformant": self.is_conformant,
            "passed": self.count(Verdict.PASSED),
            "failed": self.count(Verdict.FAILED),
            "skipped": self.count(Verdict.SKIPPED),
            "checks": [one.to_json() for one in self.results],
        }


async def check_conformance(
    settings: ProbeSettings, now: Callable[[], datetime]
) -> ConformanceReport:
    """How a party keeps to OCPI, by reading alone.

    Raises:
        PeerError: It did not answer at all.
    """
    evidence = await probe_party(settings, now)
    first = evidence.exchanges[0]
    if first.http_status is None:
        raise PeerError(f"{first.url}: {first.problem}")
    return ConformanceReport(evidence, results_of(CHECKS, evidence))
