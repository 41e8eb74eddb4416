"""Whether a step of the waterfall applies to a session: time of day, site, country, power."""

from datetime import datetime, time

from core.domain.cdr import Cdr
from core.domain.tariff import DayOfWeek
from core.domain.waterfall import ALWAYS, Circumstances, Condition

_DAYS = tuple(DayOfWeek)


def condition_met(asked: Condition, cdr: Cdr, around: Circumstances | None) -> bool:
    """Whether a session meets a condition.

    Args:
        asked: Of a step.
        cdr: The session.
        around: What else conditions ask; given wherever one is stated.
    """
    if asked == ALWAYS:
        return True
    assert around is not None, asked
    return (
        (not asked.countries or cdr.country_code in asked.countries)
        and (not asked.locations or cdr.location_id in asked.locations)
        and (not asked.days or _DAYS[around.local_start.weekday()] in asked.days)
        and (asked.hours is None or _within(around.local_start, *asked.hours))
        and _powerful(asked, around)
    )


def _within(instant: datetime, start: time, end: time) -> bool:
    clock = instant.time()
    return start <= clock < end if start < end else clock >= start or clock < end


def _powerful(asked: Condition, around: Circumstances) -> bool:
    if asked.power_kw_from is None and asked.power_kw_below is None:
        return True
    if around.power_kw is None:  # Of unknown power: of no class.
        return False
    low, high = asked.power_kw_from, asked.power_kw_below
    return (low is None or around.power_kw >= low) and (high is None or around.power_kw < high)
