"""What happened to a session's money after it was posted: waiting, disputes, refunds."""

from collections.abc import Iterator, Sequence

from core.domain.dispute import Dispute, DisputeStatus
from core.domain.entry import Entry, EntryKind
from core.domain.money import Money
from core.domain.pending import Pending, PendingOutcome
from core.ledger.chart_of_accounts import Code, code_of
from core.service.snapshot import Answer

OBJECTIONS = "Was it objected to?"
_GIVEN = {EntryKind.REFUND: "refunded", EntryKind.CHARGEBACK: "charged back"}


def objection_answer(
    pending: Pending | None, disputes: Sequence[Dispute], own: Sequence[Entry]
) -> Answer | None:
    """What was objected and given back, in the order of kinds; None where nothing was."""
    undone = {one.reverses for one in own if one.reverses}
    told = (*_waited(pending), *map(_dispute, disputes), *_given(own, undone))
    return Answer(question=OBJECTIONS, answer="; ".join(told)) if told else None


def _waited(pending: Pending | None) -> Iterator[str]:
    if pending is None:
        return
    if pending.outcome is None:
        yield f"it waits out its dispute window until {pending.resolves_at:%Y-%m-%d %H:%M} UTC"
    elif pending.outcome is PendingOutcome.VOIDED:
        yield f"it was never posted: {pending.reason}"
    elif pending.ended_at is not None:
        yield f"it waited out its dispute window and was posted {pending.ended_at:%Y-%m-%d}"


def _dispute(one: Dispute) -> str:
    opened = f"disputed {one.opened_at:%Y-%m-%d} ({one.reason})"
    if one.status is DisputeStatus.OPEN or one.decided_at is None:
        return f"{opened}, not decided yet"
    outcome = "the session stands" if one.status is DisputeStatus.WON else "it was undone"
    return f"{opened}, {one.status} {one.decided_at:%Y-%m-%d} ({one.decision}): {outcome}"


def _given(own: Sequence[Entry], undone: set[str]) -> Iterator[str]:
    for one in own:
        if one.kind not in _GIVEN:
            continue
        leg = next(leg for leg in one.postings if _is_given(leg.account))
        amount = Money(abs(leg.amount_minor), leg.currency)
        again = ", and that undone" if one.entry_id in undone else ""
        yield f"{_GIVEN[one.kind]} {amount} {one.effective_at:%Y-%m-%d} ({one.notes[0]}){again}"


def _is_given(account: str) -> bool:
    return code_of(account) in (Code.RECEIVABLE, Code.PAYABLE, Code.BAD_DEBT)
