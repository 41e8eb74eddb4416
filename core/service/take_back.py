"""Take back one posted session: a Credit CDR of our own, and the exact mirror of its entry."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.cdr import Cdr, CreditCdr, Price
from core.domain.entry import Entry, EntryKind
from core.domain.errors import ConflictError, RuleError
from core.domain.money import Money
from core.domain.priced_cdr import PricedCdr
from core.service.credit_cdr import credit_cdrs
from core.service.issue_cdr import shortened
from core.service.pipeline import due_by_now
from core.service.runtime import Runtime
from core.service.snapshot import Story
from core.service.trace import trace


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What taking back a session will do."""

    credit: CreditCdr
    undone: Entry
    """The entry whose mirror will be posted."""


def taking_back(runtime: Runtime, key: str, reason: str) -> TakingBack:
    """What taking back the CDR of that key would do now; nothing is written.

    Raises:
        NotFoundError: No CDR has that key.
        RuleError: It has no entry, so that there is nothing to take back.
        ConflictError: It was taken back before.
    """
    story = trace(runtime, key)
    undone = _posted(story)
    return TakingBack(own_credit(story.cdr, story.priced, due_by_now(runtime), reason), undone)


def own_credit(cdr: Cdr, priced: PricedCdr | None, issued_at: datetime, reason: str) -> CreditCdr:
    """The Credit CDR that we issue ourselves: all of what a CDR costs, negative."""
    net_minor = 0 if priced is None else priced.excl_minor
    currency = cdr.currency if priced is None else priced.currency
    return CreditCdr(
        cdr_id=shortened(f"{cdr.cdr_id}-C"),
        credit_reference_id=cdr.cdr_id,
        cpo=cdr.cpo,
        total_cost=Price(-Money(net_minor, currency).major),
        issued_at=issued_at,
        reason=reason,
    )


def take_back(runtime: Runtime, key: str, reason: str) -> CreditCdr:
    """Record the Credit CDR and post the mirror; see ``taking_back`` for what it refuses.

    Raises:
        NotFoundError: No CDR has that key; nothing is kept.
        RuleError: It has no entry; nothing is kept.
        ConflictError: It was taken back before; nothing is kept.
    """
    planned = taking_back(runtime, key, reason)
    credit_cdrs(runtime, [planned.credit])
    return planned.credit


def _posted(story: Story) -> Entry:
    own = {
        one.entry.kind: one.entry for one in story.entries if one.entry.source_id == story.cdr.key
    }
    key = story.cdr.key
    if EntryKind.CREDIT in own:
        raise ConflictError(
            f"{key}: it was taken back already, by {own[EntryKind.CREDIT].entry_id}"
        )
    if EntryKind.CDR not in own:
        raise RuleError(f"{key}: it has no entry in the ledger, so there is nothing to take back")
    return own[EntryKind.CDR]
