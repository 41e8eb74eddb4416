"""How fast the money of a session was there, measured against what was promised.

A bank books by day: where it confirms the day that was instructed, the instructed time counts,
else noon of the day that it tells, in UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_NOON: Final = time(12)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidSession:
    """One session whose CPO was paid, or whose part was offset, in a cycle."""

    started_at: datetime
    """When the settlement clock started, by the terms."""
    due_at: datetime
    instructed_at: datetime
    """The value date that was instructed."""
    confirmed_on: date | None = None
    """The value date that the bank told; None while it told nothing."""

    @property
    def money_at(self) -> datetime:
        """When the money was there."""
        if self.confirmed_on is None or self.confirmed_on <= self.instructed_at.date():
            return self.instructed_at
        return datetime.combine(self.confirmed_on, _NOON, tzinfo=UTC)

    @property
    def took(self) -> timedelta:
        """From the start of the clock until the money was there."""
        return self.money_at - self.started_at

    @property
    def kept_promise(self) -> bool:
        """Whether it was there when it fell due."""
        return self.money_at <= self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Achieved:
    """Many of them together."""

    sessions: int
    confirmed: int
    """Of those, how many the bank confirmed; the others count by their instructed value date."""
    kept: int
    """Of those, how many were there in time."""
    p50_s: int | None
    """Half of them took no longer, in whole seconds; None without sessions."""
    p95_s: int | None


def achieved(sessions: Iterable[PaidSession]) -> Achieved:
    """The distribution of what was achieved."""
    found = list(sessions)
    took_s = sorted(one.took // _SECOND for one in found)
    return Achieved(
        sessions=len(found),
        confirmed=sum(one.confirmed_on is not None for one in found),
        kept=sum(one.kept_promise for one in found),
        p50_s=_quantile_s(took_s, 50),
        p95_s=_quantile_s(took_s, 95),
    )


def _quantile_s(took_s: Sequence[int], percent: int) -> int | None:
    """The least time within which so many of them are (nearest rank)."""
    if not took_s:
        return None
    rank = -(-len(took_s) * percent // 100)
    return took_s[max(rank, 1) - 1]
