"""Price millions of sessions by one tariff: columns in, whole minor units out.

The amounts are those of the scalar engine, to the last minor unit. What the plan of a tariff
cannot hold is priced by the scalar engine, and the report says how many sessions and why. The
surprise: there are no notes; who wants a price explained asks the scalar engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Final

import numpy as np

from core.domain.cdr import Cdr
from core.domain.errors import RoamingError, UnknownPriceError
from core.domain.money import exponent_of
from core.domain.rounded_price import RoundedPrice
from core.domain.rounding import MINOR_UNIT, RoundedAt, RoundingPolicy
from core.domain.tariff import Tariff
from core.domain.usage import Usage
from core.pricing.batch_columns import CdrColumns, Flags, Ints, Outside, columns_of, usage_at
from core.pricing.batch_plan import BatchLine, BatchPart, BatchPlan, part_of, plan_of
from core.pricing.batch_run import Amounts, priced_rows
from core.pricing.price import price_exactly
from core.pricing.round_price import rounded_price
from core.pricing.time_zones import zone_named

_ROWS: Final = 16_384
"""Priced at once: few enough that their columns stay in a processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """How many sessions were priced, and how."""

    sessions: int
    scalar: dict[Outside, int]
    """Left to the scalar engine, by the first reason."""
    refused: dict[int, str]
    """Sessions that have no price, by their place, and why; their amounts are 0."""

    @property
    def by_plan(self) -> int:
        """Priced as columns."""
        return self.sessions - sum(self.scalar.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BatchPrice:
    """What sessions cost, in the order in which they were given."""

    currency: str
    tariff_id: str
    tariff_version: str
    parts: dict[BatchPart, Amounts]
    """What the books keep as a line each; a part that no session has may be missing."""
    before: Ints
    """Totals before taxes in minor units, array of shape (session,)."""
    after: Ints
    report: BatchReport

    @property
    def lines(self) -> dict[BatchLine, Amounts]:
        """Sums by kind of line; a kind that no session has may be missing."""
        found: dict[BatchLine, Amounts] = {}
        for part, amounts in self.parts.items():
            total = found.setdefault(part.line, Amounts.none(len(self.before)))
            total.before += amounts.before
            total.taxes += amounts.taxes
        return found


def price_columns(
    columns: CdrColumns,
    tariff: Tariff,
    time_zone: str,
    *,
    reservation_expired: bool = False,
    rounding: RoundingPolicy = MINOR_UNIT,
) -> BatchPrice:
    """Price columns of sessions.

    Args:
        columns: The sessions, in the currency of the tariff.
        tariff: By which every one of them is priced.
        time_zone: IANA name of the zone of all their locations.
        reservation_expired: The drivers did not come.
        rounding: To the currency's minor unit.

    Raises:
        InvalidValueError: Not an IANA time zone.
    """
    work = _Batch(tariff, time_zone, rounding, expired=reservation_expired)
    work.lay_out(len(columns))
    work.price_rows(columns, np.arange(len(columns)))
    return work.done()


def price_batch(
    usages: Sequence[Usage | Cdr],
    tariff: Tariff,
    time_zone: str,
    *,
    reservation_expired: bool = False,
    rounding: RoundingPolicy = MINOR_UNIT,
) -> BatchPrice:
    """Price sessions as columns, as far as they fit into columns.

    Raises:
        InvalidValueError: Not an IANA time zone.
    """
    work = _Batch(tariff, time_zone, rounding, expired=reservation_expired)
    work.lay_out(len(usages))
    mine = [at for at, one in enumerate(usages) if one.currency in (None, tariff.currency)]
    columns, rows, outside = columns_of([usages[at] for at in mine])
    places = np.array(mine, np.int64)
    work.price_rows(columns, places[rows])
    for at, reason in outside.items():
        work.leave(int(places[at]), usages[int(places[at])], reason)
    for at in sorted(set(range(len(usages))) - set(mine)):
        work.leave(at, usages[at], Outside.OTHER_CURRENCY)
    return work.done()


@dataclass(slots=True)
class _Batch:
    """A batch while it is priced."""

    tariff: Tariff
    time_zone: str
    rounding: RoundingPolicy
    expired: bool = field(kw_only=True)
    parts: dict[BatchPart, Amounts] = field(default_factory=dict)
    scalar: dict[Outside, int] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    sessions: int = 0
    zone: tzinfo = UTC

    def lay_out(self, sessions: int) -> None:
        """Say for how many sessions there must be room."""
        self.zone = zone_named(self.time_zone)
        assert self.rounding.decimals is None, "a batch is priced in minor units"
        assert self.rounding.where is not RoundedAt.INVOICE, "an invoice is rounded as a whole"
        self.sessions = sessions

    def price_rows(self, columns: CdrColumns, places: Ints) -> None:
        """Price columns; ``places`` says which session each row is."""
        plan = plan_of(self.tariff, reservation_expired=self.expired, rounding=self.rounding)
        if isinstance(plan, Outside):
            for row, place in enumerate(places.tolist()):
                self.leave(place, usage_at(columns, row), plan)
            return
        for first in range(0, len(columns), _ROWS):
            rows = slice(first, min(first + _ROWS, len(columns)))
            self._price_some(plan, columns, rows, places[rows])

    def _price_some(self, plan: BatchPlan, columns: CdrColumns, rows: slice, places: Ints) -> None:
        found = priced_rows(plan, columns, rows, self.zone)
        reasons = _first_reasons(found.outside)
        for part, amounts in found.parts.items():
            total = self._amounts(part)
            total.before[places] = amounts.before
            total.taxes[places] = amounts.taxes
        for row, reason in reasons.items():
            self.leave(int(places[row]), usage_at(columns, rows.start + row), reason)

    def leave(self, place: int, usage: Usage | Cdr, reason: Outside) -> None:
        """Price one session by the scalar engine."""
        self.scalar[reason] = self.scalar.get(reason, 0) + 1
        for amounts in self.parts.values():
            amounts.before[place] = amounts.taxes[place] = 0
        try:
            exact = price_exactly(
                usage, self.tariff, self.time_zone, reservation_expired=self.expired
            )
            self._keep(place, rounded_price(exact, self.rounding))
        except RoamingError as error:
            self.refused[place] = str(error)

    def _keep(self, place: int, price: RoundedPrice) -> None:
        if price.before_taxes is None or price.after_taxes is None:
            raise UnknownPriceError("its price is unknown, for a tax rate is not stated")
        for one in price.lines:
            assert one.before_taxes is not None
            assert one.after_taxes is not None
            amounts = self._amounts(part_of(one.line))
            scale = 10 ** exponent_of(price.currency)
            amounts.before[place] += int(one.before_taxes * scale)
            amounts.taxes[place] += int((one.after_taxes - one.before_taxes) * scale)

    def _amounts(self, part: BatchPart) -> Amounts:
        if part not in self.parts:
            self.parts[part] = Amounts.none(self.sessions)
        return self.parts[part]

    def done(self) -> BatchPrice:
        """The amounts and the report."""
        before = np.zeros(self.sessions, np.int64)
        taxes = np.zeros(self.sessions, np.int64)
        for amounts in self.parts.values():
            before += amounts.before
            taxes += amounts.taxes
        return BatchPrice(
            currency=self.tariff.currency,
            tariff_id=self.tariff.tariff_id,
            tariff_version=self.tariff.version,
            parts=self.parts,
            before=before,
            after=before + taxes,
            report=BatchReport(sessions=self.sessions, scalar=self.scalar, refused=self.refused),
        )


def _first_reasons(outside: Sequence[tuple[Outside, Flags]]) -> dict[int, Outside]:
    """Why each row is outside of the plan."""
    reasons: dict[int, Outside] = {}
    for reason, flags in outside:
        for row in np.flatnonzero(flags).tolist():
            reasons.setdefault(row, reason)
    return reasons
