"""The six tiles of Operate, made of the books as they stand.

Grey until abnormal (ISA-101): a tile has a colour and a glyph only while its figure breaks an
alert rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from console.present.amount_text import (
    NOTHING,
    decimal_text,
    duration_text,
    energy_text,
    money_text,
    money_with_currency,
)
from console.present.kpi_tiles import (
    DOT,
    TITLES,
    TONES,
    Overview,
    RowsLink,
    Tile,
    unsettled_of,
)
from core.domain.alert import AlertKind, AlertRules
from core.domain.environment import Environment
from core.domain.table_fields import BookTable
from core.service.raise_alerts import exception_count, percent_of, worst_first
from core.service.snapshot import Exposure

_COLLECTED: Final = "A collection that is instructed counts as collected."
SUM: Final = "\N{GREEK CAPITAL LETTER SIGMA}"
_KINDS: Final = {
    TITLES[0]: (AlertKind.NO_SESSION_MIN,),
    TITLES[1]: (AlertKind.PAYOUT_LATE_H,),
    TITLES[2]: (AlertKind.EXPOSURE_PCT,),
    TITLES[3]: (AlertKind.HELD_H, AlertKind.EXCEPTIONS_PCT),
    TITLES[4]: (AlertKind.TRIAL_BALANCE_MINOR, AlertKind.CHAIN_BREAKS),
    TITLES[5]: (AlertKind.FEED_LAG_S,),
}
"""Which alerts make a tile abnormal."""
_WORDS: Final = {
    AlertKind.NO_SESSION_MIN: ("none for", "none ended"),
    AlertKind.PAYOUT_LATE_H: ("late by", "payout late"),
}
"""What is abnormal, to be followed by for how long; and alone, where there is less room."""
_UNITS_S: Final = {AlertKind.NO_SESSION_MIN: 60, AlertKind.PAYOUT_LATE_H: 3600}
"""Seconds in the unit of the figure."""


def tiles_of(seen: Overview) -> tuple[Tile, ...]:
    """The tiles of the books as they stand, each with the rows behind it."""
    figures = (
        _active(seen),
        _settled(seen),
        _exposure(seen),
        _exceptions(seen),
        _ledger_sum(seen),
        _lag(seen),
    )
    return tuple(_judged(tile, seen) for tile in figures)


def _judged(tile: Tile, seen: Overview) -> Tile:
    """The tile with the tone of its worst alert, and its words where the figure says nothing."""
    found = [one for one in seen.alerts if one.rule.kind in _KINDS[tile.title]]
    if not found:
        return tile
    worst = worst_first(found)[0]
    tone, words = TONES[worst.rule.severity], _WORDS.get(worst.rule.kind)
    if words is None:
        return replace(tile, tone=tone)
    long, short = words
    note = f"{long} {duration_text(float(worst.figure) * _UNITS_S[worst.rule.kind])}"
    details = f"{note}\n{tile.details or tile.note}"
    return replace(tile, tone=tone, note=note, shorter=(short,), details=details)


def _active(seen: Overview) -> Tile:
    summary = seen.picture.summary
    ended = f"{summary.sessions:,} ended"
    active = summary.watch.active
    why = "These books hold sessions that have ended; nobody tells of others.\n"
    lines = (
        ended,
        f"{energy_text(summary.energy_kwh)} kWh metered",
        f"{summary.posted:,} posted",
        f"{summary.free:,} free of charge",
    )
    return Tile(
        TITLES[0],
        NOTHING if active is None else f"{active:,}",
        f"{ended}{DOT}{summary.energy_kwh:,.0f} kWh",
        link=RowsLink(BookTable.SESSIONS, "", "every session that has ended"),
        shorter=(ended,),
        details=(why if active is None else "") + "\n".join(lines),
    )


def _by_size(amounts: Mapping[str, int]) -> list[str]:
    """Amounts in words, that with the largest count of minor units first."""
    order = sorted(amounts, key=lambda currency: (-abs(amounts[currency]), currency))
    return [money_with_currency(amounts[each], each) for each in order]


def _settled(seen: Overview) -> Tile:
    watch = seen.picture.summary.watch
    is_today = watch.settled_on == seen.picture.clock.date()
    gross = _by_size(
        {key: one.gross_at_tariff for key, one in seen.picture.summary.by_currency.items()}
    )
    first, *others = _by_size(watch.settled) if is_today and watch.settled else ("0",)
    if watch.settled_on is None:
        when = "no cut-off yet"
    elif is_today:
        when = "paid out to CPOs"
    else:
        when = f"last cut-off {watch.settled_on}"
    last = "\n".join(_by_size(watch.settled)) if not is_today else ""
    link = RowsLink(
        BookTable.INSTRUCTIONS, f"kind:PAYOUT on:{watch.settled_on}", "the payouts of that day"
    )
    return Tile(
        TITLES[1],
        first,
        f"and {', '.join(others)}" if others else when,
        link=link if watch.settled_on is not None else None,
        shorter=(f"+{len(others)} currencies",) if others else (when,),
        details="\n".join(filter(None, (when, *others, last, *(f"gross {one}" for one in gross)))),
    )


def _exposure(seen: Overview) -> Tile:
    summary = seen.picture.summary
    owed = {currency: amount for currency, amount in summary.receivable.items() if amount}
    first, *others = _by_size(owed) if owed else ("0",)
    link = RowsLink(BookTable.SESSIONS, "state:posted", "the sessions not settled yet")
    worst = _worst_exposure(summary.watch.exposures, seen.rules)
    if worst is None:
        note = "no limit set" if owed else "nobody owes anything"
        return Tile(TITLES[2], first, note, link=link, details="\n".join((note, *others)))
    one, limit = worst
    share = percent_of(one.amount_minor, limit)
    of = money_with_currency(limit, one.currency)
    return Tile(
        TITLES[2],
        first,
        f"{one.demand_partner} {decimal_text(share)} % of {of}",
        link=unsettled_of(one.demand_partner),
        shorter=(f"{one.demand_partner} {decimal_text(share)} % of limit", f"{share} % of limit"),
        details="\n".join(
            (*others, *_exposure_lines(summary.watch.exposures, seen.rules), _COLLECTED)
        ),
        percent=float(share),
    )


def _exposure_lines(exposures: Sequence[Exposure], rules: AlertRules) -> list[str]:
    lines = []
    for one in exposures:
        owes = f"{one.demand_partner} owes {money_with_currency(one.amount_minor, one.currency)}"
        limit = rules.limit_of(one.demand_partner, one.currency)
        share = "no limit" if limit is None else f"{percent_of(one.amount_minor, limit)} % of limit"
        lines.append(f"{owes}{DOT}{share}")
    return lines


def _worst_exposure(
    exposures: Sequence[Exposure], rules: AlertRules
) -> tuple[Exposure, int] | None:
    limits = [(one, rules.limit_of(one.demand_partner, one.currency)) for one in exposures]
    known = [(one, limit) for one, limit in limits if limit is not None]
    return max(known, key=lambda pair: pair[0].amount_minor / pair[1], default=None)


def _exceptions(seen: Overview) -> Tile:
    summary = seen.picture.summary
    watch = summary.watch
    count = exception_count(summary)
    link = RowsLink(BookTable.HELD, "", "what waits for review, and why")
    if not count:
        return Tile(TITLES[3], "0", "nothing waits for review", link=link)
    reasons = sorted(summary.held.items(), key=lambda item: (-item[1], item[0]))
    texts = [f"{number:,} {reason.replace('_', ' ')}" for reason, number in reasons]
    rejected = sum(watch.rejects.values())
    texts += [f"{rejected:,} rejected"] if rejected else []
    others = len(texts) - 1
    age = ""
    if watch.oldest_held_at is not None:
        waited = seen.picture.age(watch.oldest_held_at).total_seconds()
        age = f"oldest {duration_text(waited)}"
    reasons_text = f"{texts[0]} +{others} more" if others else texts[0]
    rejects = [f"rejected: {n:,} {reason.replace('_', ' ')}" for reason, n in watch.rejects.items()]
    return Tile(
        TITLES[3],
        f"{count:,}",
        DOT.join(filter(None, (reasons_text, age))),
        link=link,
        shorter=(reasons_text, age or f"{len(texts)} reasons"),
        details="\n".join(filter(None, (*texts, *rejects, age))),
    )


def _ledger_sum(seen: Overview) -> Tile:
    summary = seen.picture.summary
    wrong = {currency: total for currency, total in summary.trial_balance.items() if total}
    link = RowsLink(BookTable.ENTRIES, "", "every entry of the ledger")
    if wrong:
        off = DOT.join(f"{money_text(total, each)} {each}" for each, total in wrong.items())
        link = RowsLink(
            BookTable.ENTRIES, f"currency:{next(iter(wrong))}", "the entries in that currency"
        )
        return Tile(TITLES[4], f"{SUM} \N{NOT EQUAL TO} 0", off, link=link)
    if not summary.last_seq:
        return Tile(TITLES[4], f"{SUM} = 0", "the journal is empty", link=link)
    to = f"to seq {summary.last_seq:,}"
    verified = "not verified yet"
    if seen.picture.chain_breaks:
        verified = f"{seen.picture.chain_breaks} breaks in the chain"
    elif seen.verified_to is not None:
        verified = f"verified to {seen.verified_to:,}"
    currencies = ", ".join(sorted(summary.trial_balance))
    known = seen.verified_to is not None or seen.picture.chain_breaks
    return Tile(
        TITLES[4],
        f"{SUM} = 0",
        f"{to}{DOT}{verified}" if known else f"{currencies}, {to}",
        link=link,
        shorter=(verified if known else to,),
        details=f"{currencies}\n{to}\n{verified}",
    )


def _lag(seen: Overview) -> Tile:
    picture = seen.picture
    link = RowsLink(BookTable.ENTRIES, "", "every entry of the ledger")
    if not seen.is_followed:
        return Tile(TITLES[5], NOTHING, "told by the run", link=link)
    last = picture.summary.watch.last_end
    if last is None:
        note = "no session yet"
    elif picture.environment is Environment.LIVE:
        note = f"last session {duration_text(picture.age(last).total_seconds())} ago"
    else:
        note = f"books to {last:%Y-%m-%d %H:%M}"
    lag = f"{picture.feed_lag_s:.1f} s" if picture.feed_lag_s else "< 1 s"
    return Tile(
        TITLES[5],
        lag,
        note,
        link=link,
        shorter=(note.removeprefix("last session ").removeprefix("books to "),),
        details=f"{note}\nwhat the books say is on screen after {lag}",
    )
