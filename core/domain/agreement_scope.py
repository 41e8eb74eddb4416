"""Which terms are in force between two parties at a charge point: the most specific, the latest.

Network < CPO < DP < CPO x DP < country. Of two as specific the one that began later has replaced
the other; two that began at once are an error that names both.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

from core.domain.agreement import ANY, Agreement
from core.domain.errors import RuleError


def ranked(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """The most specific first, of those as specific the latest."""
    return tuple(
        sorted(agreements, key=lambda a: (-a.precedence, -a.effective.start.timestamp(), a.version))
    )


def in_force(
    agreements: Iterable[Agreement], cpo: str, demand_partner: str, country: str, instant: datetime
) -> Agreement | None:
    """The terms that hold; None where there are none.

    Args:
        agreements: As ``ranked``.
        cpo: Party key.
        demand_partner: Party key.
        country: Of the charge point, ISO 3166 alpha-2.
        instant: When the session began.

    Raises:
        RuleError: Two are as specific and began at once.
    """
    found: Agreement | None = None
    for one in agreements:
        if found is not None and not _as_good(found, one):
            break
        if one.covers(cpo, demand_partner, country, instant):
            if found is not None:
                raise RuleError(
                    f"terms between {cpo} and {demand_partner} in {country}: {found.version} and "
                    f"{one.version} are as specific and began at once"
                )
            found = one
    return found


def _as_good(one: Agreement, other: Agreement) -> bool:
    starts = one.effective.start == other.effective.start
    return starts and one.precedence == other.precedence


def ties(agreements: Iterable[Agreement]) -> list[tuple[Agreement, Agreement]]:
    """Every two of which a session could not tell which holds."""
    return [
        (one, other)
        for one, other in combinations(ranked(agreements), 2)
        if _as_good(one, other)
        and one.effective.overlaps(other.effective)
        and _meet(one.cpo, other.cpo)
        and _meet(one.demand_partner, other.demand_partner)
        and _meet(one.country, other.country)
    ]


def _meet(one: str, other: str) -> bool:
    return ANY in (one, other) or one == other
