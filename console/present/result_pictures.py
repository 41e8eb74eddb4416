"""Pictures of what replications came to: how an interval closes, fans by day, money, the week."""

from dataclasses import replace
from math import log10
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.present.amount_text import MINUS
from console.present.fan_bands import BANDS, Fan, fan_of
from console.present.heat_grid import PERCENT, HeatGrid, week_grid
from console.present.money_steps import MoneySteps, bar_text
from console.present.result_rows import title_of_cell
from console.present.run_results import WaterfallBar, major_units, waterfall_of
from core.service.snapshot import CurrencySummary
from simulation.experiment.estimates import half_width_of
from simulation.experiment.tally import Tally
from simulation.kpis import SCOPE, NamedKpi, keyed, kpi_of

Array = NDArray[np.float64]
BY_DAY: Final = "_by_day"
WEEK: Final = "utilisation_by_hour_of_week"
_LEVELS: Final = ("liquidity", "receivable", "payable", "exposure")
"""What stands at the end of each day; all else is of the day, and is shown added up."""
_AT_TARIFF: Final = "gross_at_tariff_minor"
_SHORT: Final = {
    "Gross at tariff": "At tariff",
    "Wholesale, other VAT": "Resale",
    "Owed by DPs": "Owed",
    "DP share": "DP",
    "Commission": "Fees",
    "Hosts, rebates": "Others",
    "Card cost": "Card",
}
_MONEY_TITLES: Final = {
    "liquidity": "Liquidity",
    "collected": "Collected from Demand Partners",
    "paid_out": "Paid out",
}
"""Money of the network, in minor units of its currency."""
_PARTS: Final = ("gross_at_tariff", "gross", "vat", "cpo_net", "dp_share", "commission")


def convergence_fan(tally: Tally, cell: int, name: str) -> Fan | None:
    """How mean and interval of a figure came about; None before there are three replications."""
    values = tally.values(cell, name)
    if len(values) < 3:
        return None
    kpi = kpi_of(name)
    counts = np.arange(2, len(values) + 1)
    means = np.array([values[:count].mean() for count in counts]) / kpi.scale
    widths = np.array(
        [[half_width_of(values[:count], percent / 100) for count in counts] for percent in BANDS]
    )
    widths = widths / kpi.scale
    return Fan(
        at=counts.astype(np.float64),
        at_unit="replications",
        unit=f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title,
        median=means,
        lows=means - widths,
        highs=means + widths,
        base=None,
        replications=len(values),
        decimals=kpi.decimals,
        middle_name="mean and its interval",
    )


def day_tables(tally: Tally, cell: int) -> tuple[str, ...]:
    """Names of the tables that tell a figure day by day; what stands at the end of it first."""
    names = {name for one in tally.played(cell)[:1] for name in one.tables if BY_DAY in name}
    return tuple(sorted(names, key=lambda name: (not name.startswith(_LEVELS), name)))


def day_title(name: str) -> str:
    """``Liquidity, end of day`` as it is chosen."""
    stem, _, key = name.partition(SCOPE)
    figure = stem.partition(BY_DAY)[0]
    how = "end of day" if name.startswith(_LEVELS) else "added up"
    whose = f", {key}" if key else ""
    return f"{_MONEY_TITLES.get(figure) or kpi_of(figure).title}{whose}, {how}"


def _kpi_by_day(name: str, currency: str) -> NamedKpi:
    """``liquidity_by_day`` is money of the network, ``sessions_by_day@NL*DLT`` a figure's days."""
    stem, _, key = name.partition(SCOPE)
    figure = stem.partition(BY_DAY)[0]
    if figure in _MONEY_TITLES:
        return kpi_of(f"payable_minor_{currency.lower()}" if currency else "payable")
    return kpi_of(keyed(figure, key) if key else figure)


def day_fan(tally: Tally, cell: int, name: str, currency: str) -> Fan | None:
    """A figure over the days of a run, beside the median of the reference.

    Args:
        tally: What was played.
        cell: The setting.
        name: Of the table.
        currency: Of the network, in which money over time is told; empty: not known.
    """
    values = _days(tally, cell, name)
    if values.size == 0 or values.shape[1] < 2:
        return None
    kpi = _kpi_by_day(name, currency)
    base = _days(tally, 0, name) if cell else np.empty((0, 0))
    fan = fan_of(
        values / kpi.scale,
        at=np.arange(1, values.shape[1] + 1, dtype=np.float64),
        at_unit="day",
        unit=kpi.unit or kpi.title,
        base=np.quantile(base / kpi.scale, 0.5, axis=0) if base.size else None,
        decimals=kpi.decimals,
    )
    return replace(fan, base_name=title_of_cell(tally, 0))


def _days(tally: Tally, cell: int, name: str) -> Array:
    """Array of shape (replication, day), in the table's own unit."""
    tables = [one.tables[name] for one in tally.played(cell) if name in one.tables]
    shortest = min((len(one) for one in tables), default=0)
    values = np.array([one[:shortest] for one in tables])
    return values if name.startswith(_LEVELS) or not values.size else np.cumsum(values, axis=1)


def money_of_cell(tally: Tally, cell: int) -> MoneySteps:
    """The mean waterfall of a setting, by currency; the largest turnover first."""
    found = {}
    for name in tally.kpis():
        kpi = kpi_of(name)
        if kpi.kpi.name == _AT_TARIFF and not kpi.key and kpi.currency and tally.count(cell):
            found[kpi.currency] = _mean_totals(tally, cell, kpi.currency.lower())
    order = sorted(found, key=lambda currency: -found[currency].gross_at_tariff)
    return MoneySteps(
        {
            currency: _short_bars(waterfall_of(found[currency], currency), currency)
            for currency in order
            if found[currency].gross_at_tariff or found[currency].gross
        }
    )


def _short_bars(bars: tuple[WaterfallBar, ...], currency: str) -> tuple[WaterfallBar, ...]:
    """Bars that stand close: short titles and amounts above them, all of it where they are read.

    What is less than one of the first bar in ten thousand is the rounding of means.
    """
    least = abs(bars[0].amount_minor) / 10_000
    return tuple(
        replace(
            bar,
            title=_SHORT.get(bar.title, bar.title),
            text=short_amount(bar.amount_minor if bar.is_total else -bar.amount_minor, currency),
            reading=bar_text(bars, number, currency),
        )
        for number, bar in enumerate(bars)
        if bar.is_total or abs(bar.amount_minor) > least
    )


def short_amount(amount_minor: int, currency: str) -> str:
    """``82.7k``: three digits, for a mean that is read exactly elsewhere."""
    amount = major_units(amount_minor, currency)
    sign, size = MINUS if amount < 0 else "", abs(amount)
    for power, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if size >= power:
            digits = max(0, 2 - int(log10(size / power)))
            return f"{sign}{size / power:.{digits}f}{letter}"
    return f"{sign}{size:.0f}"


def _mean_totals(tally: Tally, cell: int, currency: str) -> CurrencySummary:
    def mean(part: str) -> int:
        values = tally.values(cell, f"{part}_minor_{currency}")
        return round(float(values.mean())) if len(values) else 0

    return CurrencySummary(**{part: mean(part) for part in _PARTS})


def week_of_cell(tally: Tally, cell: int) -> HeatGrid | None:
    """Use by hour of the week, a row a class of charge point; None where no run tells it."""
    names = sorted(
        {
            name
            for one in tally.played(cell)[:1]
            for name in one.tables
            if name.startswith(f"{WEEK}{SCOPE}")
        }
    )
    rows = [(name.partition(SCOPE)[2], tally.table_mean(cell, name)) for name in names]
    known = [(title, row) for title, row in rows if row is not None]
    if not known:
        return None
    values = np.array([row for _, row in known])
    return week_grid(tuple(title for title, _ in known), values, PERCENT, "connected")
