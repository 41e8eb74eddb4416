"""Which days a bank works, as a value: a set of closed days that somebody hands in.

A banking hour is any hour of an open day: 48 of them from Friday at 10:00 end on Tuesday at 10:00
where the weekend is closed. Days are those of ``zone``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from core.domain.errors import InvalidValueError

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
_CLOSED_DAYS_MAX: Final = 60
"""No bank is closed for as long as this; a calendar that says so is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankingDays:
    """A calendar of open and closed days."""

    name: str = "EVERY_DAY"
    """What the calendar is called in files and on screens."""
    closed: frozenset[date] = frozenset()
    """Holidays."""
    weekends: bool = False
    """Whether Saturday and Sunday are closed."""
    zone: tzinfo = UTC

    def is_open(self, day: date) -> bool:
        """Whether banks work on that day."""
        return day not in self.closed and not (self.weekends and day.weekday() >= SATURDAY)

    def first_open(self, day: date) -> date:
        """That day if it is open, else the next one that is."""
        return self._found(day, ONE_DAY)

    def last_open(self, day: date) -> date:
        """That day if it is open, else the last one before it that is."""
        return self._found(day, -ONE_DAY)

    def day_of(self, instant: datetime) -> date:
        """The day on which something happens, in the calendar's own time zone."""
        return instant.astimezone(self.zone).date()

    def start_of(self, day: date, hour: int = 0) -> datetime:
        """The moment, in UTC, at which an hour of a day begins."""
        return datetime.combine(day, time(hour), tzinfo=self.zone).astimezone(UTC)

    def after(self, origin: datetime, hours: int) -> datetime:
        """The moment that is so many banking hours after another; in UTC, as that is."""
        left = timedelta(hours=hours)
        for day, end in self._days_from(origin):
            begin = max(origin, self.start_of(day))
            if self.is_open(day):
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        raise AssertionError(origin)  # the walk ends with an exception of its own

    def _days_from(self, origin: datetime) -> Iterator[tuple[date, datetime]]:
        """Each day from that of a moment on, with the moment at which it ends."""
        day = self.day_of(origin)
        while True:
            self.first_open(day)
            yield day, self.start_of(day + ONE_DAY)
            day += ONE_DAY

    def _found(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(_CLOSED_DAYS_MAX):
            if self.is_open(found):
                return found
            found += step
        raise InvalidValueError(
            f"calendar {self.name}: wanted an open day within {_CLOSED_DAYS_MAX} days of {day}, "
            "found none"
        )


EVERY_DAY: Final = BankingDays()
"""Instant credit transfers know no closed day."""
