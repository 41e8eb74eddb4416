"""A heat map of a figure over two things that were varied; each cell also says its figure."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.outputs.chart_frame import WIDTH, number_text
from simulation.outputs.drawing import Anchor, Box, Drawing, Words, shortened, text_width
from simulation.outputs.report_colours import MUTED, TEXT, ramp_colour

_ROW: Final = 17.0
_DARK: Final = 0.5
"""From this part of the ramp on, figures are written in white."""


def grid_chart(
    values: NDArray[np.float64],
    names: tuple[Sequence[str], Sequence[str]],
    titles: tuple[str, ...],
    unit: str,
    decimals: int,
) -> Drawing:
    """The heat map.

    Args:
        values: Array of shape (row, column); nan where nothing was played.
        names: Of the rows, and of the columns.
        titles: Of both.
        unit: What a value is.
        decimals: That are written.
    """
    down, across = names
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    ends = f"{number_text(low, decimals)} to {number_text(high, decimals)}"
    left = max(text_width(name, 7.5) for name in down) + 24
    height = 16 + _ROW * len(down) + 30
    drawing = Drawing(WIDTH, height, f"{unit} by {titles[0]} and {titles[1]}: {ends}.")
    width = (WIDTH - left - 4) / len(across)
    drawing.add(Words(x=0, y=9, words=f"{titles[0]} (down)", colour=MUTED, size=7.5))
    for row, name in enumerate(down):
        y = 16 + row * _ROW
        drawing.add(_word(left - 5, y + 11, name, MUTED, Anchor.END))
        for column, title in enumerate(across):
            value = float(values[row, column])
            share = (value - low) / (high - low) if high > low else 0.0
            x = left + column * width
            if np.isfinite(value):
                text = number_text(value, decimals)
                box = Box(
                    x=x,
                    y=y,
                    width=width - 1,
                    height=_ROW - 1,
                    fill=ramp_colour(share),
                    said=f"{name}, {title}: {text} {unit}",
                )
                ink = "#ffffff" if share >= _DARK else TEXT
                cut = shortened(text, width - 3, 7.0)
                drawing.add(box, _word(x + width / 2, y + 10.5, cut, ink, Anchor.MIDDLE))
    bottom = 16 + _ROW * len(down)
    for column, title in enumerate(across):
        cut = shortened(title, width - 2, 7.5)
        drawing.add(_word(left + (column + 0.5) * width, bottom + 10, cut, MUTED, Anchor.MIDDLE))
    drawing.add(_word(left + (WIDTH - left) / 2, bottom + 23, titles[1], MUTED, Anchor.MIDDLE))
    return drawing


def _word(x: float, y: float, words: str, colour: str, anchor: Anchor) -> Words:
    return Words(x=x, y=y, words=words, colour=colour, size=7.5, anchor=anchor)
