"""Calendars by name: TARGET, countries, or every day, as pure values.

Sources: the library ``holidays``, whose financial calendar of the ECB is TARGET's and whose
country calendars are those of public holidays. Years outside ``YEARS`` have weekends only.
"""

from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from core.domain.banking_days import EVERY_DAY, BankingDays
from core.domain.errors import InvalidValueError

TARGET: Final = "TARGET"
YEARS: Final = range(2008, 2061)


@cache
def banking_days(calendar: str, time_zone: str = "UTC") -> BankingDays:
    """The calendar of a name, its days in a time zone.

    Raises:
        InvalidValueError: No calendar has that name.
    """
    if calendar == EVERY_DAY.name:
        return BankingDays(zone=ZoneInfo(time_zone))
    # It takes a tenth of a second to import, and most books need no calendar.
    import holidays  # noqa: PLC0415 (see above)

    try:
        found = (
            holidays.financial_holidays("XECB", years=YEARS)
            if calendar == TARGET
            else holidays.country_holidays(calendar, years=YEARS)
        )
    except NotImplementedError as error:
        raise InvalidValueError(
            f"calendar: wanted {EVERY_DAY.name}, {TARGET} or a country, found {calendar!r}"
        ) from error
    return BankingDays(
        name=calendar, closed=frozenset(found), weekends=True, zone=ZoneInfo(time_zone)
    )
