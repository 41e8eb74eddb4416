"""Figures of a setting as tables: mean with its interval and the spread over replications."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import Final

from simulation.experiment.estimates import Estimate
from simulation.kpis import kpi_of
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Section
from simulation.outputs.subject import Subject

HEADS: Final = (
    Head("Figure", 0.3),
    Head("Mean", 0.15, is_figure=True),
    Head("± (95 %)", 0.16, is_figure=True),
    Head("P5", 0.13, is_figure=True),
    Head("P50", 0.13, is_figure=True),
    Head("P95", 0.13, is_figure=True),
)
ROWS_MAX: Final = 120
"""Of figures by party, class and site that a report shows; the exports have all of them."""
_BESIDE: Final = (
    "sessions",
    "utilisation_pct",
    "cpo_net_minor",
    "cpo_result_minor",
    "dp_net_minor",
    "dp_result_minor",
    "loss_minor",
)
"""What parties and classes are compared by."""
CHANNEL: Final = " by "
"""Between CPO and DP in the key of a channel."""
NO_INTERVAL: Final = "n = 1"


def figures_section(subject: Subject, cell: int) -> Section:
    """The figures of the whole network under a setting."""
    count = subject.tally.count(cell)
    lead = Passage(
        f"Of {count} replication{'s' if count != 1 else ''}: the mean with half the width of its "
        "Student interval, and the quantiles over replications. A quantile is of runs, not of days "
        "or drivers within one."
    )
    grid = _grid(subject, cell, subject.names(keyed=False))
    return Section(f"Figures: {subject.cell_title(cell)}", (lead, grid))


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
    return f"± {kpi_of(name).text(half_width)}" if isfinite(half_width) else NO_INTERVAL


def side_by_side_section(subject: Subject) -> Iterator[Section]:
    """What parties and classes come to, the settings beside one another; none: no section."""
    every = range(len(subject.tally.order.cells))
    cells = [cell for cell in every if subject.tally.count(cell)]
    names = [
        name
        for name in subject.names(keyed=True)
        if kpi_of(name).kpi.name in _BESIDE and CHANNEL not in name
    ]
    shown = [name for name in names if _is_ever(subject, cells, name)]
    if not shown:
        return
    lead = "Means over replications; what is 0 in every run is left out."
    blocks: list[Block] = [Passage(lead), _beside(subject, cells, shown[:ROWS_MAX])]
    if len(shown) > ROWS_MAX:
        blocks.append(Passage(f"{len(shown) - ROWS_MAX:,} more are in the exported tables."))
    yield Section("By party and class, side by side", tuple(blocks))


def _beside(subject: Subject, cells: Sequence[int], names: Iterable[str]) -> Grid:
    width = 0.68 / len(cells)
    titles = (Head(subject.cell_title(cell), width, is_figure=True) for cell in cells)
    rows = ((subject.title_of(name), *_means(subject, cells, name)) for name in names)
    return Grid((Head("Figure", 0.32), *titles), tuple(rows))


def _means(subject: Subject, cells: Sequence[int], name: str) -> Iterator[str]:
    for cell in cells:
        values = subject.tally.values(cell, name)
        yield kpi_of(name).text(float(values.mean())) if len(values) else "none"


def _is_ever(subject: Subject, cells: Sequence[int], name: str) -> bool:
    return any(subject.tally.values(cell, name).any() for cell in cells)


def _grid(subject: Subject, cell: int, names: Iterable[str]) -> Grid:
    estimates = subject.tally.estimates(cell, names)
    return Grid(HEADS, tuple(_row(subject, one) for one in estimates))


def _row(subject: Subject, one: Estimate) -> tuple[str, ...]:
    text = kpi_of(one.kpi).text
    quantiles = (text(quantile.value) for quantile in one.quantiles)
    spread = interval_text(one.kpi, one.half_width)
    return subject.title_of(one.kpi), text(one.mean), spread, *quantiles
