"""Plots of one setting: where the money goes, who was not served, how sites were used, over time.

Tables of a result are shown by what their names begin with; one that is not known is left out.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.money import exponent_of
from simulation.kpis import SCOPE, kpi_of
from simulation.outputs.chart_bars import Bar, bars_chart
from simulation.outputs.chart_curves import Curve, curves_chart
from simulation.outputs.chart_fan import fan_chart
from simulation.outputs.chart_frame import axis_over, exact_axis
from simulation.outputs.chart_waterfall import Step, waterfall_chart
from simulation.outputs.chart_week import week_chart
from simulation.outputs.report_parts import Block, Picture, Section
from simulation.outputs.subject import Subject

WEEK: Final = "utilisation_by_hour_of_week"
OCCUPANCY: Final = "occupancy_duration"
BY_DAY: Final = "_by_day"
_LOST: Final = ("balked", "reneged", "auth_rejected", "start_failed")
_TAKEN: Final = (
    ("VAT", "vat"),
    ("DP share", "dp_share"),
    ("Commission", "commission"),
)
_LEVELS: Final = ("liquidity", "receivable", "payable", "exposure")
"""What stands at the end of each day; all else is of the day, and is shown added up."""
Table = NDArray[np.float64]


def plots_section(subject: Subject, cell: int) -> Section | None:
    """The plots of a setting; None if there is nothing to plot."""
    blocks: tuple[Block, ...] = (
        *_waterfalls(subject, cell),
        *_lost(subject, cell),
        *_over_time(subject, cell),
        *_weeks(subject, cell),
        *_occupancy(subject, cell),
    )
    return Section(f"Plots: {subject.cell_title(cell)}", blocks) if blocks else None


def _waterfalls(subject: Subject, cell: int) -> Iterator[Block]:
    for name in subject.names(keyed=False):
        kpi = kpi_of(name)
        if kpi.kpi.name == "gross_at_tariff_minor":
            steps = _steps(subject, cell, kpi.currency)
            drawing = waterfall_chart(steps, kpi.currency, 0)
            note = "Means over replications. Card cost and third parties: what is left over."
            yield Picture(f"From gross to the CPOs' net, {kpi.currency}", drawing, note)


def _steps(subject: Subject, cell: int, currency: str) -> list[Step]:
    def mean(stem: str) -> float:
        values = subject.tally.values(cell, f"{stem}_minor_{currency.lower()}")
        return float(np.mean(values)) / 10 ** exponent_of(currency) if len(values) else 0.0

    at_tariff, gross, net = mean("gross_at_tariff"), mean("gross"), mean("cpo_net")
    steps = [Step("Gross at tariff", at_tariff, is_total=True)]
    if gross != at_tariff:
        steps += [Step("Wholesale", gross - at_tariff), Step("Owed by DPs", gross, is_total=True)]
    taken = [Step(title, -mean(stem)) for title, stem in _TAKEN]
    left = net - gross - sum(one.value for one in taken)
    steps += [one for one in (*taken, Step("Others", left)) if abs(one.value) >= 0.5]
    return [*steps, Step("CPO net", net, is_total=True)]


def _lost(subject: Subject, cell: int) -> Iterator[Block]:
    bars = []
    for name in _LOST:
        values = subject.tally.values(cell, name)
        mean = float(np.mean(values)) if len(values) else 0.0
        if mean:
            bars.append(Bar(kpi_of(name).title, mean, f"{mean:,.1f}"))
    bars.sort(key=lambda one: -one.value)
    if bars:
        drawing = bars_chart(bars, "drivers who were not served, mean of a run")
        yield Picture("Why drivers were not served", drawing)


def _over_time(subject: Subject, cell: int) -> Iterator[Block]:
    for name in _table_names(subject, cell):
        stem, _, key = name.partition(SCOPE)
        if BY_DAY not in stem:
            continue
        kpi = kpi_of(f"{stem.partition(BY_DAY)[0]}{SCOPE}{key}")
        values = _days(subject, cell, name)
        base = _days(subject, 0, name) if cell else np.empty((0, 0))
        drawing = fan_chart(
            values / kpi.scale,
            unit=f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title,
            base=base / kpi.scale if base.size else None,
            base_name=subject.cell_title(0),
        )
        note = "At the end of each day." if stem.startswith(_LEVELS) else "Added up from the start."
        yield Picture(f"{kpi.title} by day", drawing, f"{note} {kpi.definition}")


def _days(subject: Subject, cell: int, name: str) -> Table:
    """Array of shape (replication, day), in the table's own unit."""
    tables = [one.tables[name] for one in subject.tally.played(cell) if name in one.tables]
    shortest = min((len(one) for one in tables), default=0)
    values = np.array([one[:shortest] for one in tables])
    if name.startswith(_LEVELS) or not values.size:
        return values
    return np.cumsum(values, axis=1)


def _weeks(subject: Subject, cell: int) -> Iterator[Block]:
    for name, share in _means(subject, cell, WEEK):
        key = name.partition(SCOPE)[2]
        title = f"Utilisation by hour of the week, {key}"
        note = f"{kpi_of('utilisation_pct').definition} Mean over replications."
        yield Picture(title, week_chart(key, share), note)


def _occupancy(subject: Subject, cell: int) -> Iterator[Block]:
    curves = [
        Curve(
            name=name.partition(SCOPE)[2],
            at=np.linspace(0, 100, len(table)),
            values=100 * table,
        )
        for name, table in _means(subject, cell, OCCUPANCY)
    ]
    if not curves:
        return
    drawing = curves_chart(
        curves,
        exact_axis("share of the time, %", 0, 100),
        axis_over("EVSEs occupied at least, %", [0.0, 100.0]),
        f"Occupancy by duration of {', '.join(one.name for one in curves)}.",
    )
    note = "For how much of the time at least so many of the EVSEs of a class were occupied."
    yield Picture("Occupancy by duration", drawing, note)


def _means(subject: Subject, cell: int, stem: str) -> Iterator[tuple[str, Table]]:
    for name in _table_names(subject, cell):
        if name.startswith(f"{stem}{SCOPE}"):
            mean = subject.tally.table_mean(cell, name)
            assert mean is not None, name
            yield name, mean


def _table_names(subject: Subject, cell: int) -> list[str]:
    return sorted({name for one in subject.tally.played(cell) for name in one.tables})
