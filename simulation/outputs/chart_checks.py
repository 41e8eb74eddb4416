"""Checks against their tolerance: how far each value is from what is wanted, in tolerances."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulation.outputs.chart_frame import WIDTH, axis_over, framed_across
from simulation.outputs.drawing import Box, Drawing, Trace, Words, shortened
from simulation.outputs.report_colours import BAD, BANDS, GOOD, TEXT

_ROW: Final = 15.0
_LEFT: Final = 230.0
_RIGHT: Final = 58.0
_FARTHEST: Final = 3.0
"""In tolerances; what is farther is drawn there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A check that was made."""

    name: str
    distance: float
    """Value less wanted, in tolerances."""
    spread: float
    """Half the 95 % interval, in tolerances; 0 of an exact value."""
    is_passed: bool


def checks_chart(marks: Sequence[Mark], title: str) -> Drawing:
    """A row a check; at least one. The band is what passes."""
    failed = [one.name for one in marks if not one.is_passed]
    told = f"failed: {', '.join(failed)}" if failed else "all passed"
    drawing = Drawing(WIDTH, 40 + _ROW * len(marks), f"{title}: {len(marks)} checks, {told}.")
    ends = [-_FARTHEST / 2, _FARTHEST / 2, *(_cut(one.distance) for one in marks)]
    across = axis_over("value less wanted, in tolerances", ends)
    frame = framed_across(drawing, across, left=_LEFT, right=_RIGHT)
    left, right = frame.x(-1), frame.x(1)
    height = frame.bottom - frame.top
    drawing.add(Box(x=left, y=frame.top, width=right - left, height=height, fill=BANDS[0]))
    zero = (frame.x(0), frame.top), (frame.x(0), frame.bottom)
    drawing.add(Trace(places=zero, stroke=TEXT, width=0.7))
    for number, one in enumerate(marks):
        y = frame.top + 9 + number * _ROW
        colour = GOOD if one.is_passed else BAD
        if one.spread:
            begin, end = (
                frame.x(min(max(at, across.low), across.high))
                for at in (one.distance - one.spread, one.distance + one.spread)
            )
            drawing.add(Trace(places=((begin, y), (end, y)), stroke=colour, width=1.2))
        word = "passed" if one.is_passed else "failed"
        x = frame.x(_cut(one.distance))
        drawing.add(
            Box(x=x - 2.5, y=y - 2.5, width=5, height=5, fill=colour, said=f"{one.name}: {word}"),
            Words(
                x=0, y=y + 2.6, words=shortened(one.name, _LEFT - 10, 7.5), colour=TEXT, size=7.5
            ),
            Words(x=WIDTH - _RIGHT + 14, y=y + 2.6, words=word, colour=colour, size=7.5),
        )
    return drawing


def _cut(distance: float) -> float:
    return min(max(distance, -_FARTHEST), _FARTHEST)
