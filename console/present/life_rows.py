"""What happens to money after a session, as rows of tables for a terminal and as JSON material."""

from collections.abc import Mapping, Sequence

from console.present.plain_values import Plain, plain
from core.domain.entry import Entry
from core.domain.money import Money
from core.domain.pending import Pending
from core.domain.period import ClosedPeriod
from core.ledger.chart_of_accounts import title_of
from core.service.close_period import Closing
from core.service.default_partner import WriteOff

ENTRY_COLUMNS = ("Entry", "Account", "", "Amount")
BALANCE_COLUMNS = ("Account", "", "Balance")
PERIOD_COLUMNS = ("Period", "Closed", "By", "Reason")
PENDING_COLUMNS = ("Session", "Window ends", "Amount")


def leg_rows(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """A row a leg."""
    return [
        (
            one.entry_id,
            leg.account,
            title_of(leg.account),
            str(Money(leg.amount_minor, leg.currency)),
        )
        for one in entries
        for leg in one.postings
    ]


def balance_rows(found: Mapping[tuple[str, str], int]) -> list[tuple[str, ...]]:
    """A row an account and currency."""
    return [
        (account, title_of(account), str(Money(amount, currency)))
        for (account, currency), amount in found.items()
    ]


def plain_balances(found: Mapping[tuple[str, str], int]) -> Plain:
    """What ``balances`` prints; amounts are minor units, debits above zero."""
    return {
        "balances": [
            {"account": account, "currency": currency, "amount_minor": amount}
            for (account, currency), amount in found.items()
        ]
    }


def period_rows(periods: Sequence[ClosedPeriod]) -> list[tuple[str, ...]]:
    """A row a period."""
    return [(one.period, f"{one.closed_at:%Y-%m-%d %H:%M}", one.who, one.reason) for one in periods]


def pending_rows(pending: Sequence[Pending]) -> list[tuple[str, ...]]:
    """A row a session, with what its DP would owe."""
    return [
        (
            one.entry.source_id,
            f"{one.resolves_at:%Y-%m-%d %H:%M}",
            ", ".join(
                str(Money(leg.amount_minor, leg.currency))
                for leg in one.entry.postings
                if leg.account.startswith("1200")
            ),
        )
        for one in pending
    ]


def plain_write_off(done: WriteOff) -> Plain:
    """What ``write-off`` prints."""
    return {
        "approval": done.approval.approval_id,
        "status": done.approval.status.value,
        "entries": plain(done.entries),
    }


def plain_closing(done: Closing) -> Plain:
    """What ``periods close`` prints."""
    return {
        "period": done.period,
        "approval": None if done.approval is None else done.approval.approval_id,
        "closed": plain(done.closed),
    }
