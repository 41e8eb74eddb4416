"""What a sweep came to: a heat map of two parameters, a curve of one, a tornado of several."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from console.present.fan_bands import BANDS, Fan
from console.present.heat_grid import HeatGrid
from console.present.parameter_tree import Parameter
from console.present.parameter_words import Kind
from console.present.plain_rows import Cell, Head, Row, row_of
from console.present.result_rows import NO_INTERVAL, PLUS_MINUS
from console.present.scenario_draft import Draft, values_of
from console.present.tornado_bars import Factor, Tornado, tornado_of
from simulation.experiment.designs import SWING, Axis, Span, spans_about
from simulation.experiment.estimates import half_width_of
from simulation.experiment.order import Cell as Setting
from simulation.experiment.point import Point
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of

AXES_MOST: Final = 2
FACTORS_MOST: Final = 12
"""A tornado that nobody chose the factors of has no more."""
_NUMBERS: Final = {Kind.WHOLE, Kind.NUMBER}


def numeric_paths(parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    """Parameters that are numbers, in the order of the file; the seed is none to go through."""
    return tuple(
        path
        for path, one in parameters.items()
        if one.form.kind in _NUMBERS and path not in {"seed", "format"}
    )


def suggested_values(parameter: Parameter) -> str:
    """Half, as it is, and half more; empty where nothing can be said."""
    try:
        base = float(parameter.base)
    except ValueError:
        return ""
    ends = [base * share for share in (0.5, 1.0, 1.5)]
    texts = [f"{round(one)}" if parameter.form.kind is Kind.WHOLE else f"{one:.6g}" for one in ends]
    return ", ".join(dict.fromkeys(texts)) if base else ""


def axes_of(draft: Draft, parameters: Mapping[str, Parameter]) -> tuple[Axis, ...]:
    """What is gone through, each in ascending order; the draft is sound."""
    return tuple(
        Axis(path=path, values=tuple(sorted(set(values_of(parameters[path], typed)), key=_place)))
        for path, typed in draft.sweeps.items()
    )


def _place(value: str | float) -> tuple[float, str]:
    return (0.0, value) if isinstance(value, str) else (float(value), "")


def spans_of(draft: Draft, parameters: Mapping[str, Parameter], base: Point) -> tuple[Span, ...]:
    """The factors of a tornado: what is gone through, to its ends; else numbers of the demand.

    Raises:
        RuleError: A factor has no two ends.
        SourceError: The scenario does not state a number there.
    """
    axes = [axis for axis in axes_of(draft, parameters) if len(axis.values) > 1]
    if axes:
        return tuple(_span(axis, parameters[axis.path]) for axis in axes)
    paths = [
        path
        for path in numeric_paths(parameters)
        if path.startswith("demand.") and _is_stated(parameters[path])
    ]
    return spans_about(base, paths[:FACTORS_MOST], SWING)


def _span(axis: Axis, parameter: Parameter) -> Span:
    low, high = float(axis.values[0]), float(axis.values[-1])
    return Span(path=axis.path, low=low, high=high, is_whole=parameter.form.kind is Kind.WHOLE)


def _is_stated(parameter: Parameter) -> bool:
    return not parameter.is_default and parameter.base not in {"", "0"}


def sweep_grid(tally: Tally, axes: Sequence[Axis], name: str) -> HeatGrid:
    """Means of a figure over two parameters: the first down, the second across."""
    down, across = axes
    kpi = kpi_of(name)
    values = tally.means(name).reshape(len(down.values), len(across.values)) / kpi.scale
    known = values[np.isfinite(values)]
    return HeatGrid(
        rows=tuple(f"{value}" for value in down.values),
        columns=tuple(f"{across.path} = {value}" for value in across.values),
        column_marks=tuple((at + 0.5, f"{value}") for at, value in enumerate(across.values)),
        values=values,
        unit=kpi.unit or "number",
        meaning=kpi.title,
        across=f"{across.path} (down: {down.path})",
        decimals=kpi.decimals,
        floor=float(known.min(initial=np.inf)) if len(known) else 0.0,
    )


def sweep_fan(tally: Tally, axis: Axis, name: str) -> Fan | None:
    """The mean of a figure over a parameter, with its intervals; None below two settings."""
    kpi = kpi_of(name)
    found = [
        (float(value), tally.values(cell, name) / kpi.scale)
        for cell, value in enumerate(axis.values)
        if not isinstance(value, str) and tally.count(cell)
    ]
    found = [(at, values) for at, values in found if len(values)]
    if len(found) < AXES_MOST:
        return None
    means = np.array([values.mean() for _, values in found])
    widths = np.array(
        [[half_width_of(values, percent / 100) for _, values in found] for percent in BANDS]
    )
    widths = np.where(np.isfinite(widths), widths, 0.0)
    return Fan(
        at=np.array([at for at, _ in found]),
        at_unit=axis.path,
        at_decimals=4,
        unit=f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title,
        median=means,
        lows=means - widths,
        highs=means + widths,
        base=None,
        replications=min(len(values) for _, values in found),
        decimals=kpi.decimals,
        middle_name="mean and its interval",
    )


def sweep_tornado(tally: Tally, spans: Sequence[Span], name: str) -> Tornado | None:
    """How far each factor moves a figure; None before the base and one factor are played."""
    kpi = kpi_of(name)
    means = tally.means(name) / kpi.scale
    factors = [
        Factor(
            name=span.path,
            low_input=f"{tally.order.cells[low].changes[0].value}",
            high_input=f"{tally.order.cells[low + 1].changes[0].value}",
            low_result=float(means[low]),
            high_result=float(means[low + 1]),
        )
        for low, span in zip(range(1, len(means), 2), spans, strict=True)
        if np.isfinite(means[low : low + 2]).all()
    ]
    if not factors or not np.isfinite(means[0]):
        return None
    return tornado_of(
        factors, base=float(means[0]), figure=kpi.title, unit=kpi.unit, decimals=kpi.decimals
    )


def sweep_heads(name: str) -> tuple[Head, ...]:
    """Columns of ``sweep_rows``."""
    kpi = kpi_of(name)
    title = f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title
    return (
        Head("Setting"),
        Head(title, is_number=True),
        Head(f"{PLUS_MINUS} 95 %", is_number=True),
        Head("Runs", is_number=True),
    )


def _setting_text(setting: Setting) -> str:
    """Values in the order of their parameters; of one parameter its name, too."""
    if len(setting.changes) == 1:
        change = setting.changes[0]
        return f"{change.path.rpartition('.')[2]} = {change.value}"
    return ", ".join(f"{one.value}" for one in setting.changes) or setting.title


def sweep_rows(tally: Tally, name: str) -> tuple[Row, ...]:
    """A row a setting that was played; its key is its number."""
    rows = []
    for cell, setting in enumerate(tally.order.cells):
        found = tally.estimate(cell, name)
        if found is not None:
            kpi = kpi_of(name)
            is_known = np.isfinite(found.half_width)
            rows.append(
                row_of(
                    Cell(_setting_text(setting), tip=setting.title),
                    kpi.text(found.mean),
                    kpi.text(found.half_width) if is_known else NO_INTERVAL,
                    f"{tally.count(cell)}",
                    key=f"{cell}",
                )
            )
    return tuple(rows)
