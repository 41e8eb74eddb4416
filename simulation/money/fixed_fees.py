"""Fees that are due whether anybody charges or not: memberships by size, pro rata by day."""

from collections.abc import Iterable
from decimal import Decimal

from core.domain.money import money
from simulation.plays import Play
from simulation.scenario import Scenario
from simulation.scenario_money import FixedFeePart

YEAR_DAYS = 365


def fixed_fees_of(play: Play, scenario: Scenario) -> dict[str, int]:
    """What each party owes the network for the days of the run, before VAT, in minor units."""
    found: dict[str, int] = {}
    evses: dict[str, int] = {}
    for site in scenario.location:
        evses[site.cpo] = evses.get(site.cpo, 0) + site.evse_count
    for cpo in scenario.cpo:
        ours = (one for one in play.fixed_fees if one.cpo in {"*", cpo.key})
        amount = _per_year(one for one in ours if one.from_evses <= evses.get(cpo.key, 0))
        found |= _pro_rata(cpo.key, cpo.currency, amount, scenario.days)
    for partner in scenario.demand_partner:
        ours = (one for one in play.fixed_fees if one.demand_partner in {"*", partner.key})
        found |= _pro_rata(partner.key, partner.currency, _per_year(ours), scenario.days)
    return found


def _per_year(fees: Iterable[FixedFeePart]) -> Decimal:
    """Of fees of one name the one from most EVSEs counts."""
    by_name: dict[str, FixedFeePart] = {}
    for one in fees:
        before = by_name.get(one.name)
        if before is None or one.from_evses >= before.from_evses:
            by_name[one.name] = one
    return sum((one.per_year for one in by_name.values()), Decimal(0))


def _pro_rata(party: str, currency: str, per_year: Decimal, days: int) -> dict[str, int]:
    if not per_year:
        return {}
    return {party: money(per_year * days / YEAR_DAYS, currency).amount_minor}
