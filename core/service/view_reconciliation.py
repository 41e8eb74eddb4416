"""Reconciliation as a screen shows it: the queue, and one case side by side.

Three columns: the session as its source told it, the CDR as its CPO states it, and our price of
what the CDR's periods hold. A figure that nobody states is None.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.approval import Approval
from core.domain.cdr import Cdr
from core.domain.errors import InvalidValueError, RuleError
from core.domain.hold import HoldReason
from core.domain.interval import duration_s
from core.domain.money import money
from core.domain.priced_cdr import PricedCdr
from core.domain.reconciliation import (
    RESOLUTIONS,
    WAIVABLE,
    Case,
    CaseEvent,
    CaseKind,
    CaseStatus,
    Resolution,
)
from core.domain.session import Session
from core.pricing.compare_cdr import compared
from core.pricing.discrepancy import Difference
from core.pricing.price import price
from core.service.cases import case_named, found_cases, waiting_cases
from core.service.known import Known, known_in
from core.service.review_cdr import Checks, Finding, findings_of
from core.service.runtime import Runtime
from core.store.approval_store import approvals_by_id
from core.store.case_finder import count_waiting
from core.store.case_store import events_of
from core.store.cdr_store import ReceivedCdr, cdr_of
from core.store.database import OpenTransaction
from core.store.fate_store import priced_of
from core.store.session_store import session_named

QUEUE_MAX: Final = 2_000
_FIELDS: Final = (
    "evse",
    "start",
    "end",
    "duration_s",
    "energy_kwh",
    "tariff",
    "tariff_version",
    "currency",
    "total_excl_minor",
    "total_incl_minor",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Cases that are not closed."""

    at: datetime
    """Ages are counted up to now."""
    cases: tuple[Case, ...]
    """Those that wait longest first; at most ``QUEUE_MAX`` of each kind."""
    held: int
    """How many CDRs are held, also those that are not in ``cases``."""
    by_reason: Mapping[str, int]
    """Of ``cases``."""
    by_status: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """One field of a case as each side has it, in words of a fixed form."""

    field: str
    session: str | None
    cdr: str | None
    ours: str | None
    differs: bool
    """Two of those that say something say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail:
    """One case with all that a decision rests on."""

    case: Case
    at: datetime
    fields: tuple[SideBySide, ...]
    differences: tuple[Difference, ...]
    """Every figure of the CDR beside ours, with its class; empty where there is no price."""
    findings: tuple[Finding, ...]
    """All that the checks find of it today: (reason, words)."""
    events: tuple[CaseEvent, ...]
    """Oldest first."""
    approvals: tuple[Approval, ...]
    """Of its proposals, oldest first."""
    offered: tuple[Resolution, ...]
    """What can be proposed now."""


def reconciliation_queue(runtime: Runtime) -> Queue:
    """Cases that are not closed; read-only."""
    now = runtime.now()
    with runtime.database.reading() as connection:
        found = [
            *waiting_cases(connection, QUEUE_MAX),
            *found_cases(connection, now, QUEUE_MAX),
        ]
        held = count_waiting(connection)
    cases = sorted(found, key=lambda one: (one.opened_at, one.case_id))
    return Queue(
        at=now,
        cases=tuple(cases),
        held=held,
        by_reason=dict(sorted(Counter(one.reason for one in cases).items())),
        by_status=dict(sorted(Counter(one.status.value for one in cases).items())),
    )


def case_detail(runtime: Runtime, case_id: str) -> CaseDetail:
    """One case side by side; read-only.

    Raises:
        NotFoundError: There is no such case.
    """
    now = runtime.now()
    with runtime.database.reading() as connection:
        case = case_named(connection, case_id, now)
        events = events_of(connection, [case_id]).get(case_id, [])
        named = [one.approval_id for one in events if one.approval_id is not None]
        approvals = approvals_by_id(connection, named)
        received = None if case.cdr_key is None else cdr_of(connection, case.cdr_key)
        session = None
        if case.session_id is not None:
            session = session_named(connection, case.session_id)
        known = known_in(connection)
        priced = None if received is None else price_found(connection, received.cdr, known)
    return CaseDetail(
        case=case,
        at=now,
        fields=tuple(_fields(session, received, priced)),
        differences=_differences(received, session, known),
        findings=() if received is None else _findings(received, known),
        events=tuple(events),
        approvals=tuple(approvals[one] for one in dict.fromkeys(named)),
        offered=_offered(case, received, priced),
    )


def price_found(connection: OpenTransaction, cdr: Cdr, known: Known) -> PricedCdr | None:
    """Our price of a CDR that waits: the kept one, else by today's data; None: there is none."""
    kept = priced_of(connection, cdr)
    tariff = known.tariff_for(cdr)
    if kept is not None or tariff is None or tariff.currency != cdr.currency:
        return kept
    tariffs = (tariff, *known.other_tariffs(cdr, tariff))
    try:
        agreement = known.agreement_for(cdr)
        if agreement is None:
            return price(cdr, tariffs, known.time_zone_of(cdr))
        return price(cdr, tariffs, known.time_zone_of(cdr), rounding=agreement.rounding)
    except (RuleError, InvalidValueError):  # a tax, a zone or whose terms: nobody knows, no price
        return None


def _fields(
    session: Session | None, received: ReceivedCdr | None, priced: PricedCdr | None
) -> Iterator[SideBySide]:
    cdr = None if received is None else received.cdr
    told = {} if session is None else _of_session(session)
    stated = {} if cdr is None else _of_cdr(cdr)
    ours = {} if cdr is None else _of_ours(cdr, priced)
    for name in _FIELDS:
        row = _row(name, told.get(name), stated.get(name), ours.get(name))
        if (row.session, row.cdr, row.ours) != (None, None, None):
            yield row


def _of_session(session: Session) -> dict[str, str]:
    return {
        "evse": session.evse,
        "start": _time(session.start),
        "end": _time(session.end),
        "duration_s": str(duration_s(session.start, session.end)),
        "energy_kwh": _energy(session.energy_kwh),
    }


def _of_cdr(cdr: Cdr) -> dict[str, str | None]:
    stated: dict[str, str | None] = {
        "evse": cdr.evse_uid,
        "start": _time(cdr.start),
        "end": _time(cdr.end),
        "duration_s": str(cdr.duration_s),
        "energy_kwh": _energy(cdr.energy_kwh),
        "tariff": cdr.tariff_id,
        "currency": cdr.currency,
    }
    if cdr.total_cost is not None:
        before, after = cdr.total_cost.excl_vat, cdr.total_cost.incl_vat
        stated["total_excl_minor"] = str(money(before, cdr.currency).amount_minor)
        if after is not None:
            stated["total_incl_minor"] = str(money(after, cdr.currency).amount_minor)
    return stated


def _of_ours(cdr: Cdr, priced: PricedCdr | None) -> dict[str, str]:
    """What our price rests on and comes to: the energy is that of the periods."""
    in_periods = sum((one.energy_kwh for one in cdr.charging_periods), Decimal(0))
    ours = {"energy_kwh": _energy(in_periods)}
    if priced is not None:
        ours |= {
            "tariff": priced.tariff_id,
            "tariff_version": priced.tariff_version,
            "currency": priced.currency,
            "total_excl_minor": str(priced.excl_minor),
            "total_incl_minor": str(priced.incl_minor),
        }
    return ours


def _row(name: str, session: str | None, cdr: str | None, ours: str | None) -> SideBySide:
    said = {one for one in (session, cdr, ours) if one is not None}
    return SideBySide(field=name, session=session, cdr=cdr, ours=ours, differs=len(said) > 1)


def _time(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def _energy(energy_kwh: Decimal) -> str:
    text = f"{energy_kwh:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _differences(
    received: ReceivedCdr | None, session: Session | None, known: Known
) -> tuple[Difference, ...]:
    if received is None:
        return ()
    cdr = received.cdr
    tariff = known.tariff_for(cdr)
    if tariff is None or tariff.currency != cdr.currency:
        return ()
    tariffs = (tariff, *known.other_tariffs(cdr, tariff))
    try:
        return compared(cdr, tariffs, known.time_zone_of(cdr), session=session)
    except InvalidValueError:  # a zone that nobody knows: there is no price to compare with
        return ()


def _findings(received: ReceivedCdr, known: Known) -> tuple[Finding, ...]:
    return tuple(findings_of(received.cdr, received.received_at, known, Checks()))


def _offered(
    case: Case, received: ReceivedCdr | None, priced: PricedCdr | None
) -> tuple[Resolution, ...]:
    if case.status in {CaseStatus.CLOSED, CaseStatus.PROPOSED, CaseStatus.APPROVED}:
        return ()
    if case.kind is not CaseKind.HELD:
        return RESOLUTIONS[case.kind]
    may_post = priced is not None and HoldReason(case.reason) in WAIVABLE
    has_total = received is not None and received.cdr.total_cost is not None
    allowed = {
        Resolution.OUR_PRICE: may_post,
        Resolution.CDR_TOTAL: may_post and has_total,
        Resolution.DROP: True,
    }
    return tuple(one for one in RESOLUTIONS[case.kind] if allowed[one])
