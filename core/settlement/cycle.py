"""When a cycle cuts off, and which entries it must take so that everybody is paid in time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from core.domain.banking_days import EVERY_DAY, ONE_DAY, BankingDays

CUT_OFF_HOUR: Final = 2
"""Where nobody says otherwise, in UTC: after the day's last sessions, before the banks' first
cut-off."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One settlement cycle of one day."""

    cut_off_at: datetime
    """In UTC."""
    day: date
    """Whose cut-off it is, in the network's time zone."""

    @property
    def cycle_id(self) -> str:
        """``2026-06-01``: the day of the cut-off."""
        return f"{self.day:%Y-%m-%d}"

    @property
    def value_at(self) -> datetime:
        """When instructed money is there: the cut-off itself (instant credit transfer)."""
        return self.cut_off_at


@dataclass(frozen=True, slots=True)
class CutOff:
    """At which hour of which days the network cuts off, from a day on."""

    valid_from: date
    hour: int = CUT_OFF_HOUR
    """In the time zone of ``days``."""
    days: BankingDays = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Timetable:
    """Every cut-off there is: one on each open day, by the version in force on that day."""

    versions: Sequence[CutOff] = ()
    """The latest first; before the first one of them, and without any, the default holds."""
    _found: dict[date, datetime | None] = field(default_factory=dict, compare=False, repr=False)

    def in_force(self, day: date) -> CutOff:
        """The version that holds on a day."""
        return next((one for one in self.versions if one.valid_from <= day), _DEFAULT)

    def cycle_on(self, day: date) -> Cycle | None:
        """The cycle of a day; None where the day is closed."""
        if day not in self._found:
            rule = self.in_force(day)
            is_open = rule.days.is_open(day)
            self._found[day] = rule.days.start_of(day, rule.hour) if is_open else None
        cut_off = self._found[day]
        return None if cut_off is None else Cycle(cut_off, day)

    def last_not_after(self, instant: datetime) -> Cycle:
        """The latest cycle that cuts off at a moment or before it."""
        day = instant.date() + ONE_DAY  # east of Greenwich it is tomorrow already
        while True:
            cycle = self.cycle_on(self.in_force(day).days.last_open(day))
            if cycle is not None and cycle.cut_off_at <= instant:
                return cycle
            day -= ONE_DAY

    def first_not_before(self, instant: datetime) -> Cycle:
        """The first cycle that cuts off at a moment or after it."""
        day = instant.date() - ONE_DAY
        while True:
            cycle = self.cycle_on(self.in_force(day).days.first_open(day))
            if cycle is not None and cycle.cut_off_at >= instant:
                return cycle
            day += ONE_DAY

    def following(self, day: date) -> Cycle:
        """The first cycle of a later day than that."""
        return self.first_not_before(self.in_force(day).days.start_of(day + ONE_DAY))

    def cycle_taking(self, effective_at: datetime, due_at: datetime) -> Cycle:
        """The cycle that takes an entry: the last one in time, but none before the entry itself."""
        in_time = self.last_not_after(due_at)
        first_possible = self.first_not_before(effective_at)
        return max(in_time, first_possible, key=lambda one: one.cut_off_at)


_DEFAULT: Final = CutOff(date.min)
