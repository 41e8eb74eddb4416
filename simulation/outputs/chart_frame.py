"""The frame of a plot: scales, ticks, grid and titles, within which something is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import Final

from simulation.outputs.drawing import Anchor, Drawing, Place, Trace, Words, text_width
from simulation.outputs.report_colours import BORDER, GRID, MUTED

WIDTH: Final = 487.0
"""Of every plot: that of the text of a page."""
HEIGHT: Final = 210.0
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MINUS: Final = "\N{MINUS SIGN}"
_LABEL: Final = 7.5
_FLAT: Final = 1e-290
"""Below this, values are not told apart: a step between them would not be a number any more."""
"""Size of the figures at an axis."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """What an axis counts, and from where to where."""

    title: str
    low: float
    high: float
    """Above ``low``."""
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where values are on the page."""

    across: Axis
    upward: Axis
    left: float
    right: float
    top: float
    bottom: float

    def x(self, value: float) -> float:
        """Where a value of the axis across is."""
        share = (value - self.across.low) / (self.across.high - self.across.low)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        """Where a value of the axis upward is."""
        share = (value - self.upward.low) / (self.upward.high - self.upward.low)
        return self.bottom - share * (self.bottom - self.top)

    def place(self, across: float, upward: float) -> Place:
        """Where both are."""
        return self.x(across), self.y(upward)


def number_text(value: float, decimals: int) -> str:
    """``1,234.50`` with a true minus sign, and nothing below nothing."""
    text = f"{abs(value):,.{decimals}f}"
    return text if value >= 0 or not text.strip("0.,") else f"{_MINUS}{text}"


def axis_over(title: str, values: Iterable[float], *, wanted: int = 5, zero: bool = False) -> Axis:
    """An axis over all finite values, widened to whole steps.

    Args:
        title: What it counts, and in which unit.
        values: What must be on it; infinite ones are passed over.
        wanted: About how many steps.
        zero: 0 is on it, too.
    """
    finite = [value for value in values if isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < _FLAT:
        tenth = max(abs(low), abs(high)) * 0.1
        around = tenth if tenth > _FLAT else 0.5
        low, high = low - around, high + around
    step = _step(high - low, wanted)
    low, high = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return Axis(title=title, low=low, high=high, ticks=_ticks(low, high, step))


def exact_axis(title: str, low: float, high: float, wanted: int = 6) -> Axis:
    """An axis that ends where it is told to."""
    assert low < high, (title, low, high)
    step = _step(high - low, wanted)
    first = ceil(low / step - 1e-9) * step
    return Axis(title=title, low=low, high=high, ticks=_ticks(first, high, step))


def framed(
    drawing: Drawing, across: Axis, upward: Axis, *, right: float = 8.0, top: float = 10.0
) -> Frame:
    """Draw grid, ticks and titles, and say where values are.

    Args:
        drawing: Still empty.
        across: At the bottom.
        upward: At the left.
        right: What is kept free beside the plot, for names of curves.
        top: And above it, for figures on bars.
    """
    labels = max((text_width(one.text, _LABEL) for one in upward.ticks), default=0.0)
    frame = Frame(
        across=across,
        upward=upward,
        left=labels + 22,
        right=drawing.width - right,
        top=top,
        bottom=drawing.height - 32,
    )
    for tick in upward.ticks:
        y = frame.y(tick.at)
        drawing.add(
            Trace(places=((frame.left, y), (frame.right, y)), stroke=GRID, width=0.7),
            Words(
                x=frame.left - 5,
                y=y + 2.6,
                words=tick.text,
                colour=MUTED,
                size=_LABEL,
                anchor=Anchor.END,
            ),
        )
    _draw_across(drawing, frame)
    middle = (frame.top + frame.bottom) / 2
    drawing.add(
        Words(
            x=8,
            y=middle,
            words=upward.title,
            colour=MUTED,
            size=_LABEL,
            anchor=Anchor.MIDDLE,
            is_upward=True,
        )
    )
    return frame


def framed_across(drawing: Drawing, across: Axis, *, left: float, right: float) -> Frame:
    """Draw only the axis at the bottom: for rows that are named, not counted."""
    frame = Frame(
        across=across,
        upward=Axis(title="", low=0.0, high=1.0, ticks=()),
        left=left,
        right=drawing.width - right,
        top=4,
        bottom=drawing.height - 32,
    )
    for tick in across.ticks:
        x = frame.x(tick.at)
        drawing.add(Trace(places=((x, frame.top), (x, frame.bottom)), stroke=GRID, width=0.7))
    _draw_across(drawing, frame)
    return frame


def _draw_across(drawing: Drawing, frame: Frame) -> None:
    corners = (frame.left, frame.bottom), (frame.right, frame.bottom)
    drawing.add(Trace(places=corners, stroke=BORDER))
    for tick in frame.across.ticks:
        x = frame.x(tick.at)
        mark = (x, frame.bottom), (x, frame.bottom + 3)
        drawing.add(
            Trace(places=mark, stroke=BORDER),
            Words(
                x=x,
                y=frame.bottom + 12,
                words=tick.text,
                colour=MUTED,
                size=_LABEL,
                anchor=Anchor.MIDDLE,
            ),
        )
    drawing.add(
        Words(
            x=(frame.left + frame.right) / 2,
            y=drawing.height - 6,
            words=frame.across.title,
            colour=MUTED,
            size=_LABEL,
            anchor=Anchor.MIDDLE,
        )
    )


def _step(span: float, wanted: int) -> float:
    rough = span / max(1, wanted)
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def _ticks(first: float, high: float, step: float) -> tuple[Tick, ...]:
    decimals = next((n for n in range(12) if abs(round(step, n) - step) <= step * 1e-9), 12)
    count = floor((high - first) / step + 1e-9)
    places = (first + number * step for number in range(count + 1))
    return tuple(Tick(place, number_text(place, decimals)) for place in places)
