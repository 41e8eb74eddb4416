"""A tariff compiled once to whole numbers, so that columns of sessions can be priced by it.

What a unit of a column costs is a ratio of integers, in minor units. Each has a greatest quantity
up to which no product exceeds 62 bits; sessions beyond it are left to the scalar engine.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Final

from core.domain.exact_price import ExactLine
from core.domain.money import RoundingMode, exponent_of
from core.domain.priced_cdr import LineContext, LineKind
from core.domain.rounding import MINOR_UNIT, RoundedAt, RoundingPolicy
from core.domain.tariff import PriceLimit, Tariff, TariffDimension, TaxIncluded
from core.pricing.batch_columns import ENERGY_PER_KWH, Outside
from core.pricing.batch_tests import VectorTest, vector_tests
from core.pricing.prepared_tariff import Candidate, Candidates, prepared
from core.pricing.restrictions import asks_wall_clock

_LARGEST: Final = 2**60
_QUANTITIES: Final = 8
"""More than the kinds of lines whose exact amounts are ever added up."""


class BatchLine(StrEnum):
    """What lines are added up by."""

    FLAT = "FLAT"
    ENERGY = "ENERGY"
    TIME = "TIME"
    PARKING_TIME = "PARKING_TIME"
    RESERVATION = "RESERVATION"
    """Reserved time, and the flat price of a reservation."""
    MIN_PRICE = "MIN_PRICE"
    MAX_PRICE = "MAX_PRICE"


def line_of(line: ExactLine) -> BatchLine:
    """What a line of the scalar engine counts to."""
    if line.kind is not LineKind.COMPONENT:
        return BatchLine(line.kind.value)
    if line.context is LineContext.RESERVATION:
        return BatchLine.RESERVATION
    return BatchLine(line.dimension.value)


@dataclass(frozen=True, slots=True)
class BatchPart:
    """One line of a price as the books keep it: of one component, or of one limit."""

    line: BatchLine
    element: int = 0
    """Counted from 1; 0 for a limit."""
    component: int = 0
    """Counted from 1; 0 for a limit."""
    vat_pct: Decimal | None = None


def part_of(line: ExactLine) -> BatchPart:
    """The part that a line of the scalar engine is."""
    return BatchPart(line_of(line), line.element, line.component, line.vat_pct)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """What one unit of a column costs by one component, in minor units."""

    part: BatchPart
    element: int
    """Counted from 0; its tests say when the price applies."""
    net: tuple[int, int]
    second: tuple[int, int]
    """The amount that is rounded beside the net: the tax, or the gross where that was stated."""
    gross: bool
    exact_before: int
    """Before taxes, in parts of the plan's ``denominator``."""
    exact_after: int
    step: int
    """In units of the column; 0 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceGroup:
    """The components of one dimension, in the order in which they are tried."""

    line: BatchLine
    prices: tuple[UnitPrice, ...]
    largest: int
    """The greatest quantity of one session that is sure to fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorLimit:
    """A limit in parts of the plan's ``denominator``."""

    line: BatchLine
    before: int
    after: int | None
    """None: a row on which it takes effect is left to the scalar engine."""
    follows: bool
    """The amount after taxes only follows that before them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BatchPlan:
    """All that it takes to price columns by a tariff."""

    flat: PriceGroup
    energy: PriceGroup
    time: PriceGroup
    parking: PriceGroup
    reserved_flat: PriceGroup
    reserved_time: PriceGroup
    tests: tuple[tuple[VectorTest, ...], ...]
    """By element."""
    asks_wall_clock: bool
    limits: tuple[VectorLimit, ...]
    denominator: int
    mode: RoundingMode

    @property
    def groups(self) -> tuple[PriceGroup, ...]:
        """Every group, the flat ones first."""
        by_time = (self.energy, self.time, self.parking, self.reserved_time)
        return (self.flat, self.reserved_flat, *by_time)


def plan_of(
    tariff: Tariff, *, reservation_expired: bool = False, rounding: RoundingPolicy = MINOR_UNIT
) -> BatchPlan | Outside:
    """The plan of a tariff, or why there is none."""
    known = prepared(tariff)
    reserved = (known.reserved_flat, known.reserved_time)
    flat, time = (known.expired_flat, known.expired_time) if reservation_expired else reserved
    every = known.flat + known.energy + known.time + known.parking + flat + time
    refused = _refused(every, rounding)
    if refused is not None:
        return refused
    limits = _limits(tariff)
    scale = 10 ** exponent_of(tariff.currency)
    exact = {id(one): _exact(one, scale) for one in every}
    amounts = [ratio for pair in exact.values() for ratio in pair] if limits else []
    for limit in limits:
        amounts += [one * scale for one in (limit.before, limit.after) if one is not None]
    denominator = lcm(*(one.denominator for one in amounts))
    drafts = _Drafts(exact, denominator if limits else 0)
    plan = BatchPlan(
        flat=drafts.group(BatchLine.FLAT, known.flat),
        energy=drafts.group(BatchLine.ENERGY, known.energy),
        time=drafts.group(BatchLine.TIME, known.time),
        parking=drafts.group(BatchLine.PARKING_TIME, known.parking),
        reserved_flat=drafts.group(BatchLine.RESERVATION, flat),
        reserved_time=drafts.group(BatchLine.RESERVATION, time),
        tests=tuple(vector_tests(element.restrictions) for element in tariff.elements),
        asks_wall_clock=any(asks_wall_clock(one.restrictions) for one in tariff.elements),
        limits=tuple(limit.in_parts(scale * denominator) for limit in limits),
        denominator=denominator,
        mode=rounding.mode,
    )
    return plan if _fits(plan) else Outside.AMOUNT_TOO_LARGE


def _refused(candidates: Candidates, rounding: RoundingPolicy) -> Outside | None:
    if rounding.where is not RoundedAt.LINE or rounding.decimals is not None:
        return Outside.ROUNDED_ELSEWHERE
    known = all(one.before_known and one.after_known for one in candidates)
    if not known or any(one.tax_top < one.tax_bottom for one in candidates):
        return Outside.TAX_RATE
    return None


def _exact(one: Candidate, scale: int) -> tuple[Fraction, Fraction]:
    """What one unit of a column costs before and after taxes, in minor units."""
    per_unit = ENERGY_PER_KWH if one.price.type is TariffDimension.ENERGY else 1
    stated = Fraction(one.top * scale, one.bottom * per_unit)
    tax = Fraction(one.tax_top, one.tax_bottom)
    return (stated / tax, stated) if one.gross else (stated, stated * tax)


class _Drafts:
    """Makes the groups of one plan."""

    def __init__(self, exact: dict[int, tuple[Fraction, Fraction]], denominator: int) -> None:
        self._exact = exact
        self._denominator = denominator
        """0 where nobody asks for exact amounts."""

    def group(self, line: BatchLine, candidates: Candidates) -> PriceGroup:
        prices = tuple(self._price(line, one) for one in candidates)
        costliest = max((self._costliest(one) for one in prices), default=1)
        step = max((one.step for one in prices), default=0)
        largest = _LARGEST // (_QUANTITIES * costliest) - step
        return PriceGroup(line=line, prices=prices, largest=largest)

    def _price(self, line: BatchLine, one: Candidate) -> UnitPrice:
        before, after = self._exact[id(one)]
        second = after if one.gross else after - before
        energy = one.price.type is TariffDimension.ENERGY
        return UnitPrice(
            part=BatchPart(line, one.element, one.component, one.price.vat_pct),
            element=one.element - 1,
            net=before.as_integer_ratio(),
            second=second.as_integer_ratio(),
            gross=one.gross,
            exact_before=int(before * self._denominator),
            exact_after=int(after * self._denominator),
            step=one.price.step_size * (ENERGY_PER_KWH // 1_000 if energy else 1),
        )

    @staticmethod
    def _costliest(one: UnitPrice) -> int:
        """The greatest number that a quantity is multiplied with."""
        return max(map(abs, (1, one.net[0], one.second[0], one.exact_before, one.exact_after)))


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit in major units, with what is known of it after taxes."""

    line: BatchLine
    before: Fraction
    after: Fraction | None
    follows: bool

    def in_parts(self, parts: int) -> VectorLimit:
        after = None if self.after is None else int(self.after * parts)
        return VectorLimit(
            line=self.line, before=int(self.before * parts), after=after, follows=self.follows
        )


def _limits(tariff: Tariff) -> list[_Limit]:
    """The limits in the order in which they are held against the totals."""
    least, most = tariff.min_price, tariff.max_price
    found = []
    if least is not None:
        found.append(_limit(BatchLine.MIN_PRICE, least, _common_rate(tariff), tariff))
    if most is not None:
        # A least price after taxes moves them by themselves; then no rate is common any more.
        moved = least is not None and least.after_taxes is not None
        rate = None if moved else _common_rate(tariff)
        found.append(_limit(BatchLine.MAX_PRICE, most, rate, tariff))
    return found


def _limit(line: BatchLine, limit: PriceLimit, rate: Fraction | None, tariff: Tariff) -> _Limit:
    before = Fraction(limit.before_taxes)
    if tariff.tax_included is TaxIncluded.N_A:
        return _Limit(line, before, before, follows=False)
    if limit.after_taxes is not None:
        return _Limit(line, before, Fraction(limit.after_taxes), follows=False)
    return _Limit(line, before, None if rate is None else before * rate, follows=True)


def _common_rate(tariff: Tariff) -> Fraction | None:
    """What one before taxes is after them, if all prices of the tariff agree."""
    rates = {one.vat_pct for element in tariff.elements for one in element.price_components}
    return 1 + Fraction(rates.pop() or 0) / 100 if len(rates) == 1 else None


def _fits(plan: BatchPlan) -> bool:
    bounds = [plan.denominator]
    for group in plan.groups:
        bounds += [ratio[1] for one in group.prices for ratio in (one.net, one.second)]
    for limit in plan.limits:
        bounds += [abs(limit.before), abs(limit.after or 0)]
    return max(bounds) < _LARGEST and all(group.largest >= 1 for group in plan.groups)
