"""A fan: the middle and the bands of many replications, step by step, and what they are beside."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.outputs.chart_frame import (
    HEIGHT,
    WIDTH,
    Frame,
    axis_over,
    exact_axis,
    framed,
    number_text,
)
from simulation.outputs.drawing import DASHED, Drawing, Place, Trace, Words
from simulation.outputs.report_colours import ACCENT, BANDS, MUTED, TEXT

Values = NDArray[np.float64]
_KEY: Final = 17.0
"""Height of a line of the key."""
BAND_SHARES: Final = (0.95, 0.80, 0.50)
"""Of the replications in each band, widest first."""


def fan_chart(
    values: Values,
    *,
    unit: str,
    across: str = "day",
    base: Values | None = None,
    base_name: str = "",
) -> Drawing:
    """The fan of a figure over time.

    Args:
        values: Array of shape (replication, step), at least one of each; the first step is 1.
        unit: What a value is, with its unit.
        across: What a step is.
        base: Array of shape (replication, step), of other lengths or not: its median is dashed.
        base_name: What that is.
    """
    last = max(values.shape[1], 0 if base is None else base.shape[1])
    median = np.quantile(values, 0.5, axis=0)
    end = number_text(float(median[-1]), 0)
    drawing = Drawing(
        WIDTH,
        HEIGHT,
        f"{unit} by {across}, {len(values)} replications: median at the end {end}.",
    )
    middle = None if base is None else np.quantile(base, 0.5, axis=0)
    shown = [values.ravel()] if middle is None else [values.ravel(), middle]
    frame = framed(
        drawing,
        exact_axis(across, 0.5 if last == 1 else 1.0, max(float(last), 1.5)),
        axis_over(unit, np.concatenate(shown).tolist(), zero=True),
        top=_KEY if middle is None else 2 * _KEY - 4,  # the key is above, where no curve goes
    )
    for share, colour in zip(BAND_SHARES, BANDS, strict=True):
        low, high = np.quantile(values, (0.5 - share / 2, 0.5 + share / 2), axis=0)
        edge = _places(frame, high) + _places(frame, low)[::-1]
        said = f"{share:.0%} of the replications"
        drawing.add(Trace(places=edge, fill=colour, said=said))
    drawing.add(Trace(places=_places(frame, median), stroke=ACCENT, width=1.6))
    if middle is not None:
        line = _places(frame, middle)
        drawing.add(Trace(places=line, stroke=TEXT, width=1.1, dash=DASHED))
    _draw_key(drawing, frame, base_name if middle is not None else "")
    return drawing


def _places(frame: Frame, values: Values) -> tuple[Place, ...]:
    found = tuple(frame.place(float(x), y) for x, y in enumerate(values.tolist(), start=1))
    if len(found) > 1:
        return found
    (x, y) = found[0]  # One step is a bar, not a point.
    return (x - 12, y), (x + 12, y)


def _draw_key(drawing: Drawing, frame: Frame, base_name: str) -> None:
    x, y = frame.left, 9.0
    line = (x, y - 2.5), (x + 16, y - 2.5)
    drawing.add(
        Trace(places=line, stroke=ACCENT, width=1.6),
        Words(x=x + 20, y=y, words="median; bands hold 50, 80 and 95 %", colour=MUTED, size=7.5),
    )
    if base_name:
        dashed = (x, y + 8.5), (x + 16, y + 8.5)
        drawing.add(
            Trace(places=dashed, stroke=TEXT, width=1.1, dash=DASHED),
            Words(x=x + 20, y=y + 11, words=f"median of {base_name}", colour=MUTED, size=7.5),
        )
