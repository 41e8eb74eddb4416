"""Where the boxes, lines and texts of a sequence diagram go; whoever draws it only draws.

Lengths are in pixels of the scene, y downwards, the origin at the top left of the diagram.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.present.sequence_steps import Participant, Step
from core.domain.cdr import Cdr

TIME_WIDTH: Final = 152
COLUMN_PITCH: Final = 120
BOX_WIDTH: Final = 108
BOX_HEIGHT: Final = 44
TOP: Final = 66
ROW_PITCH: Final = 38
LOOP_WIDTH: Final = 34
BAND_HEIGHT: Final = 36


@dataclass(frozen=True, slots=True)
class Box:
    """A participant at the head of its lifeline."""

    x: float
    """The centre, where the lifeline begins."""
    title: str
    name: str
    """Which one it is in this session: a party's key, an EVSE's id; empty where there is one."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One message."""

    y: float
    x_source: float
    x_target: float
    """The same as the source where somebody works alone; drawn as a loop."""
    text_x: float
    """The centre of the text, above the arrow."""
    text: str
    time: str
    """Date and time of day, for the left margin; empty where it is not on record."""


@dataclass(frozen=True, slots=True)
class SequenceLayout:
    """A whole diagram."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def layout_of(steps: Sequence[Step], cdr: Cdr) -> SequenceLayout:
    """The diagram of a session; participants that no step touches are left out."""
    present = [
        each for each in Participant if any(each in (step.source, step.target) for step in steps)
    ]
    x_of = {each: _column_x(index) for index, each in enumerate(present)}
    arrows = tuple(
        _arrow(number, step, x_of[step.source], x_of[step.target])
        for number, step in enumerate(steps, start=1)
    )
    return SequenceLayout(
        width=TIME_WIDTH + len(present) * COLUMN_PITCH,
        height=TOP + (len(steps) + 1) * ROW_PITCH,
        boxes=tuple(Box(x_of[each], each.value, _name_of(each, cdr)) for each in present),
        arrows=arrows,
    )


def _column_x(index: int) -> float:
    return TIME_WIDTH + COLUMN_PITCH * (index + 0.5)


def _arrow(number: int, step: Step, x_source: float, x_target: float) -> Arrow:
    middle = (x_source + x_target) / 2
    return Arrow(
        y=TOP + number * ROW_PITCH,
        x_source=x_source,
        x_target=x_target,
        text_x=middle,
        text=f"{number}  {step.title}",
        time="" if step.at is None else f"{step.at:%Y-%m-%d %H:%M:%S}",
    )


def _name_of(participant: Participant, cdr: Cdr) -> str:
    names = {
        Participant.DEMAND_PARTNER: cdr.demand_partner,
        Participant.CPO: cdr.cpo,
        Participant.EVSE: cdr.evse_uid,
    }
    return names.get(participant, "")
