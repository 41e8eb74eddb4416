"""What one Demand Partner used at the end of each day, beside what it might use: two lines."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import numpy as np

from console.present.credit_rows import standing_of
from console.present.peak_series import Series
from core.domain.alert import AlertRules
from core.domain.money import exponent_of
from core.service.exposure_days import ExposureDays


def exposure_series(found: ExposureDays, partner: str, rules: AlertRules) -> tuple[Series, ...]:
    """Used, then what may be used where there is a limit; days before anything was used are left.

    Args:
        found: Exposure over days.
        partner: Whose.
        rules: Their limits stand where the network gave none.
    """
    first = _first_day(found)
    days = found.days[first:]
    stood = [standing_of(one, rules) for one in found.partners.get(partner, ())[first:]]
    if not stood:
        return ()
    currency = stood[0].credit.currency
    used = _series("used", days, [one.credit.used_minor for one in stood], currency)
    may_use = [one.may_use_minor for one in stood]
    if all(one is None for one in may_use):
        return (used,)
    return used, _series("may use", days, may_use, currency)


def _first_day(found: ExposureDays) -> int:
    """The day before the first one on which any partner used or lodged something."""
    for number in range(len(found.days)):
        then = [days[number] for days in found.partners.values()]
        if any(one.used_minor or one.lodged_minor for one in then):
            return max(0, number - 1)
    return 0


def _series(
    name: str, days: Sequence[date], amounts: Sequence[int | None], currency: str
) -> Series:
    exponent = exponent_of(currency)
    major = [np.nan if amount is None else amount / 10**exponent for amount in amounts]
    return Series(
        name=name,
        at_s=np.array([datetime.combine(day, time(), tzinfo=UTC).timestamp() for day in days]),
        values=np.array(major, dtype=np.float64),
        unit=currency,
        decimals=exponent,
    )
