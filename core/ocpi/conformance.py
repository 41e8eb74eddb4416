"""How checks of a party are made and what they say: named rules over evidence.

A rule is looked at for each exchange that it is about; where there was none, the check is skipped
and says so. MUST and SHOULD are the specification's words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.ocpi.exchange import Evidence, Exchange, Probe
from core.ocpi.wire import JsonObject

MOST_DETAILS: Final = 20
"""Details of one check that are kept; how many there were is told."""


class Level(StrEnum):
    """How much a rule binds."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Verdict(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


Problems = Sequence[str] | None
"""What one exchange does against a rule; None where the rule does not apply to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule."""

    name: str
    """As ``page-keeps-filters``."""
    level: Level
    rule: str
    """One sentence."""
    source: str
    """Part of the specification that says so."""
    probes: tuple[Probe, ...]
    problems: Callable[[Evidence, Exchange], Problems]

    def result(self, evidence: Evidence) -> "CheckResult":
        """What the rule says of a party."""
        details: list[str] = []
        looked_at = 0
        for one in evidence.of(*self.probes):
            found = None if evidence.is_beyond(one) else self.problems(evidence, one)
            if found is not None:
                looked_at += 1
                details += [f"{one.name}: {problem}" for problem in found]
        if not looked_at:
            return CheckResult(self, Verdict.SKIPPED, ("nothing that it is about was answered",))
        more = len(details) - MOST_DETAILS
        told = details[:MOST_DETAILS] + ([f"and {more} more"] if more > 0 else [])
        return CheckResult(self, Verdict.FAILED if details else Verdict.PASSED, tuple(told))


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check says of one party."""

    check: Check
    verdict: Verdict
    details: tuple[str, ...]
    """Where and how it was broken, or why it was skipped."""

    def to_json(self) -> JsonObject:
        """The same for scripts."""
        return {
            "name": self.check.name,
            "level": self.check.level.value,
            "verdict": self.verdict.value,
            "rule": self.check.rule,
            "source": self.check.source,
            "details": list(self.details),
        }


def must(
    name: str,
    rule: str,
    source: str,
    probes: Iterable[Probe],
    problems: Callable[[Evidence, Exchange], Problems],
) -> Check:
    """A rule that binds."""
    return Check(
        name=name,
        level=Level.MUST,
        rule=rule,
        source=source,
        probes=tuple(probes),
        problems=problems,
    )


def should(
    name: str,
    rule: str,
    source: str,
    probes: Iterable[Probe],
    problems: Callable[[Evidence, Exchange], Problems],
) -> Check:
    """A rule that is recommended."""
    return Check(
        name=name,
        level=Level.SHOULD,
        rule=rule,
        source=source,
        probes=tuple(probes),
        problems=problems,
    )


def results_of(checks: Iterable[Check], evidence: Evidence) -> tuple[CheckResult, ...]:
    """What every check says, in their order."""
    return tuple(check.result(evidence) for check in checks)
