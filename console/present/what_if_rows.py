"""Differences between terms, true-ups and break-evens as rows of tables and material for JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction

from console.present.plain_values import Plain, plain
from core.domain.money import Money
from core.ledger.break_even import BreakEven, SiteTurnover, WaitingCost
from core.service.true_up_period import TrueUp
from core.service.what_if import Paired, WhatIf

NARROW_COLUMNS = ("Side", "Before", "After", "Difference", "A session", "Better/worse")
TRUE_UP_COLUMNS = ("Terms", "Group", "Sessions", "Moved in the month", "Posted now")
BREAK_EVEN_COLUMNS = ("Question", "Answer")
_SIDES: Mapping[str, str] = {
    "cpo": "CPO",
    "dp": "DP",
    "network": "Network",
    "others": "Third parties",
    "driver": "Drivers (rebates)",
    "card": "Card collection",
}


def paired_rows(found: WhatIf) -> list[tuple[str, ...]]:
    """A row a side, then a row a CPO and a DP where there are several."""
    rows = [_paired(_SIDES[side], one, found) for side, one in found.sides.items()]
    for parties in (found.by_cpo, found.by_dp):
        if len(parties) > 1:
            rows += [_paired(party, one, found) for party, one in sorted(parties.items())]
    moved = found.true_up_difference
    rows += [
        (
            f"{_SIDES[side]}, close of period",
            "",
            _major(getattr(found.true_up_before, side), found),
            _major(getattr(found.true_up_after, side), found),
            _major(moved[side], found),
            "",
            "",
        )
        for side in moved
        if getattr(found.true_up_before, side) or getattr(found.true_up_after, side)
    ]
    return rows


def narrow_rows(found: WhatIf) -> list[tuple[str, ...]]:
    """The same for a terminal: without the count that its title says."""
    return [(name.partition(" (")[0], *rest) for name, _, *rest in paired_rows(found)]


def skipped_words(found: WhatIf) -> str:
    """What was left out, in words; empty where nothing was."""
    told = []
    if found.other_terms:
        told.append(f"{found.other_terms:,} sessions are not for these terms")
    if found.other_currency:
        told.append(f"{found.other_currency:,} are in another currency than {found.currency}")
    return "; ".join(told)


def _paired(name: str, one: Paired, found: WhatIf) -> tuple[str, ...]:
    scale = Money(1, found.currency).major
    mean = f"{one.mean * scale:+.4f}"
    if one.half_width is not None:
        mean += f" \N{PLUS-MINUS SIGN} {one.half_width * scale:.4f}"
    return (
        name,
        f"{one.sessions:,}",
        _major(one.before, found),
        _major(one.after, found),
        _major(one.difference, found),
        mean,
        f"{one.better:,}/{one.worse:,}",
    )


def _major(amount_minor: int, found: WhatIf) -> str:
    return str(Money(amount_minor, found.currency).major)


def plain_what_if(found: WhatIf) -> Plain:
    """What ``agreements what-if`` prints; amounts in minor units, exact where they are means."""
    return {
        "version": found.version,
        "currency": found.currency,
        "from": plain(found.time.start),
        "to": plain(found.time.end),
        "sessions": found.sessions,
        "other_terms": found.other_terms,
        "other_currency": found.other_currency,
        "sides": {side: _plain_paired(one) for side, one in found.sides.items()},
        "by_cpo": {party: _plain_paired(one) for party, one in sorted(found.by_cpo.items())},
        "by_dp": {party: _plain_paired(one) for party, one in sorted(found.by_dp.items())},
        "true_up_before": asdict(found.true_up_before),
        "true_up_after": asdict(found.true_up_after),
    }


def _plain_paired(one: Paired) -> Plain:
    return {
        "before_minor": one.before,
        "after_minor": one.after,
        "difference_minor": one.difference,
        "mean_minor": round(one.mean, 6),
        "half_width_minor": None if one.half_width is None else round(one.half_width, 6),
        "better": one.better,
        "worse": one.worse,
    }


def true_up_rows(found: Iterable[TrueUp]) -> list[tuple[str, ...]]:
    """A row a group."""
    return [
        (
            one.version,
            str(one.group),
            f"{one.sessions:,}",
            ", ".join(
                f"{step} {Money(amount, one.currency).major}" for step, amount, _ in one.moved
            ),
            "nothing" if one.entry is None else one.entry.entry_id,
        )
        for one in found
    ]


def plain_true_ups(found: Sequence[TrueUp]) -> Plain:
    """What ``agreements true-up`` prints."""
    return {
        "true_ups": [
            {
                "version": one.version,
                "period": one.period,
                "cpo": one.group.cpo,
                "demand_partner": one.group.demand_partner,
                "currency": one.currency,
                "sessions": one.sessions,
                "moved": [
                    {"step": step, "amount_minor": amount, "vat_minor": vat}
                    for step, amount, vat in one.moved
                ],
                "entry": None if one.entry is None else one.entry.entry_id,
            }
            for one in found
        ]
    }


def break_even_rows(found: BreakEven) -> list[tuple[str, ...]]:
    """A row a question."""
    eaten = "more" if found.is_eaten_by_card else "less"
    return [
        (
            "roaming pays up to this share of sessions that would have come anyway",
            _percent(found.cannibalised_max),
        ),
        (
            "the membership is cheaper from so many sessions a year on",
            f"{round(found.membership_sessions):,}",
        ),
        ("commission of a session", _decimal(found.commission)),
        (
            f"card cost of a session, {eaten} than the commission",
            f"{_decimal(found.card_cost)}, {_percent(found.card_share)} of gross",
        ),
    ]


def plain_break_even(found: BreakEven) -> Plain:
    """What ``agreements break-even`` prints: exact fractions, and rounded to four decimals."""
    exact = asdict(found)
    return {
        "exact": {name: str(value) for name, value in exact.items()},
        "rounded": {name: _decimal(value) for name, value in exact.items()},
        "card_exceeds_commission": found.is_eaten_by_card,
    }


def sooner_rows(site: SiteTurnover, found: WaitingCost) -> list[tuple[str, ...]]:
    """A row a figure."""
    return [
        ("sessions of an EVSE a day", _decimal(site.sessions_per_evse, 2)),
        ("turnover a day", _decimal(site.turnover, 2)),
        ("working capital that is free, once", _decimal(found.freed, 2)),
        ("what it costs a year", _decimal(found.yearly, 2)),
        ("the same, of the turnover", _percent(found.of_turnover)),
    ]


def plain_sooner(site: SiteTurnover, found: WaitingCost) -> Plain:
    """What ``agreements paid-sooner`` prints: exact fractions, and rounded to four decimals."""
    exact = asdict(site) | asdict(found)
    return {
        "exact": {name: str(value) for name, value in exact.items()},
        "rounded": {name: _decimal(value) for name, value in exact.items()},
    }


def _percent(share: Fraction) -> str:
    return f"{_decimal(share * 100, 1)} %"


def _decimal(exact: Fraction, places: int = 4) -> str:
    scaled = round(exact * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole:,}.{rest:0{places}d}"
