"""Differences with their intervals about nothing; a word says whether one can be told from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from simulation.outputs.chart_frame import WIDTH, Frame, axis_over, framed_across
from simulation.outputs.drawing import Anchor, Box, Drawing, Trace, Words, shortened, text_width
from simulation.outputs.report_colours import BAD, GOOD, MUTED, TEXT

_ROW: Final = 19.0
_LEFT: Final = 168.0
_VERDICT: Final = 78.0
"""Room for the longest word of a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A difference, in percent of the reference so that figures of any unit stand in one plot."""

    name: str
    mean: float
    half_width: float
    """Of the 95 % interval; infinite after one pair."""
    text: str
    """In its own unit."""
    is_different: bool
    is_better: bool | None
    """None where neither way is better."""
    is_same: bool = False
    """In every pair: there is nothing to be distinguished."""


def differences_chart(gaps: Sequence[Gap], title: str) -> Drawing:
    """A row a difference; at least one."""
    told = "; ".join(f"{one.name} {one.text}, {_word(one)}" for one in gaps)
    drawing = Drawing(WIDTH, 44 + _ROW * len(gaps), f"{title}: {told}.")
    ends = [
        end
        for one in gaps
        for end in (one.mean, one.mean - one.half_width, one.mean + one.half_width)
    ]
    right = _VERDICT + 14 + max(text_width(one.text, 7.5) for one in gaps)
    frame = framed_across(drawing, axis_over(title, ends, zero=True), left=_LEFT, right=right)
    zero = (frame.x(0), frame.top), (frame.x(0), frame.bottom)
    drawing.add(Trace(places=zero, stroke=TEXT, width=0.8))
    for number, one in enumerate(gaps):
        _draw(drawing, frame, frame.top + 11 + number * _ROW, one)
    return drawing


def _draw(drawing: Drawing, frame: Frame, y: float, one: Gap) -> None:
    colour = _colour(one)
    if isfinite(one.half_width):
        ends = frame.x(one.mean - one.half_width), frame.x(one.mean + one.half_width)
        drawing.add(Trace(places=((ends[0], y), (ends[1], y)), stroke=colour, width=1.3))
        for x in ends:
            drawing.add(Trace(places=((x, y - 3), (x, y + 3)), stroke=colour, width=1.3))
    said = f"{one.name}: {one.text}"
    at = frame.x(one.mean)
    drawing.add(
        Box(x=at - 3, y=y - 3, width=6, height=6, fill=colour, said=said),
        Words(x=0, y=y + 2.8, words=shortened(one.name, _LEFT - 12), colour=TEXT),
        Words(
            x=WIDTH - _VERDICT,
            y=y + 2.8,
            words=one.text,
            colour=TEXT,
            size=7.5,
            anchor=Anchor.END,
        ),
        Words(x=WIDTH - _VERDICT + 6, y=y + 2.8, words=_word(one), colour=colour, size=7.5),
    )


def _word(one: Gap) -> str:
    if one.is_same:
        return "the same"
    if not one.is_different:
        return "not distinguishable"
    if one.is_better is None:
        return "different"
    return "better" if one.is_better else "worse"


def _colour(one: Gap) -> str:
    if not one.is_different:
        return MUTED
    if one.is_better is None:
        return MUTED
    return GOOD if one.is_better else BAD
