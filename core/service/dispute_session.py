"""A session is disputed, and the dispute is won or lost: recorded, held, and settled by cycles.

Saying the same twice changes nothing; deciding otherwise than before is refused. What is held and
given back: ``core.ledger.dispute_posting_rules``. A session that still waits in its dispute window
is not in the books: a dispute keeps it waiting, and one that is lost voids it.
"""

from dataclasses import replace

from core.domain.dispute import NEXT_STATUS, Dispute, DisputeStatus
from core.domain.entry import Entry, EntryKind
from core.domain.errors import (
    ConflictError,
    IllegalTransitionError,
    NotFoundError,
    RuleError,
)
from core.domain.operator_act import ActKind
from core.domain.pending import PendingOutcome
from core.ledger.chart_of_accounts import Code, account, code_of, owner_of
from core.ledger.dispute_posting_rules import (
    entry_for_dispute,
    entry_for_dispute_lost,
    entry_for_dispute_of_settled,
    entry_for_dispute_won,
)
from core.ledger.holdback_rules import place_of
from core.service.acting import Acting, act
from core.service.credit_cdr import post_credits_in
from core.service.runtime import Runtime
from core.service.take_back import own_credit
from core.service.trace import key_named
from core.store.cdr_store import cdr_of, credit_of, record_credits
from core.store.cycle_store import cycle_of_entry
from core.store.dispute_store import disputes, disputes_of, put_dispute, put_dispute_end
from core.store.fate_store import priced_of
from core.store.holdback_store import open_holdbacks
from core.store.journal_store import kept_entry
from core.store.life_store import balance_of
from core.store.pending_store import pending_of, put_pending_ends

LINES_MAX = 500
_ACTS = {DisputeStatus.WON: ActKind.DISPUTE_WON, DisputeStatus.LOST: ActKind.DISPUTE_LOST}


def open_dispute(runtime: Runtime, words: str, reason: str) -> Dispute:
    """Dispute a session, named by its CDR's key or id or by its session.

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: No CDR is called so.
        RuleError: It is not posted and waits for nothing, or a Credit CDR undid it.
        ConflictError: It is disputed already, for another reason.
    """

    def step(acting: Acting) -> Dispute:
        key = key_named(acting.connection, words)
        before = disputes_of(acting.connection, key)
        if before and before[-1].status is DisputeStatus.OPEN:
            if before[-1].reason == reason:
                return before[-1]
            raise ConflictError(f"{key}: it is disputed already: {before[-1].reason}")
        opened = Dispute(
            dispute_id=f"{key}:{len(before) + 1}",
            cdr_key=key,
            reason=reason,
            who=acting.who,
            opened_at=acting.at,
        )
        held = _held(acting, opened)
        put_dispute(acting.connection, opened)
        acting.post([] if held is None else [held])
        acting.log(ActKind.DISPUTED, opened.dispute_id)
        return opened

    return act(runtime, f"dispute: {words}", reason, step)


def decide_dispute(runtime: Runtime, words: str, status: DisputeStatus, reason: str) -> Dispute:
    """Say how the dispute of a session ended: ``WON`` leaves it, ``LOST`` undoes it.

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: No CDR is called so, or nobody disputes it.
        IllegalTransitionError: It was decided otherwise.
    """

    def step(acting: Acting) -> Dispute:
        key = key_named(acting.connection, words)
        found = disputes_of(acting.connection, key)
        if not found:
            raise NotFoundError(f"dispute: nobody disputes {key}")
        current = found[-1]
        if current.status is status:
            return current
        if status not in NEXT_STATUS[current.status]:
            raise IllegalTransitionError(current.dispute_id, current.status, status)
        ended = replace(
            current, status=status, decision=reason, decided_by=acting.who, decided_at=acting.at
        )
        put_dispute_end(acting.connection, ended)
        _give_back(acting, ended)
        if status is DisputeStatus.LOST:
            _undo(acting, key)
        acting.log(_ACTS[status], ended.dispute_id)
        return ended

    return act(runtime, f"dispute: {words}", reason, step)


def list_disputes(runtime: Runtime, *, only_open: bool = False) -> list[Dispute]:
    """Disputes, oldest first; at most ``LINES_MAX``."""
    with runtime.database.reading() as connection:
        return disputes(connection, only_open=only_open, limit=LINES_MAX)


def _held(acting: Acting, opened: Dispute) -> Entry | None:
    """The entry that holds what can be held; None where nothing can."""
    key, connection = opened.cdr_key, acting.connection
    if credit_of(connection, key) is not None:
        raise RuleError(f"{key}: a Credit CDR undid it, so there is nothing to dispute")
    session = kept_entry(connection, key)
    if session is None:
        pending = pending_of(connection, key)
        if pending is None or pending.outcome is not None:
            raise RuleError(f"{key}: it is not posted, so there is nothing to dispute")
        return None
    if cycle_of_entry(connection, session.number) is None:
        return entry_for_dispute(session.entry, opened.dispute_id, opened.reason)
    payable = next(
        (leg for leg in session.entry.postings if code_of(leg.account) is Code.PAYABLE), None
    )
    if payable is None:
        return None
    reserve = account(Code.RESERVE, owner_of(payable.account))
    kept = max(0, -balance_of(connection, reserve, payable.currency))
    return entry_for_dispute_of_settled(
        session.entry, opened.dispute_id, opened.reason, acting.at, kept
    )


def _give_back(acting: Acting, ended: Dispute) -> None:
    """Give back, or give up, what was held."""
    held = kept_entry(acting.connection, f"{EntryKind.DISPUTE_OPENED}:{ended.dispute_id}")
    if held is None:
        return
    if ended.status is DisputeStatus.LOST:
        entry = entry_for_dispute_lost(held.entry, ended.decision, acting.at)
    else:
        lacking = _lacking(acting, held.entry)
        entry = entry_for_dispute_won(held.entry, ended.decision, acting.at, lacking)
    acting.post([entry])


def _lacking(acting: Acting, held: Entry) -> int | None:
    """What the reserve that was held lacks of its holdbacks, some of them let go meanwhile."""
    leg = next((one for one in held.postings if code_of(one.account) is Code.RESERVE), None)
    if leg is None:
        return None
    on_it = sum(
        one.amount_minor
        for one in open_holdbacks(acting.connection)
        if (place_of(one), one.currency) == (leg.account, leg.currency)
    )
    return max(0, on_it + balance_of(acting.connection, leg.account, leg.currency))


def _undo(acting: Acting, key: str) -> None:
    """Credit a session that lost; one that is pending is voided, a credited one stays so."""
    connection = acting.connection
    if credit_of(connection, key) is not None:
        return
    pending = pending_of(connection, key)
    if pending is not None and pending.outcome is None:
        voided = (pending.entry.entry_id, PendingOutcome.VOIDED, f"dispute lost: {acting.reason}")
        put_pending_ends(connection, [voided], acting.now)
        return
    received = cdr_of(connection, key)
    assert received is not None, key
    cdr = received.cdr
    credit = own_credit(cdr, priced_of(connection, cdr), acting.at, acting.reason)
    record_credits(connection, [credit], acting.now)
    post_credits_in(connection, acting.now)
