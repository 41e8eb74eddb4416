"""When a cycle cuts off, and which entries it must take so that everybody is paid in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

CUT_OFF_HOUR: Final = 2
"""UTC; after the day's last sessions, before the banks' first cut-off."""
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One settlement cycle of one day."""

    cut_off_at: datetime

    @property
    def cycle_id(self) -> str:
        """``2026-06-01``: the day of the cut-off."""
        return f"{self.cut_off_at:%Y-%m-%d}"

    @property
    def takes_due_before(self) -> datetime:
        """Entries due before the next cut-off would be late if this cycle left them."""
        return self.cut_off_at + ONE_DAY

    @property
    def value_at(self) -> datetime:
        """When instructed money is there: the cut-off itself (instant credit transfer)."""
        return self.cut_off_at

    @property
    def following(self) -> "Cycle":
        """Tomorrow's cycle."""
        return Cycle(self.cut_off_at + ONE_DAY)


def cycle_for(due_at: datetime) -> Cycle:
    """The cycle that takes an entry due at that time: the last cut-off not after it."""
    cut_off = datetime(due_at.year, due_at.month, due_at.day, CUT_OFF_HOUR, tzinfo=UTC)
    return Cycle(cut_off if cut_off <= due_at else cut_off - ONE_DAY)


def cycles_until(first: Cycle, until: datetime) -> Iterator[Cycle]:
    """Every cycle from ``first`` whose cut-off is not after ``until``."""
    cycle = first
    while cycle.cut_off_at <= until:
        yield cycle
        cycle = cycle.following
