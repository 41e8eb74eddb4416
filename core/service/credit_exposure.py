"""How much credit each Demand Partner uses, and how much an authorisation may ask for."""

from dataclasses import dataclass
from datetime import date, datetime

from core.domain.errors import NotFoundError
from core.service.runtime import Runtime
from core.settlement.exposure import CreditExposure
from core.store.database import OpenTransaction
from core.store.exposure_store import PartnerPosition, partner_positions
from core.store.watch_store import last_effective


@dataclass(frozen=True, slots=True)
class ExposureView:
    """Every partner's credit, as screens show it."""

    clock: datetime | None
    """How far the books are; None while they are empty."""
    partners: tuple[CreditExposure, ...]
    """The nearest to its limit first; those without a limit last."""


def credit_headroom(
    connection: OpenTransaction, demand_partner: str, day: date, open_minor: int = 0
) -> CreditExposure:
    """What one partner may still use: one question, answered by indexes.

    Args:
        connection: Reading, or the transaction in which a session is authorised.
        demand_partner: Key of the partner, or of the party that settles for it.
        day: By which its credit line is chosen.
        open_minor: What sessions under way may cost that the books do not know of.

    Raises:
        NotFoundError: No Demand Partner has that key.
    """
    for one in partner_positions(connection, day, demand_partner):
        return _exposure(one, open_minor)
    raise NotFoundError(f"exposure: no Demand Partner {demand_partner!r} in these books")


def view_exposure(runtime: Runtime) -> ExposureView:
    """The credit of every Demand Partner, on the day up to which the books go."""
    with runtime.database.reading() as connection:
        clock = last_effective(connection)
        day = (clock or runtime.now()).date()
        found = [_exposure(one, 0) for one in partner_positions(connection, day)]
    return ExposureView(clock, tuple(sorted(found, key=_nearest_first)))


def _exposure(one: PartnerPosition, open_minor: int) -> CreditExposure:
    return CreditExposure(
        demand_partner=one.demand_partner,
        currency=one.currency,
        line=one.line,
        receivable_minor=one.receivable_minor,
        waiting_minor=one.waiting_minor,
        unpaid_minor=one.unpaid_minor,
        open_minor=one.aside_minor + open_minor,
        lodged_minor=one.lodged_minor,
    )


def _nearest_first(one: CreditExposure) -> tuple[bool, int, str]:
    headroom = one.headroom_minor
    rank = -one.used_minor if headroom is None else headroom
    return headroom is None, rank, one.demand_partner
