"""Findings about a tariff for people and for scripts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from core.domain.finding import Finding, Severity

COLUMNS: Final = ("Severity", "What", "Where", "Why")


def finding_rows(findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """One row a finding."""
    return [
        (
            one.severity.capitalize(),
            one.code.replace("_", " ").capitalize(),
            one.pointer or "/",
            one.message,
        )
        for one in findings
    ]


def plain_findings(findings: Sequence[Finding]) -> Mapping[str, object]:
    """The findings as a script reads them."""
    return {
        "findings": [
            {
                "code": one.code.value,
                "severity": one.severity.value,
                "pointer": one.pointer,
                "message": one.message,
            }
            for one in findings
        ],
        "counts": {severity.value: count for severity, count in _counts(findings).items()},
    }


def count_text(findings: Sequence[Finding]) -> str:
    """``1 error, 2 warnings, 0 hints``."""
    return ", ".join(
        f"{count} {severity.lower()}{'' if count == 1 else 's'}"
        for severity, count in _counts(findings).items()
    )


def _counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    found = Counter(one.severity for one in findings)
    return {severity: found[severity] for severity in Severity}
