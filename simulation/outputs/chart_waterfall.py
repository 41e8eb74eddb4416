"""A waterfall: from one amount to another, each step hanging where the last one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulation.outputs.chart_frame import (
    HEIGHT,
    WIDTH,
    Axis,
    Frame,
    axis_over,
    framed,
    number_text,
)
from simulation.outputs.drawing import Anchor, Box, Drawing, Trace, Words, shortened
from simulation.outputs.report_colours import ACCENT, BAD, GOOD, MUTED, TEXT

_BAR: Final = 0.62
"""Part of its column that a bar takes."""


@dataclass(frozen=True, slots=True)
class Step:
    """One bar."""

    title: str
    value: float
    """A height from 0 of a total; a change, below 0 where it takes, of all others."""
    is_total: bool = False


def waterfall_chart(steps: Sequence[Step], unit: str, decimals: int = 0) -> Drawing:
    """The steps in order; totals stand on 0. At least one."""
    spans = _spans(steps)
    words = ", ".join(f"{one.title} {number_text(one.value, decimals)}" for one in steps)
    drawing = Drawing(WIDTH, HEIGHT, f"In {unit}: {words}.")
    upward = axis_over(unit, [end for span in spans for end in span], zero=True)
    across = Axis(title="", low=0.0, high=float(len(steps)), ticks=())
    frame = framed(drawing, across, upward, top=16)
    for number, (one, (begin, end)) in enumerate(zip(steps, spans, strict=True)):
        _draw(drawing, frame, number, one, (begin, end), number_text(one.value, decimals))
        if number + 1 < len(steps):
            y = frame.y(end)
            hook = (frame.x(number + 0.5 + _BAR / 2), y), (frame.x(number + 1.5 - _BAR / 2), y)
            drawing.add(Trace(places=hook, stroke=MUTED, width=0.6))
    return drawing


def _draw(
    drawing: Drawing,
    frame: Frame,
    number: int,
    step: Step,
    span: tuple[float, float],
    text: str,
) -> None:
    top, bottom = sorted(frame.y(end) for end in span)
    left, right = frame.x(number + 0.5 - _BAR / 2), frame.x(number + 0.5 + _BAR / 2)
    colour = ACCENT if step.is_total else GOOD if step.value >= 0 else BAD
    drawing.add(
        Box(
            x=left,
            y=top,
            width=right - left,
            height=max(bottom - top, 0.6),
            fill=colour,
            said=f"{step.title}: {text}",
        )
    )
    middle = (left + right) / 2
    column = frame.x(1) - frame.x(0)
    for y, words, ink in (
        (top - 3, text, TEXT),
        (frame.bottom + 12, shortened(step.title, column - 3, 7.5), MUTED),
    ):
        drawing.add(Words(x=middle, y=y, words=words, colour=ink, size=7.5, anchor=Anchor.MIDDLE))


def _spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """Begin and end of each bar."""
    level, spans = 0.0, []
    for one in steps:
        begin = 0.0 if one.is_total else level
        level = one.value if one.is_total else level + one.value
        spans.append((begin, level))
    return spans
