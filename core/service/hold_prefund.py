"""Authorise a session against its Demand Partner's credit, and put aside what it may cost.

Only a partner that pays from a wallet has money put aside (2200 to 2210); of all others it is asked
whether they may begin. What was put aside is free again when the session is posted, in the same
transaction, or when whoever authorised it tells that nothing started. Twice is once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.domain.cdr import Cdr
from core.domain.entry import Entry
from core.domain.errors import (
    ConflictError,
    CurrencyMismatchError,
    InvalidValueError,
    NotFoundError,
    RuleError,
)
from core.domain.money import Money
from core.domain.settlement_rules import CreditMode
from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.ledger.prefund_posting_rules import (
    asked_note,
    entry_for_hold,
    entry_for_hold_release,
    hold_id,
    hold_release_id,
)
from core.service.collision import again_after_collision
from core.service.credit_exposure import credit_headroom
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.settlement.exposure import AuthorisationDecision, CreditExposure, decide_authorisation
from core.store.cdr_store import last_end
from core.store.database import OpenTransaction, alone
from core.store.hold_store import holds_that_stand
from core.store.journal_store import append_entries, kept_entry, numbers_of

LINES_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefundHold:
    """What is put aside of a wallet for one session."""

    authorization: str
    """Its reference, as the session's CDR will state it."""
    demand_partner: str
    held: Money
    since: datetime


@dataclass(frozen=True, slots=True)
class Authorised:
    """What an authorisation was told."""

    decision: AuthorisationDecision
    hold: PrefundHold | None = None
    """None where nothing is put aside: it is refused, its partner has no wallet, or an empty one
    and the network's credit."""


def hold_prefund(
    runtime: Runtime,
    authorization: str,
    demand_partner: str,
    asked: Money,
    open_minor: int = 0,
) -> Authorised:
    """Decide whether a session may begin, and put aside what it may cost.

    Of a wallet that holds less than is asked, all there is, where the partner may go on.

    Args:
        runtime: The books.
        authorization: Reference of the authorisation; the CDR of the session states the same.
        demand_partner: Key of the partner that pays.
        asked: The most that the session may cost, in the partner's currency; above zero.
        open_minor: What sessions under way may cost that nothing is put aside for.

    Raises:
        InvalidValueError: No reference, or nothing is asked.
        NotFoundError: No Demand Partner has that key.
        CurrencyMismatchError: The partner settles in another currency.
        ConflictError: The reference is known with another partner or amount.
        RuleError: What was put aside under that reference is free already.
    """
    if not authorization.strip() or asked.amount_minor <= 0:
        raise InvalidValueError(
            f"authorisation {authorization!r}: wanted a reference and an amount above 0, "
            f"found {asked}"
        )

    def whole() -> Authorised:
        with runtime.database.transaction() as connection:
            alone(connection)
            now = runtime.now()
            before = kept_entry(connection, hold_id(authorization))
            if before is not None:
                return _as_before(connection, before.entry, demand_partner, asked)
            credit = credit_headroom(connection, demand_partner, now.date(), open_minor)
            if credit.currency != asked.currency:
                raise CurrencyMismatchError(
                    f"authorisation {authorization!r}: {demand_partner} settles in "
                    f"{credit.currency}, found {asked}"
                )
            decision = decide_authorisation(credit, asked.amount_minor)
            free_minor = _wallet_of(credit) - (credit.open_minor - open_minor)
            held_minor = min(asked.amount_minor, free_minor) if decision.allowed else 0
            if held_minor <= 0:
                return Authorised(decision)
            at = max(now, last_end(connection) or now)
            held = Money(held_minor, asked.currency)
            made = entry_for_hold(demand_partner, held, authorization, asked, at)
            append_entries(connection, [made], now)
            return Authorised(decision, _hold_of(made))

    done = again_after_collision(whole)
    if done.hold is not None:
        seal(runtime)
    return done


def release_prefund(runtime: Runtime, authorization: str, reason: str) -> PrefundHold:
    """Let go what was put aside for a session that did not start; twice is once.

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: Nothing was put aside under that reference.
    """
    if not reason.strip():
        raise InvalidValueError(f"authorisation {authorization!r}: wanted a reason, found none")

    def whole() -> PrefundHold:
        with runtime.database.transaction() as connection:
            alone(connection)
            now = runtime.now()
            kept = kept_entry(connection, hold_id(authorization))
            if kept is None:
                raise NotFoundError(
                    f"authorisation {authorization!r}: nothing was put aside for it; "
                    "prefund list names what is"
                )
            if not numbers_of(connection, [hold_release_id(authorization)]):
                at = max(kept.entry.effective_at, now)
                made = entry_for_hold_release(kept.entry, reason, at)
                append_entries(connection, [made], now)
            return _hold_of(kept.entry)

    done = again_after_collision(whole)
    seal(runtime)
    return done


def list_holds(runtime: Runtime) -> list[PrefundHold]:
    """What is put aside now, the oldest first; at most ``LINES_MAX``."""
    with runtime.database.reading() as connection:
        return [_hold_of(one) for one in holds_that_stand(connection, limit=LINES_MAX)]


def releases_for(connection: OpenTransaction, cdrs: Iterable[Cdr]) -> list[Entry]:
    """Entries that let go what was put aside for sessions that are posted now.

    A reference under which another partner's money was put aside lets nothing go.
    """
    of = {one.authorization_reference: one for one in cdrs if one.authorization_reference}
    made = []
    for hold in holds_that_stand(connection, of) if of else []:
        cdr = of[hold.source_id]
        if _hold_of(hold).demand_partner == cdr.demand_partner:
            at = max(hold.effective_at, cdr.end)
            made.append(entry_for_hold_release(hold, f"posted as {cdr.key}", at))
    return made


def _as_before(
    connection: OpenTransaction, hold: Entry, demand_partner: str, asked: Money
) -> Authorised:
    known, note = _hold_of(hold), asked_note(asked)
    if (known.demand_partner, hold.notes[0]) != (demand_partner, note):
        raise ConflictError(
            f"{hold.entry_id}: known as {known.demand_partner}, {hold.notes[0]}; "
            f"found {demand_partner}, {note}"
        )
    if numbers_of(connection, [hold_release_id(known.authorization)]):
        raise RuleError(f"{hold.entry_id}: what was put aside is free already; a session is over")
    return Authorised(AuthorisationDecision(allowed=True, reason=""), known)


def _wallet_of(credit: CreditExposure) -> int:
    """What is in the wallet, put aside or not; 0 where the partner has none."""
    return credit.lodged_minor if credit.line.mode is CreditMode.PREFUNDED else 0


def _hold_of(entry: Entry) -> PrefundHold:
    leg = next(one for one in entry.postings if code_of(one.account) is Code.PREFUND_HELD)
    return PrefundHold(
        authorization=entry.source_id,
        demand_partner=owner_of(leg.account),
        held=Money(-leg.amount_minor, leg.currency),
        since=entry.effective_at,
    )
