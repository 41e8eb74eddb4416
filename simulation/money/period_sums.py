"""What the steps of a period are worked out from: sums of a month's sessions, and what they move.

Caps, tiers and guarantees of a month, by the rules of ``core.ledger.true_up``. A month that the run
covers in part is taken as it is: its caps and amounts are those of a whole month.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.agreement import Agreement
from core.domain.waterfall import ALWAYS
from core.ledger.outcome import moved_between
from core.ledger.run_steps import Measured
from core.ledger.session_columns import SessionColumns, measured_columns
from core.ledger.session_vat import vat_before_the_table
from core.ledger.split_columns import SplitColumns
from core.ledger.steps_of_terms import waterfall_of
from core.ledger.true_up import PeriodTotals, group_of

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NETWORK: Final = ""
"""Key of the network among those whom a true-up moves money between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKey:
    """Whose sessions of which month, under which terms."""

    agreement: Agreement
    month: str
    """``2026-06``, of UTC."""
    cpo: str
    demand_partner: str


@dataclass(frozen=True, slots=True, eq=False)
class PeriodSums:
    """What was measured of them, and what each step moved: shape (step, 2), amount and VAT."""

    measured: Measured
    moved: Ints

    def plus(self, other: "PeriodSums") -> "PeriodSums":
        """Both."""
        one, two = self.measured, other.measured
        names = {*one.lines, *two.lines}
        return PeriodSums(
            Measured(
                currency=one.currency,
                net=one.net + two.net,
                gross=one.gross + two.gross,
                lines={name: one.lines.get(name, 0) + two.lines.get(name, 0) for name in names},
                energy_kwh=one.energy_kwh + two.energy_kwh,
                sessions=one.sessions + two.sessions,
            ),
            self.moved + other.moved,
        )


@dataclass(frozen=True, slots=True)
class PeriodBook:
    """The sums of all months of a run."""

    sums: dict[PeriodKey, PeriodSums] = field(default_factory=dict)

    def add(self, key: PeriodKey, sums: PeriodSums) -> None:
        """Count more of the same."""
        before = self.sums.get(key)
        self.sums[key] = sums if before is None else before.plus(sums)

    def true_ups(self) -> dict[tuple[str, str], int]:
        """What each party has more by the steps of all months, by key and currency, before VAT."""
        by_month: dict[tuple[Agreement, str], dict[PeriodKey, PeriodSums]] = defaultdict(dict)
        for key, sums in self.sums.items():
            by_month[key.agreement, key.month][key] = sums
        found: dict[tuple[str, str], int] = defaultdict(int)
        for (agreement, _), of_month in by_month.items():
            for (party, currency), amount in _moved(agreement, of_month).items():
                found[party, currency] += amount
        return dict(found)


def months_of(
    key: PeriodKey, sessions: SessionColumns, parts: SplitColumns, end_s: Ints, posted: Flags
) -> Mapping[PeriodKey, PeriodSums]:
    """The sums of posted sessions by month; none where the terms have no steps of one.

    Args:
        key: Of the sessions; its month is not read.
        sessions: Priced.
        parts: Their split.
        end_s: When they ended, seconds since 1970.
        posted: Whether they are; the others are free, and move nothing.
    """
    falls = waterfall_of(key.agreement)
    if not falls.period_steps or not len(end_s):
        return {}
    measured = measured_columns(sessions, falls)
    days = end_s.astype("datetime64[s]").astype("datetime64[M]")
    found = {}
    for month in np.unique(days[posted]):
        rows = np.flatnonzero(posted & (days == month))
        moved = [(part.amount[rows].sum(), part.vat[rows].sum()) for part in parts.parts]
        of_month = PeriodKey(
            agreement=key.agreement,
            month=str(month),
            cpo=key.cpo,
            demand_partner=key.demand_partner,
        )
        found[of_month] = PeriodSums(
            Measured(
                currency=sessions.currency,
                net=int(measured.net[rows].sum()),
                gross=int(measured.gross[rows].sum()),
                lines={name: int(one[rows].sum()) for name, one in measured.lines.items()},
                energy_kwh=Decimal(int(sessions.energy_e4[rows].sum())).scaleb(-4),
                sessions=len(rows),
            ),
            np.array(moved, np.int64),
        )
    return found


def asks_conditions(agreement: Agreement) -> bool:
    """Whether a step of a period is for some sessions only, which sums do not tell apart."""
    return any(step.condition != ALWAYS for step in waterfall_of(agreement).period_steps)


def _moved(
    agreement: Agreement, of_month: Mapping[PeriodKey, PeriodSums]
) -> dict[tuple[str, str], int]:
    falls, currency = waterfall_of(agreement), agreement.payout_currency
    groups = {
        group_of(step, key.cpo, key.demand_partner): None
        for step in falls.period_steps
        for key in of_month
    }
    found: dict[tuple[str, str], int] = defaultdict(int)
    vat = vat_before_the_table(agreement, "", "", "", "")
    for group in groups:
        totals = PeriodTotals(falls, currency)
        for key, sums in of_month.items():
            if group.cpo in {"*", key.cpo} and group.demand_partner in {"*", key.demand_partner}:
                totals.add_all(sums.measured, [tuple(pair) for pair in sums.moved.tolist()])
        outcome = moved_between(totals.true_up(group, vat))
        found[group.cpo, currency] += outcome.cpo
        found[group.demand_partner, currency] += outcome.dp
        found[NETWORK, currency] += outcome.network
    return {where: amount for where, amount in found.items() if amount}
