"""When a cycle cuts off, and which entries it must take so that everybody is paid in time."""

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
    def value_at(self) -> datetime:
        """When instructed money is there: the cut-off itself (instant credit transfer)."""
        return self.cut_off_at

    @property
    def following(self) -> "Cycle":
        """Tomorrow's cycle."""
        return Cycle(self.cut_off_at + ONE_DAY)


def cycle_taking(effective_at: datetime, due_at: datetime) -> Cycle:
    """The cycle that takes an entry: the last one in time, but none before the entry itself."""
    in_time = _cut_off_not_after(due_at)
    first_possible = _cut_off_not_after(effective_at)
    if first_possible < effective_at:
        first_possible += ONE_DAY
    return Cycle(max(in_time, first_possible))


def _cut_off_not_after(instant: datetime) -> datetime:
    cut_off = datetime(instant.year, instant.month, instant.day, CUT_OFF_HOUR, tzinfo=UTC)
    return cut_off if cut_off <= instant else cut_off - ONE_DAY
