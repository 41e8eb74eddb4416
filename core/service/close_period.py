"""Close a month: nothing that counts in it is taken any more, and its balances are kept.

What comes late is posted in the open period and keeps when it was served. Closing needs two
people: the first call proposes it, and once it is approved the same call closes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from core.domain.approval import Approval, ApprovalKind, Matter
from core.domain.errors import RuleError
from core.domain.operator_act import ActKind
from core.domain.period import ClosedPeriod, end_of
from core.service.acting import Acting, act
from core.service.approvals import word_of_two
from core.service.runtime import Runtime
from core.service.true_up_period import refuse_missing
from core.store.period_store import balances_at, closed_periods, last_entry_number, put_close


@dataclass(frozen=True, slots=True)
class Closing:
    """Where the close of a period stands."""

    period: str
    approval: Approval | None
    """None where it was closed before."""
    closed: ClosedPeriod | None = None
    """None while it is only proposed."""


def close_period(runtime: Runtime, period: str, reason: str) -> Closing:
    """Propose to close a period, or close it once that is approved.

    What was proposed are its balances: if something is posted in it before it is approved, the
    close is proposed anew.

    Raises:
        InvalidValueError: It is not a month as ``2026-06``.
        RuleError: It is not over, a later one is closed, its true-ups are not posted, or the
            proposal was rejected.
    """
    end_at = end_of(period)

    def step(acting: Acting) -> Closing:
        before = closed_periods(acting.connection)
        known = next((one for one in before if one.period == period), None)
        if known is not None:
            return Closing(period, None, known)
        if before and before[-1].end_at > end_at:
            raise RuleError(f"period {period}: {before[-1].period} is closed, and so is it")
        if end_at > acting.at:
            raise RuleError(f"period {period}: it ends at {end_at:%Y-%m-%d}, and is not over")
        refuse_missing(acting.connection, period)
        approval = _approval(acting, period, end_at)
        if not approval.is_approved:
            return Closing(period, approval)
        closed = ClosedPeriod(
            period=period,
            end_at=end_at,
            last_entry=last_entry_number(acting.connection),
            who=acting.who,
            reason=acting.reason,
            closed_at=acting.now,
        )
        put_close(acting.connection, closed)
        acting.log(ActKind.PERIOD_CLOSED, period)
        return Closing(period, approval, closed)

    return act(runtime, f"period {period}", reason, step)


def list_periods(runtime: Runtime) -> list[ClosedPeriod]:
    """Every closed period, oldest first."""
    with runtime.database.reading() as connection:
        return closed_periods(connection)


def balances_known(
    runtime: Runtime, before: datetime | None = None, known_at: datetime | None = None
) -> Mapping[tuple[str, str], int]:
    """(account, currency) -> minor units; of all that counts before a time, as known at another.

    Args:
        runtime: The books.
        before: Exclusive, UTC; None: whenever it counts.
        known_at: Only what was booked until then, inclusive; None: all that is booked.
    """
    with runtime.database.reading() as connection:
        found = balances_at(connection, before, known_at)
    return {where: amount for where, amount in sorted(found.items()) if amount}


def _approval(acting: Acting, period: str, end_at: datetime) -> Approval:
    lines = [
        f"{account} {currency} {amount}"
        for (account, currency), amount in sorted(
            balances_at(acting.connection, end_at, None).items()
        )
    ]
    last_day = end_at - timedelta(days=1)
    matter = Matter(
        kind=ApprovalKind.PERIOD_CLOSE,
        subject=f"{last_day:%Y-%m-%d}",
        content_sha=sha256("\n".join((period, *lines)).encode()).hexdigest(),
    )
    return word_of_two(acting, matter, acting.reason)
