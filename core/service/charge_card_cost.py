"""Post what the card processor charges for a month and no single session: terminals, base fees.

It needs two people: the first call proposes it, and once it is approved the same call posts it.
Twice is once; what was too much is given back by a charge of its own.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from core.domain.approval import Approval, ApprovalKind, Matter
from core.domain.entry import Entry, EntryKind
from core.domain.errors import ConflictError, InvalidValueError, RuleError
from core.domain.money import Money
from core.domain.operator_act import ActKind
from core.domain.period import end_of
from core.ledger.period_posting_rules import Event, entry_for_card_cost
from core.service.acting import Acting, act
from core.service.approvals import word_of_two
from core.service.runtime import Runtime
from core.store.journal_store import kept_entry

_LAST_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class CardCharge:
    """Where a charge stands."""

    approval: Approval | None
    """None where it was posted before."""
    entry: Entry | None
    """None while it is only proposed."""


def charge_card_cost(
    runtime: Runtime, period: str, charged: Money, name: str, reason: str
) -> CardCharge:
    """Propose a month's card cost, or post it once that is approved (5450 to 1115).

    Args:
        runtime: The books.
        period: A month that is over, as ``2026-06``; a closed one takes it in the open month.
        charged: Below zero where the processor gives it back.
        name: Tells several of one month apart: the number of the processor's invoice.
        reason: What it is for.

    Raises:
        InvalidValueError: It is no month, nothing is charged, or there is no name or reason.
        RuleError: The month is not over, or the proposal was rejected.
        ConflictError: Another amount is posted under that name.
    """
    end_at = end_of(period)
    if not charged.amount_minor or not name.strip():
        raise InvalidValueError(
            f"card cost of {period}: wanted an amount and a name, found {charged} and {name!r}"
        )
    event_name = f"{period}:{charged.currency}:{name}"

    def step(acting: Acting) -> CardCharge:
        if end_at > acting.at:
            raise RuleError(f"card cost of {period}: it ends at {end_at:%Y-%m-%d}, and is not over")
        before = kept_entry(acting.connection, f"{EntryKind.CARD_COST}:{event_name}")
        if before is not None:
            known = before.entry.postings[0].amount_minor
            if known != charged.amount_minor:
                posted = Money(known, charged.currency)
                raise ConflictError(f"{before.entry.entry_id}: posted as {posted}, found {charged}")
            return CardCharge(None, before.entry)
        matter = Matter(
            kind=ApprovalKind.CARD_COST,
            subject=period,
            content_sha=sha256(f"{event_name}\n{charged}".encode()).hexdigest(),
        )
        approval = word_of_two(acting, matter, f"{name}: {charged}: {reason}")
        if not approval.is_approved:
            return CardCharge(approval, None)
        event = Event(name=event_name, reason=reason, at=end_at - _LAST_MOMENT)
        entry = entry_for_card_cost(event, charged)
        acting.post([entry])
        acting.log(ActKind.CARD_COST, entry.entry_id)
        return CardCharge(approval, entry)

    return act(runtime, f"card cost of {period}", reason, step)
