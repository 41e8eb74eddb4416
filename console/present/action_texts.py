"""What an action will do, in words that say exactly which cycles, sums and accounts."""

from collections import Counter
from collections.abc import Sequence

from console.present.amount_text import instant_text, money_with_currency, signed_money_text
from console.present.kpi_tiles import DOT
from core.domain.entry import Entry
from core.ledger.chart_of_accounts import title_of
from core.service.preview_due import DueWork
from core.service.settle_cycles import DueCycle, Settled
from core.service.take_back import TakingBack

_CYCLES_SHOWN = 12


def settling_text(work: DueWork) -> str:
    """What settling what is due will do."""
    due = work.cycles
    lines = [cycle_text(one) for one in due[:_CYCLES_SHOWN]]
    rest = due[_CYCLES_SHOWN:]
    if rest:
        entries = sum(one.entries for one in rest)
        lines.append(f"and {len(rest)} more cycles to {rest[-1].cycle_id}, {entries:,} entries")
    if len(due) > 1:
        paid, taken = (_added(due, name) for name in ("paid_out", "collected"))
        lines += ["", f"In all: paid out {_amounts(paid)}{DOT}collected {_amounts(taken)}"]
    count = "1 cycle" if len(due) == 1 else f"{len(due)} cycles"
    head = f"This settles {count}. What is instructed cannot be called back:"
    windows = windows_text(work)
    return "\n".join((head, "", *lines, *(["", windows] if windows else [])))


def windows_text(work: DueWork) -> str:
    """What becomes of sessions in their dispute window; empty where none waits."""
    told = []
    if work.posted:
        told.append(f"Posted first, for their dispute window is over: {_sessions(work.posted)}.")
    if work.voided:
        told.append(f"Never posted, for they were credited in it: {_sessions(work.voided)}.")
    if work.waiting:
        next_at = "" if work.next_at is None else f", the next until {instant_text(work.next_at)}"
        told.append(f"In their dispute window still: {_sessions(work.waiting)}{next_at}.")
    return "\n".join(told)


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count:,} sessions"


def cycle_text(due: DueCycle) -> str:
    """``2026-06-03: 2 entries · paid out 21.78 EUR · collected 23.24 EUR``."""
    entries = "1 entry" if due.entries == 1 else f"{due.entries:,} entries"
    return DOT.join(
        (
            f"{due.cycle_id}: {entries}",
            f"paid out {_amounts(due.paid_out)}",
            f"collected {_amounts(due.collected)}",
        )
    )


def settled_text(settled: Settled) -> str:
    """What came of it."""
    told = (
        f"{settled.cycles:,} cycles settled, {settled.entries:,} entries cleared,"
        f" {settled.instructions:,} payments instructed"
    )
    left = (f"left to a later cycle: {one}" for one in settled.waiting)
    return "; ".join((told, *left))


def _added(due: Sequence[DueCycle], name: str) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for one in due:
        sums.update(getattr(one, name))
    return dict(sorted(sums.items()))


def _amounts(amounts: dict[str, int]) -> str:
    texts = [money_with_currency(amount, currency) for currency, amount in amounts.items()]
    return " and ".join(texts) or "nothing"


def taking_back_text(planned: TakingBack) -> str:
    """What taking back a session will do."""
    credit = planned.credit
    recorded = f"the Credit CDR {credit.key} of {instant_text(credit.issued_at)}"
    return "\n".join(
        (
            f"This records {recorded}, and posts the exact mirror of {planned.undone.entry_id}:",
            "",
            *mirror_lines(planned.undone),
            "",
            "A later cycle settles it. It can be done once, and is itself never changed.",
        )
    )


def mirror_lines(undone: Entry) -> list[str]:
    """One line a leg of the mirror: the account in words, and its change."""
    return [
        f"{title_of(leg.account)}: {signed_money_text(-leg.amount_minor, leg.currency)}"
        f" {leg.currency}"
        for leg in undone.postings
    ]
