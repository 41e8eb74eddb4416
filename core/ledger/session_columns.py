"""Priced sessions as columns, and what steps of terms are parts of; arrays of shape (session,)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from core.domain.waterfall import Measure, StepRounding, Waterfall
from core.ledger.whole_columns import Ints, rounded


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineColumn:
    """The same line of the price of every session, rounded; arrays of shape (session,)."""

    measure: Measure | None
    """Which lines it is one of: energy, time or fee; None: a limit of the whole price."""
    vat_pct: Decimal | None
    """None for a limit, which has taxes of the lines that it limits."""
    excl: Ints
    vat: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionColumns:
    """Priced sessions in one currency, under the same terms and VAT decisions."""

    currency: str
    lines: tuple[LineColumn, ...]
    energy_e4: Ints
    """In ten-thousandths of a kWh, array of shape (session,)."""


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredColumns:
    """What steps are parts of, of every session, as ``Measured``; arrays of shape (session,)."""

    net: Ints
    gross: Ints
    lines: dict[Measure, Ints]


def measured_columns(sessions: SessionColumns, falls: Waterfall) -> MeasuredColumns:
    """The measures of priced sessions under terms.

    Raises:
        RuleError: The size of an amount is not for columns.
    """
    whole = share_of_lines(sessions, falls.wholesale_bp, None)
    net = sum((excl for _, excl in whole), np.zeros_like(sessions.energy_e4))
    lines: dict[Measure, Ints] = {}
    for line, excl in whole:
        if line.measure is not None:
            lines[line.measure] = lines.get(line.measure, 0) + excl
    return MeasuredColumns(net, net + _tariff_vat(sessions, falls.wholesale_bp), lines)


def share_of_lines(
    sessions: SessionColumns, wholesale_bp: int, pct: Decimal | None
) -> Sequence[tuple[LineColumn, Ints]]:
    """Each line, and the wholesale part of it; at a rate of VAT that VAT instead."""
    top, bottom = (wholesale_bp, 10_000)
    if pct is not None:
        rate_top, rate_bottom = pct.as_integer_ratio()
        top, bottom = top * rate_top, bottom * rate_bottom * 100
    return [
        (line, rounded(line.excl, top, bottom, StepRounding.HALF_UP)) for line in sessions.lines
    ]


def _tariff_vat(sessions: SessionColumns, wholesale_bp: int) -> Ints:
    return sum(_vat_of_lines(sessions, wholesale_bp), np.zeros_like(sessions.energy_e4))


def _vat_of_lines(sessions: SessionColumns, wholesale_bp: int) -> Iterator[Ints]:
    for line in sessions.lines:
        if wholesale_bp == 10_000:
            yield line.vat
        elif line.vat_pct is None:
            yield rounded(line.vat, wholesale_bp, 10_000, StepRounding.HALF_UP)
        else:
            top, bottom = line.vat_pct.as_integer_ratio()
            yield rounded(
                line.excl, wholesale_bp * top, 10_000 * 100 * bottom, StepRounding.HALF_UP
            )
