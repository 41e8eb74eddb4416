"""The days around a moment as the network settles on them: open or closed, and when it cuts off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.domain.banking_days import ONE_DAY
from core.settlement.cycle import Timetable

DAYS_BEFORE: Final = 7
DAYS_AFTER: Final = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementDay:
    """One day of the network's calendar."""

    day: date
    calendar: str
    """Name of the calendar in force on it: ``TARGET``, a country, ``EVERY_DAY``."""
    cut_off_at: datetime | None
    """In UTC; None where the day is closed."""
    value_at: datetime | None
    """When money instructed in its cycle is there; None where the day is closed."""
    is_today: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is a cycle on it."""
        return self.cut_off_at is not None


def settlement_days(timetable: Timetable, clock: datetime) -> tuple[SettlementDay, ...]:
    """The days from a week before a moment to two weeks after it."""
    return tuple(_days(timetable, clock))


def _days(timetable: Timetable, clock: datetime) -> Iterator[SettlementDay]:
    today = timetable.in_force(clock.date()).days.day_of(clock)
    for number in range(-DAYS_BEFORE, DAYS_AFTER + 1):
        day = today + number * ONE_DAY
        cycle = timetable.cycle_on(day)
        yield SettlementDay(
            day=day,
            calendar=timetable.in_force(day).days.name,
            cut_off_at=None if cycle is None else cycle.cut_off_at,
            value_at=None if cycle is None else cycle.value_at,
            is_today=number == 0,
        )
