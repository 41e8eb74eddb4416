"""Layout of a Sankey diagram: boxes in stages, ribbons between them, heights true to amounts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that money comes from or goes to."""

    name: str
    """Unique in the diagram."""
    stage: int
    """Column, from 0; money flows to higher ones only."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An amount that flows between two stops."""

    source: str
    target: str
    amount: int
    """Above zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a stop is drawn, in pixels."""

    name: str
    amount: int
    """The larger of what comes in and what goes out; the same where money only passes."""
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """Where a stream is drawn, in pixels: upper edges at both ends, and its height at both."""

    stream: Stream
    left: float
    right: float
    left_top: float
    right_top: float
    height: float


@dataclass(frozen=True, slots=True)
class Sankey:
    """A diagram that is laid out."""

    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The rectangle to draw in, in pixels."""

    left: float
    top: float
    width: float
    height: float
    box_width: float = 14.0
    gap: float = 14.0
    """Between boxes of a stage, where there is room for it."""
    stage_widths: tuple[float, ...] = ()
    """How wide each stage but the last is, in any unit; evenly wide if it is empty."""


def sankey_of(stops: Sequence[Stop], streams: Sequence[Stream], room: Room) -> Sankey:
    """Lay out stops, top to bottom in their order, and streams between them.

    One scale for the whole diagram: equal amounts are equally high, wherever they are.
    """
    incoming, outgoing = _sums(streams)
    amounts = {one.name: max(incoming[one.name], outgoing[one.name]) for one in stops}
    shown = [one for one in stops if amounts[one.name]]
    if not shown:
        return Sankey((), ())
    scale, gap = _scale(shown, amounts, room)
    boxes = _boxes(shown, amounts, room, scale, gap)
    return Sankey(tuple(boxes.values()), tuple(_ribbons(shown, streams, boxes, scale)))


def _sums(streams: Sequence[Stream]) -> tuple[dict[str, int], dict[str, int]]:
    incoming: dict[str, int] = defaultdict(int)
    outgoing: dict[str, int] = defaultdict(int)
    for one in streams:
        outgoing[one.source] += one.amount
        incoming[one.target] += one.amount
    return incoming, outgoing


def _by_stage(stops: Sequence[Stop]) -> dict[int, list[Stop]]:
    stages: dict[int, list[Stop]] = defaultdict(list)
    for one in stops:
        stages[one.stage].append(one)
    return stages


def _scale(stops: Sequence[Stop], amounts: dict[str, int], room: Room) -> tuple[float, float]:
    """Pixels a unit, and the gap: the fullest stage decides; gaps take half the height at most."""
    stages = _by_stage(stops).values()
    most = max(len(stage) for stage in stages)
    gap = min(room.gap, room.height / 2 / max(1, most - 1))
    scale = min(
        (room.height - gap * (len(stage) - 1)) / sum(amounts[one.name] for one in stage)
        for stage in stages
    )
    return scale, gap


def _boxes(
    stops: Sequence[Stop], amounts: dict[str, int], room: Room, scale: float, gap: float
) -> dict[str, Box]:
    lefts = _stage_lefts(max(1, *(one.stage for one in stops)), room)
    boxes = {}
    for stage, members in _by_stage(stops).items():
        top = room.top
        for one in members:
            amount = amounts[one.name]
            boxes[one.name] = Box(
                name=one.name,
                amount=amount,
                left=lefts[stage],
                top=top,
                width=room.box_width,
                height=amount * scale,
            )
            top += amount * scale + gap
    return boxes


def _stage_lefts(last: int, room: Room) -> list[float]:
    widths = room.stage_widths[:last] or (1.0,) * last
    step = (room.width - room.box_width) / sum(widths)
    return [room.left + step * sum(widths[:stage]) for stage in range(last + 1)]


def _ribbons(
    stops: Sequence[Stop], streams: Sequence[Stream], boxes: dict[str, Box], scale: float
) -> list[Ribbon]:
    """Stacked at both ends in the order of the boxes at the other end, so that few cross."""
    order = {one.name: number for number, one in enumerate(stops)}
    left_top = {name: box.top for name, box in boxes.items()}
    right_top = dict(left_top)
    starts: dict[Stream, float] = {}
    for one in sorted(streams, key=lambda one: order[one.target]):
        starts[one] = left_top[one.source]
        left_top[one.source] += one.amount * scale
    ribbons = []
    for one in sorted(streams, key=lambda one: order[one.source]):
        source, target = boxes[one.source], boxes[one.target]
        ribbons.append(
            Ribbon(
                stream=one,
                left=source.left + source.width,
                right=target.left,
                left_top=starts[one],
                right_top=right_top[one.target],
                height=one.amount * scale,
            )
        )
        right_top[one.target] += one.amount * scale
    return ribbons
