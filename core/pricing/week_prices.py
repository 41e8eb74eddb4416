"""The price of one thing at each minute of a local week, for a session that has come so far.

Asked of the same tests that price a session; between two bounds of the tariff's windows nothing
changes, so a week is a few questions a day, however many minutes it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from core.domain.tariff import Tariff, TariffDimension
from core.pricing.explain_words import condition_words
from core.pricing.prepared_tariff import Candidate, Candidates, chosen, prepared
from core.pricing.quoted_prices import unit_amounts
from core.pricing.restrictions import Moment, window_s
from core.pricing.rooms import DAY_MINUTES

_DAYS = 7
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """How far a session has come when its price is asked for."""

    elapsed_s: int = 0
    energy_kwh: Decimal = Decimal(0)
    power_kw: Decimal | None = None
    """None: nobody says; what depends on it is taken to apply, as for a CDR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSpan:
    """Minutes of the week in which one price component applies, or none."""

    start_min: int
    """Since Monday 00:00, local time."""
    end_min: int
    """Exclusive."""
    before_taxes: Fraction | None
    """Per kWh, per minute or per session; None where unknowable, or where nothing applies."""
    after_taxes: Fraction | None
    element: int
    """Counted from 1; 0: no price applies, which makes it free."""
    component: int
    when: str
    """When the element applies, in words; empty where none does."""

    @property
    def is_gap(self) -> bool:
        """Whether no price applies."""
        return self.element == 0

    @property
    def payable(self) -> Fraction | None:
        """With taxes where that is known."""
        return self.before_taxes if self.after_taxes is None else self.after_taxes


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPrices:
    """The prices of one dimension over a week."""

    dimension: TariffDimension
    currency: str
    monday: date
    spans: tuple[PriceSpan, ...]
    """In order, from Monday 00:00 to the next, without holes."""
    skipped: tuple[tuple[int, int], ...]
    """Minutes of the week that the wall clock leaves out when it is put forward."""


def week_prices(
    tariff: Tariff, dimension: TariffDimension, monday: date, zone: tzinfo, so_far: SoFar
) -> WeekPrices:
    """What one kWh, minute or session costs through a week.

    Args:
        tariff: Whose elements are asked; whether it is valid in that week is not.
        dimension: What is to be priced; parking is asked about with no power flowing.
        monday: The first day of the week; dates of the tariff are held against its days.
        zone: Of the location.
        so_far: The session.
    """
    assert monday.weekday() == 0, f"wanted a Monday, found {monday}"
    candidates = _candidates(tariff, dimension)
    cuts = _cuts(tariff)
    moment = Moment(so_far.elapsed_s, so_far.energy_kwh)
    power_kw = _NONE if dimension is TariffDimension.PARKING_TIME else so_far.power_kw
    moment.min_power_kw = moment.max_power_kw = power_kw
    asked: list[tuple[int, int, Candidate | None]] = []
    for weekday in range(_DAYS):
        moment.weekday = weekday
        moment.day = monday.toordinal() + weekday
        for start, end in pairwise(cuts):
            moment.second_of_day = start * 60
            first = weekday * DAY_MINUTES
            asked.append((first + start, first + end, chosen(candidates, moment)))
    return WeekPrices(
        dimension=dimension,
        currency=tariff.currency,
        monday=monday,
        spans=tuple(_spans(asked, tariff)),
        skipped=tuple(_skipped(monday, zone)),
    )


def _candidates(tariff: Tariff, dimension: TariffDimension) -> Candidates:
    plan = prepared(tariff)
    return {
        TariffDimension.ENERGY: plan.energy,
        TariffDimension.TIME: plan.time,
        TariffDimension.PARKING_TIME: plan.parking,
        TariffDimension.FLAT: plan.flat,
    }[dimension]


def _cuts(tariff: Tariff) -> list[int]:
    """Minutes of the day at which a window begins or ends, with both ends of the day."""
    bounds = {0, DAY_MINUTES}
    for element in tariff.elements:
        bounds.update(second // 60 for second in window_s(element.restrictions))
    return sorted(bounds)


def _spans(asked: list[tuple[int, int, Candidate | None]], tariff: Tariff) -> Iterator[PriceSpan]:
    for _, alike in groupby(asked, lambda one: id(one[2])):
        parts = list(alike)
        start, found, end = parts[0][0], parts[0][2], parts[-1][1]
        if found is None:
            yield PriceSpan(
                start_min=start, end_min=end, before_taxes=None, after_taxes=None,
                element=0, component=0, when="",
            )  # fmt: skip
            continue
        before, after = unit_amounts(tariff, found.price)
        element = tariff.elements[found.element - 1]
        yield PriceSpan(
            start_min=start, end_min=end, before_taxes=before, after_taxes=after,
            element=found.element, component=found.component,
            when=condition_words(element.restrictions),
        )  # fmt: skip


def _skipped(monday: date, zone: tzinfo) -> Iterator[tuple[int, int]]:
    """Runs of minutes that come back as others when they are told to the zone and back."""
    start = None
    for quarter in range(_DAYS * 96 + 1):
        minute = quarter * 15
        gone = quarter < _DAYS * 96 and not _exists(monday, minute, zone)
        if gone and start is None:
            start = minute
        elif not gone and start is not None:
            yield start, minute
            start = None


def _exists(monday: date, minute: int, zone: tzinfo) -> bool:
    local = datetime.combine(monday, time()) + timedelta(minutes=minute)
    there = local.replace(tzinfo=zone).astimezone(UTC)
    return there.astimezone(zone).replace(tzinfo=None) == local
