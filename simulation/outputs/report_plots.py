"""Plots of one setting: where the money goes, what failed, how sites were used, over time.

Tables of a result are shown by what their names begin with; one that is not known is left out.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.kpis import SCOPE, kpi_of
from simulation.outputs.chart_bars import Bar, bars_chart
from simulation.outputs.chart_curves import Curve, curves_chart
from simulation.outputs.chart_frame import axis_over, exact_axis
from simulation.outputs.chart_waterfall import Step, waterfall_chart
from simulation.outputs.chart_week import week_chart
from simulation.outputs.money_plots import money_over_time
from simulation.outputs.report_parts import Block, Picture, Section
from simulation.outputs.subject import Subject

WEEK: Final = "utilisation_by_hour_of_week"
OCCUPANCY: Final = "occupancy_duration"
FAILURES: Final = "failures"
_LOST: Final = ("balked", "reneged", "auth_rejected", "auth_timeout", "start_failed", "outside")
_TAKEN: Final = (("VAT", "vat"), ("DP share", "dp_share"), ("Commission", "commission"))
Table = NDArray[np.float64]


def plots_section(subject: Subject, cell: int, *, by_hour: bool = True) -> Section | None:
    """The plots of a setting; None if there is nothing to plot.

    Args:
        subject: Of the report.
        cell: Place of the setting.
        by_hour: Whether use by hour of the week is among them: a map a class.
    """
    blocks: tuple[Block, ...] = (
        *_waterfalls(subject, cell),
        *money_over_time(subject, cell),
        *_lost(subject, cell),
        *_failures(subject, cell),
        *(_weeks(subject, cell) if by_hour else ()),
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
        name = f"{stem}_minor_{currency.lower()}"
        return kpi_of(name).shown(_mean(subject, cell, name))

    at_tariff, gross, net = mean("gross_at_tariff"), mean("gross"), mean("cpo_net")
    steps = [Step("Gross at tariff", at_tariff, is_total=True)]
    if gross != at_tariff:
        steps += [
            Step("Wholesale, VAT", gross - at_tariff),
            Step("Owed by DPs", gross, is_total=True),
        ]
    taken = [Step(title, -mean(stem)) for title, stem in _TAKEN]
    left = net - gross - sum(one.value for one in taken)
    steps += [one for one in (*taken, Step("Others", left)) if abs(one.value) >= 0.5]
    return [*steps, Step("CPO net", net, is_total=True)]


def _lost(subject: Subject, cell: int) -> Iterator[Block]:
    means = {kpi_of(name).title: _mean(subject, cell, name) for name in _LOST}
    yield from _pareto("Why drivers were not served", "drivers who were not served", means)


def _failures(subject: Subject, cell: int) -> Iterator[Block]:
    means = {
        name.partition(SCOPE)[2].replace("_", " ").lower(): _mean(subject, cell, name)
        for name in subject.tally.kpis()
        if name.startswith(f"{FAILURES}{SCOPE}")
    }
    yield from _pareto("Failures at an EVSE by reason", "visits that failed", means)


def _pareto(title: str, what: str, means: dict[str, float]) -> Iterator[Block]:
    bars = [Bar(name, mean, f"{mean:,.1f}") for name, mean in means.items() if mean]
    bars.sort(key=lambda one: -one.value)
    if bars:
        yield Picture(title, bars_chart(bars, f"{what}, mean of a run"))


def _weeks(subject: Subject, cell: int) -> Iterator[Block]:
    for name, share in _means(subject, cell, WEEK):
        if np.isfinite(share).any():
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


def _mean(subject: Subject, cell: int, name: str) -> float:
    """0 of a figure that no run has."""
    values = subject.tally.values(cell, name)
    return float(np.mean(values)) if len(values) else 0.0


def _means(subject: Subject, cell: int, stem: str) -> Iterator[tuple[str, Table]]:
    for name in subject.table_names(cell):
        if name.startswith(f"{stem}{SCOPE}"):
            mean = subject.tally.table_mean(cell, name)
            assert mean is not None, name
            yield name, mean
