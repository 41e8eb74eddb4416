"""Price some rows of columns by a plan, in whole numbers only.

A row whose products might not fit is flagged, and its amounts mean nothing.
"""

from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from core.domain.money import RoundingMode
from core.pricing.batch_columns import CdrColumns, Flags, Ints, Outside
from core.pricing.batch_moments import Layout, Moments
from core.pricing.batch_plan import (
    BatchLine,
    BatchPart,
    BatchPlan,
    PriceGroup,
    UnitPrice,
    VectorLimit,
)

Choice = NDArray[np.int16] | None
"""Which price of a group applies to each period, -1 for none; None: always the first."""


@dataclass(slots=True, eq=False)
class Amounts:
    """Amounts before taxes and their taxes, in minor units, array of shape (session,) each."""

    before: Ints
    taxes: Ints

    @classmethod
    def none(cls, rows: int) -> "Amounts":
        """Nothing for every row."""
        return cls(np.zeros(rows, np.int64), np.zeros(rows, np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class PricedRows:
    """Amounts by part of the price, and which rows the plan cannot price."""

    parts: dict[BatchPart, Amounts] = field(default_factory=dict)
    outside: list[tuple[Outside, Flags]] = field(default_factory=list)


def priced_rows(plan: BatchPlan, columns: CdrColumns, rows: slice, zone: tzinfo) -> PricedRows:
    """Price consecutive rows, of which there is at least one."""
    return _Run(plan, columns, rows, zone).priced()


def rounded_column(amounts: Ints, denominator: int, mode: RoundingMode) -> Ints:
    """``rounded_ratio`` of each amount; amounts below 2**62, the denominator below 2**60."""
    if denominator == 1:
        return amounts
    negative = amounts < 0
    if not negative.any():
        return _rounded_sizes(amounts, denominator, mode)
    whole = _rounded_sizes(np.abs(amounts), denominator, mode)
    return np.where(negative, -whole, whole)


def _rounded_sizes(sizes: Ints, denominator: int, mode: RoundingMode) -> Ints:
    if mode is RoundingMode.HALF_UP:
        return (sizes + denominator // 2) // denominator
    if mode is RoundingMode.UP:
        return (sizes + (denominator - 1)) // denominator
    whole: Ints = sizes // denominator
    beyond_half = 2 * (sizes - whole * denominator) - denominator
    whole += (beyond_half > 0) | ((beyond_half == 0) & (whole % 2 == 1))
    return whole


class _Run:
    """The work on some rows; grows line by line."""

    def __init__(self, plan: BatchPlan, columns: CdrColumns, rows: slice, zone: tzinfo) -> None:
        self._plan = plan
        self._columns = columns
        self._layout = Layout(columns, rows)
        self._moments = Moments(columns, self._layout, zone)
        self._rows = len(self._layout.begins)
        self._applies: dict[int, Flags] = {}
        self._exact_before = np.zeros(self._rows, np.int64)
        self._exact_after = np.zeros(self._rows, np.int64)
        """Totals in parts of the plan's denominator."""
        self._found = PricedRows()

    def priced(self) -> PricedRows:
        plan, at = self._plan, self._layout.periods
        energy, charging = self._columns.energy[at], self._columns.charging_s[at]
        parking, reserved = self._columns.parking_s[at], self._columns.reservation_s[at]
        if reserved.any():
            is_reserved = reserved != 0
            self._bill_once(plan.reserved_flat, is_reserved)
            self._bill(plan.reserved_time, reserved)
            charges = ~is_reserved | (energy != 0) | (charging != 0) | (parking != 0)
            self._bill_once(plan.flat, charges)
        else:
            self._bill_once(plan.flat, None)
        self._bill(plan.energy, energy)
        parked = self._bill(plan.parking, parking)
        self._bill(plan.time, charging, None if parked is None else ~parked)
        for limit in plan.limits:
            self._limit(limit)
        if plan.asks_wall_clock:
            self._flag(Outside.OTHER_CALENDAR, self._moments.outside_calendar())
        return self._found

    def _flag(self, reason: Outside, of_periods: Flags) -> None:
        if of_periods.any():
            flagged = self._layout.last(of_periods) >= 0
            self._found.outside.append((reason, flagged))

    def _element_applies(self, element: int) -> Flags:
        if element not in self._applies:
            first, *others = self._plan.tests[element]
            holds = first(self._moments)
            for test in others:
                holds &= test(self._moments)
            self._applies[element] = holds
        return self._applies[element]

    def _choice(self, group: PriceGroup) -> Choice:
        """The first that applies, tried from the last."""
        tests = self._plan.tests
        if not tests[group.prices[0].element]:
            return None
        periods = self._layout.periods
        choice = np.full(periods.stop - periods.start, -1, np.int16)
        for number in reversed(range(len(group.prices))):
            element = group.prices[number].element
            if tests[element]:
                np.copyto(choice, np.int16(number), where=self._element_applies(element))
            else:
                choice.fill(number)
        return choice

    def _bill_once(self, group: PriceGroup, where: Flags | None) -> None:
        """A flat price: the first that applies in a row."""
        if not group.prices:
            return
        choice = self._choice(group)
        if choice is None and where is None:
            self._add(group.prices[0], np.ones(self._rows, np.int64))
            return
        chosen = self._first_always() if choice is None else choice
        applies = chosen >= 0 if where is None else where & (chosen >= 0)
        hits = np.flatnonzero(applies)[::-1]  # Of those written to one place the last one stays.
        taken = np.full(self._rows, -1, np.int16)
        taken[self._layout.row_of[hits]] = chosen[hits]
        for number, one in enumerate(group.prices):
            wins = taken == number
            if wins.any():
                self._add(one, wins.astype(np.int64))

    def _first_always(self) -> NDArray[np.int16]:
        periods = self._layout.periods
        return np.zeros(periods.stop - periods.start, np.int16)

    def _bill(self, group: PriceGroup, volume: Ints, stepped: Flags | None = None) -> Flags | None:
        """Volumes by price, in whole steps where a row may be stepped.

        Returns:
            The rows in which something was billed; None: in none.
        """
        if not group.prices or not volume.any():
            return None
        self._flag_large(group, volume)
        choice = self._choice(group)
        billed = volume if choice is None else np.where(choice >= 0, volume, 0)
        billed = self._stepped(group, choice, billed, stepped)
        for number, one in enumerate(group.prices):
            picked = self._picked(choice, number, billed)
            if picked is not None:
                self._add(one, self._layout.summed(picked))
        return self._layout.last(billed != 0) >= 0

    @staticmethod
    def _picked(choice: Choice, number: int, billed: Ints) -> Ints | None:
        if choice is None:
            return None if number else billed
        applies = choice == number
        return np.where(applies, billed, 0) if applies.any() else None

    def _flag_large(self, group: PriceGroup, volume: Ints) -> None:
        peak = max(int(volume.max()), -int(volume.min()))
        if peak * int(self._layout.counts.max()) > group.largest:
            bound = self._layout.spread(group.largest // self._layout.counts)
            self._flag(Outside.AMOUNT_TOO_LARGE, (volume > bound) | (volume < -bound))

    def _stepped(
        self, group: PriceGroup, choice: Choice, billed: Ints, allowed: Flags | None
    ) -> Ints:
        """The volumes with what steps add, in the last period that is billed."""
        prices = group.prices[:1] if choice is None else group.prices
        steps = {one.step for one in prices}
        if max(steps) <= 1:  # Whole units are whole steps.
            return billed
        total = self._layout.summed(billed)
        if choice is None or len(steps) == 1:
            step = prices[0].step
            beyond = total - total // step * step
            missing = step - beyond
        else:
            last = self._layout.last(billed != 0)
            by_price = np.array([max(1, one.step) for one in prices], np.int64)
            step_of_row = by_price[np.where(last < 0, 0, choice[last])]
            beyond = total % step_of_row
            missing = step_of_row - beyond
        short = (total > 0) & (beyond > 0)
        if allowed is not None:
            short &= allowed
        rows = np.flatnonzero(short)
        if not len(rows):
            return billed
        filled = billed.copy()
        filled[self._layout.last(billed != 0)[rows]] += missing[rows]
        return filled

    def _add(self, one: UnitPrice, quantity: Ints) -> None:
        mode = self._plan.mode
        before = rounded_column(quantity * one.net[0], one.net[1], mode)
        second = rounded_column(quantity * one.second[0], one.second[1], mode)
        assert one.part not in self._found.parts, "each component is billed once"
        self._found.parts[one.part] = Amounts(before, second - before if one.gross else second)
        if self._plan.limits:
            self._exact_before += quantity * one.exact_before
            self._exact_after += quantity * one.exact_after

    def _limit(self, limit: VectorLimit) -> None:
        nearest = np.maximum if limit.line is BatchLine.MIN_PRICE else np.minimum
        before, after = self._exact_before, self._exact_after
        net = nearest(before, limit.before)
        if limit.after is None or limit.follows:
            moved = net != before
            gross = np.where(moved, limit.after or 0, after)
            if limit.after is None and moved.any():
                self._found.outside.append((Outside.LIMIT_OVER_SEVERAL_RATES, moved))
        else:
            gross = nearest(after, limit.after)
        plan, more = self._plan, net - before
        self._found.parts[BatchPart(limit.line)] = Amounts(
            rounded_column(more, plan.denominator, plan.mode),
            rounded_column(gross - after - more, plan.denominator, plan.mode),
        )
        self._exact_before, self._exact_after = net, gross
