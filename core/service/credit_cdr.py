"""Undo CDRs: a Credit CDR posts the exact mirror of the entry that it undoes."""

from collections.abc import Sequence

from core.domain.cdr import CreditCdr
from core.domain.errors import NotFoundError
from core.ledger.posting_rules import entry_for_credit
from core.service.carry_cdrs import seal
from core.service.runtime import Runtime
from core.store.cdr_store import cdr_of, record_credits
from core.store.journal_store import append_entries, entries_by_id


def credit_cdrs(runtime: Runtime, credits_: Sequence[CreditCdr]) -> int:
    """Record Credit CDRs and post their mirrors; return how many were new.

    A credited CDR that has no entry (it cost nothing, or waits for review) needs no mirror.

    Raises:
        NotFoundError: A Credit CDR undoes a CDR that is not in the books; nothing is kept.
        ConflictError: A CDR is credited twice; nothing is kept.
    """
    with runtime.database.transaction() as connection:
        for one in credits_:
            if cdr_of(connection, one.credited_key) is None:
                raise NotFoundError(f"{one.key}: it undoes {one.credited_key}, which is not known")
        fresh = record_credits(connection, credits_, runtime.now())
        entries = entries_by_id(connection, [one.credited_key for one in fresh])
        mirrors = [
            entry_for_credit(entries[one.credited_key], one.key, one.issued_at, one.reason)
            for one in fresh
            if one.credited_key in entries
        ]
        append_entries(connection, mirrors, runtime.now())
    seal(runtime)
    return len(fresh)
