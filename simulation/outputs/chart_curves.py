"""Curves side by side, each named at its end, with the band in which it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from simulation.outputs.chart_frame import HEIGHT, WIDTH, Axis, Frame, framed
from simulation.outputs.drawing import Drawing, Trace, Words, shortened, text_width
from simulation.outputs.report_colours import BANDS, SERIES

Values = NDArray[np.float64]
_NAME_MAX = 110.0
_LINE = 9.5
"""Between two names at the least."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """One curve."""

    name: str
    at: Values
    """Array of shape (point,), ascending."""
    values: Values
    """Array of shape (point,)."""
    low: Values | None = None
    """Array of shape (point,): the lower edge of the band; None: no band is drawn."""
    high: Values | None = None


def curves_chart(curves: Sequence[Curve], across: Axis, upward: Axis, summary: str) -> Drawing:
    """Curves within a frame; at least one, of at least two points each."""
    names = [shortened(one.name, _NAME_MAX, 7.5) for one in curves]
    drawing = Drawing(WIDTH, HEIGHT, summary)
    right = max(text_width(name, 7.5) for name in names) + 12
    frame = framed(drawing, across, upward, right=right)
    for curve in curves:
        _draw_band(drawing, frame, curve)
    for curve, colour in zip(curves, cycle(SERIES), strict=False):
        line = _places(frame, curve.at, curve.values)
        drawing.add(Trace(places=line, stroke=colour, width=1.5, said=curve.name))
    ends = [frame.y(float(curve.values[-1])) for curve in curves]
    places = apart(ends, frame.top + 6, frame.bottom)
    for name, y, colour in zip(names, places, cycle(SERIES), strict=False):
        drawing.add(Words(x=frame.right + 5, y=y + 2.6, words=name, colour=colour, size=7.5))
    return drawing


def _draw_band(drawing: Drawing, frame: Frame, curve: Curve) -> None:
    if curve.low is None or curve.high is None:
        return
    low = np.clip(curve.low, frame.upward.low, frame.upward.high)
    high = np.clip(curve.high, frame.upward.low, frame.upward.high)
    edge = _places(frame, curve.at, high) + _places(frame, curve.at, low)[::-1]
    drawing.add(Trace(places=edge, fill=BANDS[0]))


def _places(frame: Frame, at: Values, values: Values) -> tuple[tuple[float, float], ...]:
    pairs = zip(at.tolist(), values.tolist(), strict=True)
    return tuple(frame.place(x, y) for x, y in pairs)


def apart(ends: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places for names near the ends of their curves, none over another, all within the plot."""
    places = list(ends)
    order = sorted(range(len(ends)), key=lambda number: ends[number])
    before = top - _LINE
    for number in order:
        before = places[number] = max(places[number], before + _LINE)
    after = max(bottom, before - _LINE * len(ends)) + _LINE
    for number in reversed(order):
        after = places[number] = min(places[number], after - _LINE)
    return places
