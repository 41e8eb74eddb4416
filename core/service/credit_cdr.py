"""Undo CDRs: a Credit CDR posts the exact mirror of the entry that it undoes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.domain.cdr import CreditCdr
from core.domain.errors import NotFoundError
from core.ledger.posting_rules import entry_for_credit
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.store.cdr_store import cdr_of, open_credits, record_credits
from core.store.database import OpenTransaction, alone
from core.store.journal_store import append_entries, entries_by_id, put_splits, splits_of
from core.store.life_store import refunds_of


def credit_cdrs(runtime: Runtime, credits_: Sequence[CreditCdr]) -> int:
    """Record Credit CDRs and post their mirrors, both or neither; return how many were new.

    A credited CDR that has no entry (it cost nothing, or waits for review) needs no mirror.

    Raises:
        NotFoundError: A Credit CDR undoes a CDR that is not in the books; nothing is kept.
        ConflictError: A CDR is credited twice; nothing is kept.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        for one in credits_:
            if cdr_of(connection, one.credited_key) is None:
                raise NotFoundError(f"{one.key}: it undoes {one.credited_key}, which is not known")
        now = runtime.now()
        fresh = len(record_credits(connection, credits_, now))
        post_credits_in(connection, now)
    seal(runtime)
    return fresh


def post_credits(runtime: Runtime) -> int:
    """Post the mirror of every recorded credit whose CDR is posted; return how many."""
    with runtime.database.transaction() as connection:
        alone(connection)  # or two would post the same mirror
        count = post_credits_in(connection, runtime.now())
    if count:
        seal(runtime)
    return count


def post_credits_in(connection: OpenTransaction, now: datetime) -> int:
    """What ``post_credits`` does, in a transaction that is alone with the journal.

    What was refunded of a session before is undone with it, or it would be given back twice.
    """
    wanted = open_credits(connection)
    keys = [one.credited_key for one in wanted]
    entries = entries_by_id(connection, keys)
    made = [
        entry_for_credit(entries[one.credited_key], one.key, one.issued_at, one.reason)
        for one in wanted
    ]
    refunds = refunds_of(connection, keys) if keys else {}
    for one in wanted:
        for refund in refunds.get(one.credited_key, ()):
            # A Credit CDR may come long after it was issued, and the refund before it.
            at = max(one.issued_at, refund.effective_at)
            undone = refund.reversed(f"undone by {one.key}", at)
            made.append(replace(undone, due_at=refund.due_after(at)))
    append_entries(connection, made, now)
    parts = splits_of(connection, keys)
    put_splits(connection, [parts[one.credited_key].reversed(one.key) for one in wanted])
    return len(wanted)
