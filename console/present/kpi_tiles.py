"""A tile of Operate: one figure, what to think of it, and the rows behind it."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from console.present.amount_text import NOTHING
from core.domain.alert import Alert, AlertRules, Severity
from core.domain.table_fields import BookTable
from core.service.raise_alerts import Picture
from core.service.snapshot import Summary

DOT: Final = " \N{MIDDLE DOT} "


class Tone(Enum):
    """What a figure means, as the glyph that stands beside it; the colour only repeats it."""

    CALM = ""
    GOOD = "\N{CHECK MARK}"
    WARNING = "\N{BLACK UP-POINTING TRIANGLE}"
    BAD = "\N{MULTIPLICATION SIGN}"


TONES: Final = {Severity.WARNING: Tone.WARNING, Severity.CRITICAL: Tone.BAD}


@dataclass(frozen=True, slots=True)
class RowsLink:
    """The rows behind a figure: a table, the filter that selects them, and what they are."""

    table: BookTable
    filter_text: str
    said: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure."""

    title: str
    value: str
    note: str
    tone: Tone = Tone.CALM
    link: RowsLink | None = None
    """None where no table has the rows."""
    shorter: tuple[str, ...] = ()
    """Notes for less room, the shortest last."""
    details: str = ""
    """All of what the note says the beginning of; empty where it says all."""
    percent: float | None = None
    """Share of a limit, drawn as a bar, 0 to 100 and above; None where there is no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the tiles are made of."""

    picture: Picture
    rules: AlertRules = field(default_factory=AlertRules)
    alerts: tuple[Alert, ...] = ()
    """What is abnormal, acknowledged or not."""
    verified_to: int | None = None
    """Up to which entry the chain of the ledger was found to be as it was; None before that."""
    is_followed: bool = True
    """Whether the books are read again and again; a run tells of its books by itself."""


TITLES: Final = (
    "Active sessions",
    "Settled today",
    "Exposure against limit",
    "Exceptions",
    "Ledger sum",
    "Lag",
)


def empty_tiles() -> tuple[Tile, ...]:
    """The tiles before there are any books."""
    return waiting_tiles("no books open")


def waiting_tiles(why: str) -> tuple[Tile, ...]:
    """The tiles of books of which nothing is known yet."""
    return tuple(Tile(title, NOTHING, why) for title in TITLES)


def unsettled_of(demand_partner: str) -> RowsLink:
    """The sessions that a Demand Partner owes and was not asked for yet."""
    said = f"the sessions of {demand_partner} not settled yet"
    return RowsLink(BookTable.SESSIONS, f"state:posted dp:{demand_partner}", said)


def ledger_state_text(summary: Summary) -> str:
    """The books in one line, for the status bar: last entry, and whether they balance."""
    broken = ", ".join(currency for currency, total in summary.trial_balance.items() if total)
    verdict = (
        f"{Tone.BAD.value} trial balance not zero in {broken}"
        if broken
        else f"{Tone.GOOD.value} trial balance 0"
    )
    return f"ledger seq {summary.last_seq:,}{DOT}{verdict}"
