"""Lint a tariff: what OCPI allows, and yet cannot be meant or is going to surprise somebody.

Everything is told from the tariff alone, but what clocks do, which takes the zone of a location.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo

from core.domain.finding import Finding
from core.domain.tariff import Tariff
from core.pricing.lint_clock import clock_findings
from core.pricing.lint_gaps import gap_findings
from core.pricing.lint_overlaps import overlap_findings
from core.pricing.lint_prices import price_findings
from core.pricing.lint_reach import reach_findings
from core.pricing.lint_restrictions import restriction_findings
from core.pricing.rooms import rooms_of


def lint(tariff: Tariff, zone: tzinfo | None = None) -> tuple[Finding, ...]:
    """What was found, in the order of the tariff's JSON, then by code.

    Args:
        tariff: As it was read; times of day in whole minutes, as OCPI writes them.
        zone: Of a location; None: nothing is said about clocks that change.
    """
    rooms = rooms_of(tariff)
    found = (
        *price_findings(tariff),
        *restriction_findings(tariff),
        *reach_findings(rooms),
        *overlap_findings(rooms),
        *gap_findings(rooms),
        *(() if zone is None else clock_findings(tariff, zone)),
    )
    return in_order(found)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of what they point to, then by code."""
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[list[tuple[int, str]], str, str]:
    return list(_steps(finding.pointer)), finding.code, finding.message


def _steps(pointer: str) -> Iterator[tuple[int, str]]:
    """Names by the alphabet, places in lists by their number."""
    for step in pointer.split("/"):
        yield (int(step), "") if re.fullmatch("[0-9]+", step) else (-1, step)
