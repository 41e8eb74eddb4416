"""Which tariff, agreement and exchange rate a CDR is priced and posted under."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.agreement import Agreement, FxLock
from core.domain.cdr import Cdr
from core.domain.currency_life import why_ended
from core.domain.errors import RuleError
from core.domain.fx_rate import FxRate
from core.domain.hold import HoldReason
from core.domain.tariff import Tariff
from core.ledger.posting_rules import Terms
from core.ledger.session_vat import SessionVat
from core.service.choose_vat import choose_vat
from core.service.known import Known
from core.service.review_cdr import Finding


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a CDR is priced and posted under."""

    tariffs: tuple[Tariff, ...]
    """The session's tariff first, then others that its periods name."""
    time_zone: str | None
    """The location's; None where nobody knows it."""
    terms: Terms


def choose_terms(
    cdr: Cdr, received_at: datetime, known: Known, accepted_at: datetime | None = None
) -> Chosen | Finding:
    """Tariff and terms in force when the session began, or why there are none."""
    tariff, agreement = known.tariff_for(cdr), _agreement(cdr, known)
    if tariff is None:
        return HoldReason.NO_TARIFF, f"no tariff {cdr.tariff_id or 'of its EVSE'}"
    if not isinstance(agreement, Agreement):
        return agreement
    if not cdr.currency == tariff.currency == agreement.payout_currency:
        found = (
            f"CDR {cdr.currency}, tariff {tariff.tariff_id} {tariff.currency}, "
            f"agreement {agreement.version} {agreement.payout_currency}"
        )
        return HoldReason.CURRENCY_MISMATCH, found
    rate = _rate(cdr, received_at, agreement, known)
    if not isinstance(rate, FxRate | None):
        return rate
    vat = choose_vat(cdr, agreement, known)
    if not isinstance(vat, SessionVat):
        return vat
    return Chosen(
        tariffs=(tariff, *known.other_tariffs(cdr, tariff)),
        time_zone=known.time_zone_of(cdr),
        terms=Terms(
            agreement=agreement,
            received_at=received_at,
            accepted_at=accepted_at,
            rate=rate,
            vat=vat,
            days=known.days,
        ),
    )


def _agreement(cdr: Cdr, known: Known) -> Agreement | Finding:
    try:
        found = known.agreement_for(cdr)
    except RuleError as error:
        return HoldReason.NO_AGREEMENT, str(error)
    if found is None:
        return HoldReason.NO_AGREEMENT, f"none between {cdr.cpo} and {cdr.demand_partner}"
    return found


def _rate(
    cdr: Cdr, received_at: datetime, agreement: Agreement, known: Known
) -> FxRate | Finding | None:
    """The last rate known on the day of the lock; None where the DP settles in its currency.

    None, too, where the lock is at settlement: the cut-off converts. A rate may be as old as the
    terms allow, and neither currency may have ended by then.
    """
    wanted = known.parties[cdr.demand_partner].currency
    ended = why_ended(cdr.currency, cdr.end.date())
    if wanted == cdr.currency:
        return None if ended is None else (HoldReason.CURRENCY_MISMATCH, ended)
    if agreement.fx_lock is FxLock.SETTLEMENT:
        ended = ended or why_ended(wanted, cdr.end.date())
        return None if ended is None else (HoldReason.CURRENCY_MISMATCH, ended)
    locked_at = {
        FxLock.QUOTE: cdr.start,
        FxLock.SESSION_END: cdr.end,
        FxLock.CDR_RECEIVED: received_at,
    }[agreement.fx_lock]
    ended = ended or why_ended(wanted, locked_at.date())
    if ended is not None:
        return HoldReason.CURRENCY_MISMATCH, ended
    rate = known.rate_for(cdr.currency, wanted, locked_at)
    if rate is None:
        found = f"none between {cdr.currency} and {wanted} on or before {locked_at:%Y-%m-%d}"
        return HoldReason.NO_FX_RATE, found
    age = rate.age_on(locked_at.date())
    if agreement.fx_max_age_days is not None and age > agreement.fx_max_age_days:
        found = (
            f"{rate.rate_id} is {age} days old on {locked_at:%Y-%m-%d}, "
            f"wanted at most {agreement.fx_max_age_days}"
        )
        return HoldReason.NO_FX_RATE, found
    return rate
