"""Windows of the day that the two changes of the clocks skip, repeat or enter twice.

Looked for in the year after the tariff begins, else was updated, else, where it says neither, by
the rules of 2026; the message names the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from core.domain.finding import Finding, FindingCode, Severity
from core.domain.tariff import DayOfWeek, Tariff, TariffRestrictions
from core.pricing.restrictions import DAY_S, window_s
from core.pricing.wall_clock import stretches

_YEAR: Final = timedelta(days=366)
_DATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No tariff is older."""
_BY_RULES_OF: Final = datetime(2026, 1, 1, tzinfo=UTC)
_FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)
_NAMES: Final = tuple(DayOfWeek)


@dataclass(frozen=True, slots=True)
class _Change:
    """Wall-clock time that does not come, or comes twice."""

    start: datetime
    """By the wall clock, as if that were UTC."""
    end: datetime
    is_gap: bool

    @property
    def seconds(self) -> tuple[int, int]:
        """From and until, in seconds of the day of its start."""
        midnight = self.start.replace(hour=0, minute=0, second=0, microsecond=0)
        second = timedelta(seconds=1)
        return (self.start - midnight) // second, (self.end - midnight) // second

    @property
    def words(self) -> str:
        """``02:00 until 03:00 of 2026-03-29``."""
        return f"{self.start:%H:%M} until {self.end:%H:%M} of {self.start.date()}"


def clock_findings(tariff: Tariff, zone: tzinfo) -> Iterator[Finding]:
    """One finding for each element and kind of change, about the first that meets it."""
    changes = _changes(tariff, zone)
    for number, element in enumerate(tariff.elements, start=1):
        asked = element.restrictions
        if asked.start_time is None and asked.end_time is None:
            continue
        told: set[FindingCode] = set()
        for change in changes:
            met = _met(asked, change) if _falls_on(asked, change) else None
            if met is not None and met[0] not in told:
                code, severity, problem = met
                told.add(code)
                yield Finding(
                    code,
                    severity,
                    f"/elements/{number - 1}/restrictions/{_named(asked)}",
                    f"element {number}: its window: wanted it once on every day, found {problem}",
                )


def _changes(tariff: Tariff, zone: tzinfo) -> list[_Change]:
    start = tariff.start or tariff.last_updated
    start = start if start >= _DATED else _BY_RULES_OF
    end = start + min(_YEAR, (tariff.end or _FOR_EVER) - start)
    found = []
    for before, after in pairwise(stretches(start, end, zone)):
        old, new = after.start + before.offset, after.start + after.offset
        found.append(_Change(min(old, new), max(old, new), new > old))
    return found


def _met(asked: TariffRestrictions, change: _Change) -> tuple[FindingCode, Severity, str] | None:
    """What a change does to a window; None: nothing that surprises."""
    start_s, end_s = window_s(asked)
    first_s, last_s = change.seconds
    if (start_s, end_s) == (0, DAY_S):
        return None
    within = start_s < end_s and first_s <= start_s and end_s <= last_s
    if change.is_gap:
        if not within:
            return None
        problem = f"it left out when clocks go from {change.words}"
        return FindingCode.CLOCK_GAP, Severity.WARNING, problem
    if within or any(first_s < edge_s < last_s for edge_s in (start_s, end_s)):
        problem = f"it twice when clocks go through {change.words} two times"
        return FindingCode.CLOCK_FOLD, Severity.HINT, problem
    return None


def _falls_on(asked: TariffRestrictions, change: _Change) -> bool:
    """Whether dates and days of the week admit the day of a change."""
    day = change.start.date()
    if asked.start_date is not None and day < asked.start_date:
        return False
    if asked.end_date is not None and day >= asked.end_date:
        return False
    return not asked.day_of_week or _NAMES[day.weekday()] in asked.day_of_week


def _named(asked: TariffRestrictions) -> str:
    return "end_time" if asked.start_time is None else "start_time"
