"""What a CPO says of a session: how it went, and what it costs; a CDR without who and where."""

from dataclasses import dataclass

from core.domain.cdr import Cdr, ClaimedTotals, Price
from core.domain.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """As much of a CDR as its price is judged by."""

    usage: Usage
    total_cost: Price | None = None
    """None where it states none."""
    claimed: ClaimedTotals | None = None
    """What it says about its parts."""


def claim_of(cdr: Cdr) -> Claim:
    """What a CDR says."""
    usage = Usage(
        key=cdr.key,
        start=cdr.start,
        end=cdr.end,
        currency=cdr.currency,
        charging_periods=cdr.charging_periods,
        energy_kwh=cdr.energy_kwh,
        tariff_id=cdr.tariff_id,
        country_code=cdr.country_code,
    )
    return Claim(usage=usage, total_cost=cdr.total_cost, claimed=cdr.claimed)
