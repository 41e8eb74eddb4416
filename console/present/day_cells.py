"""The calendar as a strip of days: open or closed, the cut-off, and the cycle of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.present.amount_text import NOTHING, instant_text
from console.present.kpi_tiles import Tone
from console.present.settlement_rows import CYCLE_STATES
from core.service.settlement_days import SettlementDay
from core.service.view_settlement import CycleLine

CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day, in three short lines and in words."""

    title: str
    """``Mon 16``."""
    cut_off: str
    """``02:00`` in UTC, or that the day is closed."""
    state: str
    """The sign of its cycle; empty where there is none."""
    tone: Tone
    said: str
    """All of it, for a tool tip and a screen reader."""
    is_open: bool
    is_today: bool
    cycle_id: str
    """Of its cycle; empty where there is none."""


def day_cells(days: Sequence[SettlementDay], cycles: Sequence[CycleLine]) -> tuple[DayCell, ...]:
    """The strip, with what became of the cycles of its days."""
    by_id = {one.cycle_id: one for one in cycles}
    return tuple(_cell(one, by_id) for one in days)


def _cell(day: SettlementDay, cycles: Mapping[str, CycleLine]) -> DayCell:
    cycle = cycles.get(day.day.isoformat())
    state = None if cycle is None else CYCLE_STATES[cycle.state]
    words = [f"{day.day:%A %Y-%m-%d}" + (", the day of the books" if day.is_today else "")]
    if day.cut_off_at is None or day.value_at is None:
        words.append(f"{CLOSED} ({day.calendar}): no cycle, no banking day")
    else:
        words.append(f"cut-off {instant_text(day.cut_off_at)}")
        words.append(f"money instructed then is there {instant_text(day.value_at)}")
    if state is not None:
        words.append(f"its cycle: {state.text}")
    return DayCell(
        title=f"{day.day:%a} {day.day.day}",
        cut_off=CLOSED if day.cut_off_at is None else f"{day.cut_off_at:%H:%M}",
        state="" if state is None else state.text.partition(" ")[0],
        tone=Tone.CALM if state is None or state.tone is None else state.tone,
        said="\n".join(words),
        is_open=day.is_open,
        is_today=day.is_today,
        cycle_id="" if cycle is None else cycle.cycle_id,
    )


def strip_note(days: Sequence[SettlementDay]) -> str:
    """Which calendar it is, and of which time the hours are."""
    names = dict.fromkeys(one.calendar.replace("EVERY_DAY", "every day") for one in days)
    return f"{', '.join(names) or NOTHING}, hours in UTC"


def strip_summary(cells: Sequence[DayCell]) -> str:
    """The strip in words."""
    closed = [cell.title for cell in cells if not cell.is_open]
    told = ", ".join(closed) if closed else "none"
    return f"{len(cells)} days; closed: {told}"
