"""Figures of a setting as tables: mean with its interval and the spread over replications."""

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Final

from simulation.experiment.estimates import Estimate
from simulation.kpis import kpi_of
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Section
from simulation.outputs.subject import Subject

HEADS: Final = (
    Head("Figure", 0.34),
    Head("Mean", 0.15, is_figure=True),
    Head("± (95 %)", 0.12, is_figure=True),
    Head("P5", 0.13, is_figure=True),
    Head("P50", 0.13, is_figure=True),
    Head("P95", 0.13, is_figure=True),
)
ROWS_MAX: Final = 120
"""Of figures by party, class and site that a report shows; the exports have all of them."""
_NO_INTERVAL: Final = "n = 1"


def figures_section(subject: Subject, cell: int) -> Section:
    """All figures of a setting."""
    count = subject.tally.count(cell)
    lead = Passage(
        f"Of {count} replication{'s' if count != 1 else ''}: the mean with half the width of its "
        "Student interval, and the quantiles over replications. A quantile is of runs, not of days "
        "or drivers within one."
    )
    blocks: list[Block] = [lead, _grid(subject, cell, subject.names(keyed=False))]
    keyed = subject.names(keyed=True)
    if keyed:
        blocks += _keyed(subject, cell, keyed)
    return Section(f"Figures: {subject.cell_title(cell)}", tuple(blocks))


def definitions_section(subject: Subject) -> Section:
    """What each figure is, once, whoever it is of."""
    rows: dict[str, tuple[str, ...]] = {}
    for name in (*subject.names(keyed=False), *subject.names(keyed=True)):
        kpi = kpi_of(name)
        rows.setdefault(kpi.kpi.title, (kpi.kpi.title, kpi.definition, kpi.kpi.better.value))
    heads = (Head("Figure", 0.26), Head("Definition", 0.62), Head("Better", 0.12))
    return Section("Definitions", (Grid(heads, tuple(rows.values())),))


def interval_text(name: str, half_width: float) -> str:
    """``± 12.34`` in the unit of the figure; what is to be said of a single run."""
    return f"± {kpi_of(name).text(half_width)}" if isfinite(half_width) else _NO_INTERVAL


def _keyed(subject: Subject, cell: int, names: tuple[str, ...]) -> Iterator[Block]:
    yield Passage("By party, class and site:")
    yield _grid(subject, cell, names[:ROWS_MAX])
    left = len(names) - ROWS_MAX
    if left > 0:
        yield Passage(f"{left:,} more figures by party, class and site are in the exported table.")


def _grid(subject: Subject, cell: int, names: Iterable[str]) -> Grid:
    estimates = subject.tally.estimates(cell, names)
    return Grid(HEADS, tuple(_row(subject, one) for one in estimates))


def _row(subject: Subject, one: Estimate) -> tuple[str, ...]:
    text = kpi_of(one.kpi).text
    quantiles = (text(quantile.value) for quantile in one.quantiles)
    spread = interval_text(one.kpi, one.half_width)
    return subject.title_of(one.kpi), text(one.mean), spread, *quantiles
