"""The tiles above the ledger: six figures of the books, each with its unit and what to think."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from console.present.amount_text import NOTHING, energy_text, money_text, money_with_currency
from core.domain.table_fields import BookTable
from core.service.snapshot import Summary


class Tone(Enum):
    """What a figure means, as the glyph that stands beside it; the colour only repeats it."""

    CALM = ""
    GOOD = "\N{CHECK MARK}"
    WARNING = "\N{BLACK UP-POINTING TRIANGLE}"
    BAD = "\N{MULTIPLICATION SIGN}"


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


TITLES = (
    "Sessions",
    "Energy",
    "Gross at tariff",
    "Receivable from DPs",
    "Held",
    "Ledger invariant",
)


_LINKS = {
    TITLES[0]: RowsLink(BookTable.SESSIONS, "", "every session"),
    TITLES[3]: RowsLink(BookTable.SESSIONS, "state:posted", "the sessions not settled yet"),
    TITLES[4]: RowsLink(BookTable.HELD, "", "what waits for review, and why"),
    TITLES[5]: RowsLink(BookTable.ENTRIES, "", "every entry of the ledger"),
}
"""By title; energy and gross are sums over all sessions, whose rows the first tile opens."""


def empty_tiles() -> tuple[Tile, ...]:
    """The tiles before there are any books."""
    return tuple(Tile(title, NOTHING, "no books open") for title in TITLES)


def tiles_of(summary: Summary) -> tuple[Tile, ...]:
    """The tiles of the books as they stand, each with the rows behind it."""
    return tuple(replace(tile, link=_LINKS.get(tile.title)) for tile in _figures(summary))


def _figures(summary: Summary) -> tuple[Tile, ...]:
    gross = {currency: one.gross_at_tariff for currency, one in summary.by_currency.items()}
    receivable = {currency: summary.receivable.get(currency, 0) for currency in gross}
    return (
        Tile(
            TITLES[0],
            f"{summary.sessions:,}",
            f"{summary.posted:,} posted \N{MIDDLE DOT} {summary.free:,} free of charge",
        ),
        Tile(TITLES[1], f"{energy_text(summary.energy_kwh)} kWh", "metered, all CDRs"),
        _amounts(TITLES[2], gross, "with VAT"),
        _amounts(TITLES[3], receivable, "not collected yet"),
        _held(summary),
        _invariant(summary),
    )


def _amounts(title: str, amounts: Mapping[str, int], alone: str) -> Tile:
    """The currency with the largest count of minor units first, the others in the note."""
    if not amounts:
        return Tile(title, NOTHING, alone)
    first, *others = sorted(amounts, key=lambda currency: (-abs(amounts[currency]), currency))
    rest = " \N{MIDDLE DOT} ".join(money_with_currency(amounts[each], each) for each in others)
    return Tile(title, money_with_currency(amounts[first], first), f"and {rest}" if rest else alone)


def _held(summary: Summary) -> Tile:
    count = sum(summary.held.values())
    if not count:
        return Tile(TITLES[4], "0", "nothing waits for review", Tone.GOOD)
    reasons = sorted(summary.held.items(), key=lambda item: (-item[1], item[0]))
    texts = [f"{number:,} {reason.replace('_', ' ')}" for reason, number in reasons]
    others = count - reasons[0][1]
    note = f"{texts[0]} \N{MIDDLE DOT} +{others:,} more" if others else texts[0]
    number = "1 reason" if len(texts) == 1 else f"{len(texts)} reasons"
    shorter = (f"{texts[0]} +{others:,}", number) if others else (number,)
    details = "\n".join(texts)
    return Tile(TITLES[4], f"{count:,}", note, Tone.WARNING, shorter=shorter, details=details)


def _invariant(summary: Summary) -> Tile:
    wrong = {currency: total for currency, total in summary.trial_balance.items() if total}
    if wrong:
        texts = [f"{money_text(total, currency)} {currency}" for currency, total in wrong.items()]
        return Tile(
            TITLES[5],
            "\N{GREEK CAPITAL LETTER SIGMA} \N{NOT EQUAL TO} 0",
            " \N{MIDDLE DOT} ".join(texts),
            Tone.BAD,
        )
    if not summary.last_seq:
        return Tile(TITLES[5], "\N{GREEK CAPITAL LETTER SIGMA} = 0", "the journal is empty")
    currencies = ", ".join(sorted(summary.trial_balance))
    return Tile(
        TITLES[5],
        "\N{GREEK CAPITAL LETTER SIGMA} = 0",
        f"{currencies}, to seq {summary.last_seq:,}",
        Tone.GOOD,
    )


def ledger_state_text(summary: Summary) -> str:
    """The books in one line, for the status bar: last entry, and whether they balance."""
    broken = ", ".join(currency for currency, total in summary.trial_balance.items() if total)
    verdict = (
        f"{Tone.BAD.value} trial balance not zero in {broken}"
        if broken
        else f"{Tone.GOOD.value} trial balance 0"
    )
    return f"ledger seq {summary.last_seq:,} \N{MIDDLE DOT} {verdict}"
