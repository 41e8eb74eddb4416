"""Energy prices that change from hour to hour, as elements of a tariff.

Twenty-four prices are those of every day; more of them are days one after another from the day on
which the scenario starts, again and again until it ends: a dynamic tariff. Hours are local.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Final

from core.domain.tariff import (
    PriceComponent,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from simulation.profiles import HOURS_PER_DAY

BEFORE: Final = 1
"""Days before the scenario's, for zones behind UTC."""
AFTER: Final = 8
"""Days after it, for sessions that last."""


def hourly_elements(
    prices: Sequence[Decimal], vat_pct: Decimal, start: date, days: int
) -> Iterator[TariffElement]:
    """One element for each run of hours with the same price.

    Args:
        prices: Per kWh, of each hour; a multiple of 24, or none at all.
        vat_pct: In percent.
        start: The day that the first price is of, if there are more than a day of them.
        days: Of the scenario.
    """
    by_day = [tuple(prices[at : at + HOURS_PER_DAY]) for at in range(0, len(prices), HOURS_PER_DAY)]
    if len(by_day) < 2:
        for day in by_day:
            yield from _of_day(day, vat_pct, None)
        return
    for number in range(-BEFORE, days + AFTER):
        yield from _of_day(by_day[number % len(by_day)], vat_pct, start + timedelta(days=number))


def _of_day(
    prices: Sequence[Decimal], vat_pct: Decimal, day: date | None
) -> Iterator[TariffElement]:
    for price, run in groupby(range(HOURS_PER_DAY), key=prices.__getitem__):
        hours = list(run)
        component = PriceComponent(
            type=TariffDimension.ENERGY, price=price, vat_pct=vat_pct, step_size=1
        )
        whole_day = len(hours) == HOURS_PER_DAY
        when = TariffRestrictions(
            start_time=None if whole_day else time(hours[0]),
            end_time=None if whole_day else time((hours[-1] + 1) % HOURS_PER_DAY),
            start_date=day,
            end_date=None if day is None else day + timedelta(days=1),
        )
        yield TariffElement((component,), when)
