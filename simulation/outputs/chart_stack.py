"""Areas upon one another: what a whole consists of, step by step; each area is named at its end."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.outputs.chart_curves import apart
from simulation.outputs.chart_frame import (
    HEIGHT,
    WIDTH,
    axis_over,
    exact_axis,
    framed,
    number_text,
)
from simulation.outputs.drawing import Drawing, Trace, Words, text_width
from simulation.outputs.report_colours import MUTED, ramp_colour

_NAME: Final = 7.5


def stack_chart(
    names: Sequence[str], parts: NDArray[np.float64], *, unit: str, across: str = "day"
) -> Drawing:
    """Parts of a whole over time.

    Args:
        names: Of the parts, the lowest first.
        parts: Array of shape (step, part), at least two steps, nothing below 0.
        unit: What they are, with the unit.
        across: What a step is, counted from 1.
    """
    tops = np.cumsum(np.maximum(parts, 0.0), axis=1)
    most = number_text(float(tops[:, -1].max()), 0)
    drawing = Drawing(WIDTH, HEIGHT, f"{unit} by {across}: at most {most}.")
    right = max(text_width(name, _NAME) for name in names) + 22
    steps = np.arange(1, len(parts) + 1)
    frame = framed(
        drawing,
        exact_axis(across, 1.0, float(len(parts))),
        axis_over(unit, [0.0, float(tops.max())], zero=True),
        right=right,
    )
    below = np.zeros(len(parts))
    colours = [ramp_colour((number + 1) / len(names)) for number in range(len(names))]
    for number, (name, colour) in enumerate(zip(names, colours, strict=True)):
        above = tops[:, number]
        edge = [frame.place(float(x), float(y)) for x, y in zip(steps, above, strict=True)]
        back = [frame.place(float(x), float(y)) for x, y in zip(steps, below, strict=True)]
        drawing.add(Trace(places=(*edge, *reversed(back)), fill=colour, said=name))
        below = above
    middles = [
        frame.y(float(tops[-1, number] - parts[-1, number] / 2)) for number in range(len(names))
    ]
    for name, y, colour in zip(
        names, apart(middles, frame.top + 6, frame.bottom), colours, strict=True
    ):
        x = frame.right + 5
        drawing.add(
            Trace(places=((x, y), (x + 8, y)), stroke=colour, width=5),
            Words(x=x + 12, y=y + 2.6, words=name, colour=MUTED, size=_NAME),
        )
    return drawing
