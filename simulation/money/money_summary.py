"""The summary that the books would give, from sums in columns."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from core.service.snapshot import CurrencySummary, Summary
from core.settlement.cycle import CUT_OFF_HOUR
from simulation.money.money_sums import Ints, Kind, MoneySums, Sum
from simulation.scenario import Scenario


def settled_days(scenario: Scenario, until: datetime | None = None) -> int:
    """How many of the days from that of the start on have cut off by then, or by the run's end."""
    end = until or scenario.start + timedelta(days=scenario.days)
    cut_off = end.replace(hour=CUT_OFF_HOUR, minute=0, second=0)
    return max(0, (end.date() - scenario.start.date()).days + (cut_off <= end))


def summary_of_sums(sums: MoneySums, scenario: Scenario, until: datetime | None = None) -> Summary:
    """As ``core.service.report.summary_of`` of books that carried and settled the same sessions.

    Args:
        sums: The money.
        scenario: Of the run.
        until: Up to when cycles are settled; None: the end of the run.
    """
    days = settled_days(scenario, until)
    counts = sum((totals.sum((0, 1)) for totals in sums.totals.values()), np.zeros(len(Sum)))
    payouts = paid_out(sums, scenario, days)
    open_ = {kind: _open(sums, kind, days) for kind in (Kind.RECEIVABLE, Kind.PAYABLE)}
    return Summary(
        sessions=int(counts[Sum.SESSIONS] - counts[Sum.UNBILLED]),
        posted=int(counts[Sum.POSTED]),
        free=int(counts[Sum.FREE]),
        held={reason.value: count for reason, count in sums.held.items()},
        energy_kwh=Decimal(int(counts[Sum.ENERGY_E4] - counts[Sum.UNBILLED_E4])).scaleb(-4),
        by_currency={
            currency: currency_summary(totals.sum((0, 1)), payouts.get(currency, 0))
            for currency, totals in sorted(sums.totals.items())
            if totals[..., Sum.POSTED].any()
        },
        trial_balance={},
        receivable=open_[Kind.RECEIVABLE],
        payable=open_[Kind.PAYABLE],
        last_seq=0,
    )


def currency_summary(totals: Ints, payouts: int = 0) -> CurrencySummary:
    """Some sums of one currency, array of shape (sum,), as the books name them."""
    return CurrencySummary(
        gross_at_tariff=int(totals[Sum.TARIFF_GROSS]),
        gross=int(totals[Sum.GROSS]),
        vat=int(totals[Sum.VAT]),
        cpo_net=int(totals[Sum.CPO_NET]),
        dp_share=int(totals[Sum.DP_SHARE]),
        commission=int(totals[Sum.COMMISSION]),
        card_cost=int(totals[Sum.CARD_COST]),
        others=int(totals[Sum.OTHERS]),
        payouts=payouts,
    )


def positions_by_cycle(sums: MoneySums) -> dict[tuple[str, str], Ints]:
    """What each party is owed of each cycle, net, by party and currency; below zero it owes."""
    found: dict[tuple[str, str], Ints] = {}
    for one, money in sums.open.items():
        if one.kind in {Kind.CARD, Kind.TAX}:
            continue
        owed = -money.cleared if one.kind is Kind.RECEIVABLE else money.cleared
        before = found.get((one.owner, one.currency))
        found[one.owner, one.currency] = owed.copy() if before is None else before + owed
    return found


def paid_out(sums: MoneySums, scenario: Scenario, days: int) -> dict[str, int]:
    """What the CPOs were paid in the cycles of so many days, by currency."""
    cpos = {part.key for part in scenario.cpo}
    found: dict[str, int] = defaultdict(int)
    for (party, currency), owed in positions_by_cycle(sums).items():
        if party in cpos:
            found[currency] += int(np.maximum(owed[:days], 0).sum())
    return dict(found)


def _open(sums: MoneySums, wanted: Kind, days: int) -> dict[str, int]:
    """What is left on the accounts of a kind after the cycles of so many days, by currency."""
    found: dict[str, int] = defaultdict(int)
    for one, money in sums.open.items():
        if one.kind is wanted:
            found[one.currency] += int(money.accrued.sum() - money.cleared[:days].sum())
    return dict(sorted(found.items()))
