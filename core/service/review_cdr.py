"""Which CDRs wait for review: the checks in their order, each a visible parameter.

Source: shared practice of clearing houses; the defaults are the product's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from core.domain.cdr import Cdr
from core.domain.hold import HoldReason
from core.domain.priced_cdr import PricedCdr
from core.pricing.discrepancy import discrepancies
from core.service.known import Known

Finding = tuple[HoldReason, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Limits of what settles without a person looking at it."""

    age_max: timedelta = timedelta(days=90)
    """How long after its session a CDR may arrive. One of a replay or a simulation arrives when
    its session ends, so that age does not apply to it."""
    duration_s_min: int = 120
    energy_kwh_min: Decimal = Decimal("0.2")
    power_margin_pct: int = 5
    """How far mean power may exceed the connector's maximum."""
    clock_margin_s: int = 60
    """Sources often write whole minutes; this much is added to the charging time."""
    energy_tolerance_kwh: Decimal = Decimal("0.01")
    """How far the energy of all periods may differ from that of the CDR."""
    waived: frozenset[HoldReason] = frozenset()
    """What people have accepted of one CDR; of nothing that arrives."""
    at_cdr_total: bool = False
    """People have accepted the total that the CDR states."""


def review_cdr(cdr: Cdr, received_at: datetime, known: Known, checks: Checks) -> Finding | None:
    """The first reason for which a CDR waits before it is priced."""
    if checks.waived:
        found = findings_of(cdr, received_at, known, checks)
        return next((one for one in found if one[0] not in checks.waived), None)
    return next(findings_of(cdr, received_at, known, checks), None)


def findings_of(cdr: Cdr, received_at: datetime, known: Known, checks: Checks) -> Iterator[Finding]:
    """Every reason for which a CDR would wait before it is priced, in their order."""
    unknown = _unknown(cdr, known)
    if unknown is not None:
        yield unknown
        return  # what is unknown cannot be held against anything
    for found in (
        _out_of_time(cdr, received_at, checks),
        _too_small(cdr, checks),
        _inconsistent(cdr, checks),
        _too_strong(cdr, known, checks),
    ):
        if found is not None:
            yield found


def review_price(priced: PricedCdr, tolerance_minor: int) -> Finding | None:
    """Whether the CDR's own total is further from our price than the terms allow."""
    for found in discrepancies(priced):
        if abs(found.difference_minor) > tolerance_minor:
            told = f"ours {found.ours_minor}, the CDR's {found.theirs_minor} minor units"
            return HoldReason.TOTAL_DIFFERS, f"total {found.of}: {told}"
    return None


def _unknown(cdr: Cdr, known: Known) -> Finding | None:
    if not known.trades(cdr.cpo):
        return HoldReason.UNKNOWN_CPO, f"no party {cdr.cpo}"
    if not known.trades(cdr.demand_partner):
        return HoldReason.UNKNOWN_DEMAND_PARTNER, f"no party {cdr.demand_partner}"
    if (cdr.cpo, cdr.evse_uid) not in known.evses:
        return HoldReason.UNKNOWN_EVSE, f"no EVSE {cdr.evse_uid} of {cdr.cpo}"
    return None


def _out_of_time(cdr: Cdr, received_at: datetime, checks: Checks) -> Finding | None:
    told = f"received {received_at.isoformat()}, the session ended {cdr.end.isoformat()}"
    if cdr.end > received_at:
        return HoldReason.IN_THE_FUTURE, told
    if cdr.end < received_at - checks.age_max:
        return HoldReason.TOO_OLD, told
    return None


def _inconsistent(cdr: Cdr, checks: Checks) -> Finding | None:
    in_periods = sum((period.energy_kwh for period in cdr.charging_periods), Decimal(0))
    if abs(in_periods - cdr.energy_kwh) <= checks.energy_tolerance_kwh:
        return None
    return (
        HoldReason.ENERGY_DIFFERS,
        f"the CDR says {cdr.energy_kwh} kWh, its periods {in_periods} kWh",
    )


def _too_small(cdr: Cdr, checks: Checks) -> Finding | None:
    if cdr.duration_s < checks.duration_s_min:
        return HoldReason.TOO_SHORT, f"wanted {checks.duration_s_min} s, found {cdr.duration_s} s"
    if abs(cdr.energy_kwh) < checks.energy_kwh_min:
        return (
            HoldReason.TOO_LITTLE_ENERGY,
            f"wanted {checks.energy_kwh_min} kWh, found {cdr.energy_kwh} kWh",
        )
    return None


def _too_strong(cdr: Cdr, known: Known, checks: Checks) -> Finding | None:
    evse = known.evses[cdr.cpo, cdr.evse_uid]
    charging_s = sum(period.charging_s for period in cdr.charging_periods) or cdr.duration_s
    hours = Fraction(charging_s + checks.clock_margin_s) / 3600
    power_kw = Fraction(abs(cdr.energy_kwh)) / hours
    limit_kw = Fraction(evse.max_power_kw) * (100 + checks.power_margin_pct) / 100
    if power_kw <= limit_kw:
        return None
    mean = Decimal(power_kw.numerator) / Decimal(power_kw.denominator)
    return (
        HoldReason.ABOVE_CONNECTOR_POWER,
        f"wanted at most {evse.max_power_kw} kW, found {mean:.1f} kW",
    )
