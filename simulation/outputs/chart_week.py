"""Use by hour of the week as a heat map: a row a day, a column an hour, darker is more."""

from math import ceil, isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.outputs.chart_frame import WIDTH, number_text
from simulation.outputs.drawing import Anchor, Box, Drawing, Words
from simulation.outputs.report_colours import MUTED, ramp_colour

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS: Final = 24
_ROW: Final = 15.0
_LEFT: Final = 34.0
_RIGHT: Final = 62.0
_TOP: Final = 6.0


def week_chart(name: str, share: NDArray[np.float64]) -> Drawing:
    """The heat map of one class.

    Args:
        name: Whose use it is.
        share: Array of shape (168,), 0 to 1; Monday 00:00 local time first; nan where no hour
            was simulated, at least one is.
    """
    days = share.reshape(len(DAYS), _HOURS)
    most = float(np.nanmax(days))
    top = min(1.0, max(0.1, ceil(most * 10 - 1e-9) / 10))
    day, hour = np.unravel_index(int(np.nanargmax(days)), days.shape)
    busiest = f"{number_text(most * 100, 1)} % on {DAYS[int(day)]} at {hour:02d}:00"
    mean = number_text(float(np.nanmean(days)) * 100, 1)
    height = _TOP + _ROW * len(DAYS) + 28
    drawing = Drawing(
        WIDTH, height, f"Utilisation of {name} by hour of the week: mean {mean} %, most {busiest}."
    )
    width = (WIDTH - _LEFT - _RIGHT) / _HOURS
    for row, line in enumerate(days.tolist()):
        y = _TOP + row * _ROW
        drawing.add(Words(x=6, y=y + 10.5, words=DAYS[row], colour=MUTED, size=7.5))
        for at, value in enumerate(line):
            if isnan(value):
                continue
            said = f"{DAYS[row]} {at:02d}:00: {number_text(value * 100, 1)} %"
            drawing.add(
                Box(
                    x=_LEFT + at * width,
                    y=y,
                    width=width - 0.6,
                    height=_ROW - 0.6,
                    fill=ramp_colour(value / top),
                    said=said,
                )
            )
    _draw_hours(drawing, width)
    _draw_scale(drawing, top)
    return drawing


def _draw_hours(drawing: Drawing, width: float) -> None:
    bottom = _TOP + _ROW * len(DAYS)
    for hour in range(0, _HOURS + 1, 3):
        drawing.add(
            Words(
                x=_LEFT + hour * width,
                y=bottom + 10,
                words=f"{hour:02d}",
                colour=MUTED,
                size=7.5,
                anchor=Anchor.MIDDLE,
            )
        )
    drawing.add(
        Words(
            x=_LEFT + _HOURS * width / 2,
            y=bottom + 22,
            words="hour of the day, local time",
            colour=MUTED,
            size=7.5,
            anchor=Anchor.MIDDLE,
        )
    )


def _draw_scale(drawing: Drawing, top: float) -> None:
    x, height, steps = WIDTH - _RIGHT + 14, _ROW * len(DAYS), 40
    for step in range(steps):
        y = _TOP + height * step / steps
        share = 1 - (step + 0.5) / steps
        drawing.add(Box(x=x, y=y, width=9, height=height / steps + 0.3, fill=ramp_colour(share)))
    for share in (1.0, 0.5, 0.0):
        words = f"{number_text(share * top * 100, 0)} %"
        y = _TOP + height * (1 - share) + 2.6
        drawing.add(Words(x=x + 13, y=max(y, _TOP + 6), words=words, colour=MUTED, size=7.5))
