"""What single restrictions say that they cannot mean: never, always, and nearly all day."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Final

from core.domain.finding import Finding, FindingCode, Severity
from core.domain.tariff import DayOfWeek, Tariff, TariffRestrictions
from core.pricing.restrictions import DAY_S, window_s
from core.pricing.rooms import AXES, bounds_of

_NAMES: Final = tuple(DayOfWeek)
_LAST_MINUTE: Final = time(23, 59)
_WEEK_DAYS: Final = 7


def restriction_findings(tariff: Tariff) -> Iterator[Finding]:
    """About each element's restrictions by themselves, and about the tariff's validity."""
    if tariff.start is not None and tariff.end is not None and tariff.start >= tariff.end:
        yield Finding(
            FindingCode.IMPOSSIBLE_RESTRICTION,
            Severity.ERROR,
            "/end_date_time",
            f"tariff {tariff.tariff_id}: wanted an end after {tariff.start.isoformat()}, "
            f"found {tariff.end.isoformat()}",
        )
    for number, element in enumerate(tariff.elements, start=1):
        asked = element.restrictions
        at = _At(number)
        yield from _ranges(asked, at)
        yield from _days(asked, at)
        yield from _window(asked, at)
        yield from _outside(tariff, asked, at)


class _At:
    """Makes the findings of one element."""

    __slots__ = ("_number",)

    def __init__(self, number: int) -> None:
        self._number = number

    def found(self, code: FindingCode, severity: Severity, name: str, problem: str) -> Finding:
        pointer = f"/elements/{self._number - 1}/restrictions/{name}"
        return Finding(code, severity, pointer, f"element {self._number}: {name}: {problem}")


def _ranges(asked: TariffRestrictions, at: _At) -> Iterator[Finding]:
    for axis, (low, high) in enumerate(bounds_of(asked)):
        low_name, high_name, unit = AXES[axis]
        if isinstance(low, date) or isinstance(high, date):
            if isinstance(low, date) and isinstance(high, date) and low >= high:
                yield at.found(
                    FindingCode.IMPOSSIBLE_RESTRICTION,
                    Severity.ERROR,
                    high_name,
                    f"wanted a day after {low_name} {low}, for it is excluded, found {high}",
                )
            continue
        if low is not None and low <= 0:
            yield at.found(
                FindingCode.RESTRICTS_NOTHING,
                Severity.HINT,
                low_name,
                f"wanted more than 0 {unit}, for nothing is less, found {low}",
            )
        floor = max(low or 0, 0)
        if high is not None and high <= floor:
            yield at.found(
                FindingCode.IMPOSSIBLE_RESTRICTION,
                Severity.ERROR,
                high_name,
                f"wanted more than {floor} {unit}, for it is excluded, found {high}",
            )


def _days(asked: TariffRestrictions, at: _At) -> Iterator[Finding]:
    days, name = asked.day_of_week, "day_of_week"
    for place, day in enumerate(days):
        if day in days[:place]:
            problem = f"wanted each day once, found {day} again"
            where = f"{name}/{place}"
            yield at.found(FindingCode.DAY_REPEATED, Severity.HINT, where, problem)
    if len(set(days)) == _WEEK_DAYS:
        yield at.found(
            FindingCode.WHOLE_WEEK,
            Severity.HINT,
            name,
            "wanted some days, or no list for all of them, found all seven",
        )
    start, end = asked.start_date, asked.end_date
    if not days or start is None or end is None or start >= end:
        return
    length = min((end - start).days, _WEEK_DAYS)
    between = [_NAMES[(start + timedelta(days=ahead)).weekday()] for ahead in range(length)]
    if not set(between) & set(days):
        yield at.found(
            FindingCode.IMPOSSIBLE_RESTRICTION,
            Severity.ERROR,
            name,
            f"wanted one of the days from {start} until {end}, which are {', '.join(between)}, "
            f"found {', '.join(days)}",
        )


def _window(asked: TariffRestrictions, at: _At) -> Iterator[Finding]:
    start, end = asked.start_time, asked.end_time
    start_s, end_s = window_s(asked)
    if start is None and end is None:
        return
    if (start_s, end_s) == (0, DAY_S):
        alike = start == end
        yield at.found(
            FindingCode.WHOLE_DAY_WINDOW,
            Severity.WARNING if alike else Severity.HINT,
            "start_time" if end is None else "end_time",
            "wanted part of a day, or no times for all of it, found a window that is the whole day"
            + (", for it ends where it starts" if alike else ""),
        )
    if end == _LAST_MINUTE:
        yield at.found(
            FindingCode.MINUTE_BEFORE_MIDNIGHT,
            Severity.WARNING,
            "end_time",
            "wanted 00:00 for the end of the day, for the end is excluded, found 23:59",
        )
    wrapped = start is not None and end is not None and start_s > end_s
    if wrapped and 0 < len(set(asked.day_of_week)) < _WEEK_DAYS:
        yield at.found(
            FindingCode.WRAPPED_WINDOW_DAY,
            Severity.WARNING,
            "day_of_week",
            f"wanted days for both sides of midnight, found {', '.join(asked.day_of_week)}, which "
            f"hold from {start:%H:%M} and, of the same days, before {end:%H:%M}",
        )


def _outside(tariff: Tariff, asked: TariffRestrictions, at: _At) -> Iterator[Finding]:
    """Dates on which no session is priced by the tariff; a day more, for a local one may differ."""
    day = timedelta(days=1)
    wanted = "wanted a day on which the tariff is valid, that is"
    if tariff.end is not None and asked.start_date is not None:
        last = tariff.end.date() + day
        if asked.start_date > last:
            problem = f"{wanted} until {tariff.end.date()}, found {asked.start_date}"
            yield at.found(
                FindingCode.IMPOSSIBLE_RESTRICTION, Severity.ERROR, "start_date", problem
            )
    if tariff.start is not None and asked.end_date is not None:
        first = tariff.start.date() - day
        if asked.end_date <= first:
            problem = f"{wanted} from {tariff.start.date()}, found the end {asked.end_date}"
            yield at.found(FindingCode.IMPOSSIBLE_RESTRICTION, Severity.ERROR, "end_date", problem)
