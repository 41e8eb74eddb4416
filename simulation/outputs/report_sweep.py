"""A sweep in a report: each setting with its figures, and how a figure follows what was varied."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from simulation.experiment.order import Cell
from simulation.experiment.sensitivity import TornadoBar, tornado_of
from simulation.kpis import NamedKpi, kpi_of
from simulation.outputs.chart_bars import Swing, tornado_chart
from simulation.outputs.chart_curves import Curve, curves_chart
from simulation.outputs.chart_frame import axis_over
from simulation.outputs.chart_grid import grid_chart
from simulation.outputs.report_figures import interval_text
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Picture, Section
from simulation.outputs.subject import Subject

ROWS_MAX: Final = 400
"""Settings in the table; the exports have all."""
KPIS_MAX: Final = 3
_USUAL: Final = ("cpo_net_minor", "network_net_minor", "sessions")
"""What is shown where nothing is watched, as far as there is such a figure."""
_PATHS_MAX: Final = 4
_AXIS_MAX: Final = 40
"""Values of an axis of a plot."""
_LARGE: Final = 1_000
"""From here on a figure in a cell has no decimals."""


def sweep_section(subject: Subject) -> Section:
    """The settings."""
    kpis = sweep_kpis(subject)
    blocks: list[Block] = [_lead(subject)]
    for kpi in kpis:
        blocks += _plot(subject, kpi)
    blocks.append(_table(subject, kpis))
    left = len(subject.tally.order.cells) - ROWS_MAX
    if left > 0:
        blocks.append(Passage(f"{left:,} more settings are in the exported tables."))
    return Section("What was varied", tuple(blocks))


def sweep_kpis(subject: Subject) -> tuple[str, ...]:
    """The figures that are watched, or the usual ones; at most three."""
    if subject.question.watched:
        return subject.watched()[:KPIS_MAX]
    names = subject.names(keyed=False)
    usual = tuple(name for name in names if kpi_of(name).kpi.name in _USUAL)
    return (usual or names)[:KPIS_MAX]


def _lead(subject: Subject) -> Passage:
    paths = ", ".join(subject.tally.order.paths) or "variants"
    return Passage(f"Varied: {paths}. All settings of a replication share their random numbers.")


def _table(subject: Subject, kpis: tuple[str, ...]) -> Grid:
    width = 0.55 / len(kpis)
    paths = _columns_of(subject)
    titles = [short_path(path) for path in paths] or ["Setting"]
    heads = [Head(title, 0.45 / len(titles)) for title in titles]
    heads += [Head(subject.title_of(name), width, is_figure=True) for name in kpis]
    cells = range(min(len(subject.tally.order.cells), ROWS_MAX))
    rows = ((*_setting(subject, cell, paths), *_texts(subject, cell, kpis)) for cell in cells)
    return Grid(tuple(heads), tuple(rows))


def _columns_of(subject: Subject) -> tuple[str, ...]:
    """Paths that every setting sets, if there is room for a column each; else none."""
    order = subject.tally.order
    is_whole = all(len(cell.changes) == len(order.paths) for cell in order.cells)
    return order.paths if is_whole and len(order.paths) <= _PATHS_MAX else ()


def _setting(subject: Subject, cell: int, paths: tuple[str, ...]) -> tuple[str, ...]:
    if not paths:
        return (subject.cell_title(cell),)
    return tuple(_by_path(subject.tally.order.cells[cell], paths))


def _texts(subject: Subject, cell: int, kpis: tuple[str, ...]) -> Iterator[str]:
    for name in kpis:
        found = subject.tally.estimate(cell, name)
        if found is None:
            yield "not played"
        else:
            yield f"{kpi_of(name).text(found.mean)} {interval_text(name, found.half_width)}"


def _plot(subject: Subject, name: str) -> Iterator[Block]:
    order, kpi = subject.tally.order, kpi_of(name)
    axes = [_values(order.cells, path) for path in order.paths]
    is_grid = all(len(cell.changes) == len(axes) for cell in order.cells)
    if _is_tornado(order.cells):
        yield from _tornado(tornado_of(subject.tally, name), kpi)
    elif is_grid and len(axes) == 1 and 2 <= len(axes[0]) <= _AXIS_MAX:
        yield from _curve(subject, name)
    elif is_grid and _is_full(axes, len(order.cells)):
        yield _heat(subject, name, axes)


def _is_full(axes: list[list[str]], cells: int) -> bool:
    """Two axes with a cell for each pair of their values."""
    if len(axes) != 2 or max(map(len, axes)) > _AXIS_MAX:
        return False
    return len(axes[0]) * len(axes[1]) == cells


def _is_tornado(cells: tuple[Cell, ...]) -> bool:
    """The scenario as it is, then factors alone, each twice."""
    first, *others = cells
    pairs = zip(others[::2], others[1::2], strict=False)
    return (
        not first.changes
        and len(others) >= 2
        and len(others) % 2 == 0
        and all(
            len(low.changes) == len(high.changes) == 1
            and low.changes[0].path == high.changes[0].path
            for low, high in pairs
        )
    )


def _tornado(bars: tuple[TornadoBar, ...], kpi: NamedKpi) -> Iterator[Block]:
    swings = [
        Swing(
            name=short_path(bar.path),
            low_input=f"{bar.low_value:g}",
            high_input=f"{bar.high_value:g}",
            low=kpi.shown(bar.low.mean),
            high=kpi.shown(bar.high.mean),
        )
        for bar in bars
    ]
    if swings:
        drawing = tornado_chart(swings, f"change of {_words(kpi)}", kpi.decimals)
        note = "Each factor alone at both ends of its range, paired with the scenario as it is."
        yield Picture(f"What moves {kpi.title}", drawing, note)


def _curve(subject: Subject, name: str) -> Iterator[Block]:
    kpi, rows = kpi_of(name), []
    for cell, setting in enumerate(subject.tally.order.cells):
        value, found = setting.changes[0].value, subject.tally.estimate(cell, name)
        if isinstance(value, bool | str) or found is None:
            return
        rows.append((float(value), found.mean, found.low, found.high))
    at, *lines = np.array(sorted(rows)).T
    mean, low, high = (line / kpi.scale for line in lines)
    path = subject.tally.order.paths[0]
    edges = [one for one in (*mean, *low, *high) if np.isfinite(one)]
    drawing = curves_chart(
        [Curve(name=kpi.title, at=at, values=mean, low=low, high=high)],
        axis_over(short_path(path), at.tolist()),
        axis_over(_words(kpi), edges),
        f"{kpi.title} by {path}.",
    )
    yield Picture(f"{kpi.title} by {short_path(path)}", drawing, "Mean with its 95 % interval.")


def _heat(subject: Subject, name: str, axes: list[list[str]]) -> Block:
    kpi, order = kpi_of(name), subject.tally.order
    down, across = axes
    values = np.full((len(down), len(across)), np.nan)
    for setting, mean in zip(order.cells, subject.tally.means(name), strict=True):
        row, column = _by_path(setting, order.paths)
        values[down.index(row), across.index(column)] = kpi.shown(float(mean))
    titles = tuple(map(short_path, order.paths))
    decimals = 0 if np.nanmax(np.abs(values), initial=0.0) >= _LARGE else kpi.decimals
    drawing = grid_chart(values, (down, across), titles, _words(kpi), decimals)
    return Picture(f"{kpi.title} by {titles[0]} and {titles[1]}", drawing, "Means.")


def _by_path(setting: Cell, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        yield next(str(change.value) for change in setting.changes if change.path == path)


def _values(cells: tuple[Cell, ...], path: str) -> list[str]:
    """What a path takes in turn, as it is written."""
    found = (change.value for cell in cells for change in cell.changes if change.path == path)
    return list(dict.fromkeys(map(str, found)))


def short_path(path: str) -> str:
    """``hub_300.patience_median_min``: the last two words of a path."""
    return ".".join(path.split(".")[-2:])


def _words(kpi: NamedKpi) -> str:
    return f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title
