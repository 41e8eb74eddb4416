"""Lying bars: parts of a whole by size, and a tornado of what moves a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulation.outputs.chart_frame import WIDTH, Frame, axis_over, framed_across, number_text
from simulation.outputs.drawing import Anchor, Box, Drawing, Trace, Words, shortened, text_width
from simulation.outputs.report_colours import ACCENT, BORDER, MUTED, TEXT, WARNING

_ROW: Final = 20.0
_NAME: Final = 150.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A part."""

    name: str
    value: float
    """At least 0."""
    text: str
    """The value as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """How far an assumption moves a figure."""

    name: str
    low_input: str
    """As ``-20 %``."""
    high_input: str
    low: float
    """The figure at the low end of the assumption, less the base."""
    high: float


def bars_chart(bars: Sequence[Bar], title: str) -> Drawing:
    """Bars with their share of all and what they add up to from the top: a Pareto, if sorted."""
    total = sum(bar.value for bar in bars) or 1.0
    first = f"most: {bars[0].name}, {bars[0].text}" if bars else "none"
    drawing = Drawing(WIDTH, 26 + _ROW * len(bars), f"{title}: {first}.")
    longest = max((bar.value for bar in bars), default=0.0) or 1.0
    room = WIDTH - _NAME - 170
    _head(drawing, title)
    added = 0.0
    for number, bar in enumerate(bars):
        y = 20 + number * _ROW
        added += bar.value
        width = room * bar.value / longest
        _name(drawing, bar.name, y)
        drawing.add(Box(x=_NAME, y=y, width=width, height=_ROW - 6, fill=ACCENT, said=bar.text))
        for x, words in (
            (WIDTH - 95, bar.text),
            (WIDTH - 45, f"{number_text(100 * bar.value / total, 1)} %"),
            (WIDTH - 2, f"{number_text(100 * added / total, 1)} %"),
        ):
            drawing.add(_at_right(x, y + 10, words, TEXT))
    return drawing


def tornado_chart(swings: Sequence[Swing], title: str, decimals: int = 1) -> Drawing:
    """Swings about a base, the largest first; each end names the input and its change."""
    ordered = sorted(swings, key=lambda one: (-abs(one.high - one.low), one.name))
    height = 48 + _ROW * len(ordered)
    words = "; ".join(
        f"{one.name} {number_text(one.low, decimals)} to {number_text(one.high, decimals)}"
        for one in ordered
    )
    drawing = Drawing(WIDTH, height, f"{title}: {words}.")
    ends = [end for one in swings for end in (one.low, one.high)]
    frame = framed_across(drawing, axis_over(title, ends, zero=True), left=_NAME + 60, right=64)
    for number, one in enumerate(ordered):
        y = frame.top + 4 + number * _ROW
        _name(drawing, one.name, y)
        for value, given, colour in (
            (one.low, one.low_input, WARNING),
            (one.high, one.high_input, ACCENT),
        ):
            _end(drawing, frame, (value, y), f"{given}: {number_text(value, decimals)}", colour)
    zero = (frame.x(0), frame.top), (frame.x(0), frame.bottom)
    drawing.add(Trace(places=zero, stroke=TEXT, width=0.9))
    return drawing


def _end(drawing: Drawing, frame: Frame, at: tuple[float, float], words: str, colour: str) -> None:
    value, y = at
    zero, x = frame.x(0), frame.x(value)
    left, width = min(zero, x), abs(x - zero)
    drawing.add(Box(x=left, y=y, width=width, height=_ROW - 7, fill=colour, said=words))
    if value < 0:
        drawing.add(_at_right(x - 3, y + 9.5, words, MUTED))
    else:
        drawing.add(Words(x=x + 3, y=y + 9.5, words=words, colour=MUTED, size=7))


def _head(drawing: Drawing, title: str) -> None:
    drawing.add(Words(x=0, y=9, words=title, colour=MUTED, size=7.5))
    for x, words in ((WIDTH - 45, "share"), (WIDTH - 2, "added up")):
        drawing.add(_at_right(x, 9, words, MUTED))
    line = (0.0, 14.0), (WIDTH, 14.0)
    drawing.add(Trace(places=line, stroke=BORDER, width=0.7))


def _name(drawing: Drawing, name: str, y: float) -> None:
    words = shortened(name, _NAME - 8)
    assert text_width(words) <= _NAME, words
    drawing.add(Words(x=0, y=y + 10, words=words, colour=TEXT))


def _at_right(x: float, y: float, words: str, colour: str) -> Words:
    return Words(x=x, y=y, words=words, colour=colour, size=7.5, anchor=Anchor.END)
