"""Two versions of an agreement side by side: fields, steps, and what a session makes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from console.present.agreement_bars import GROSS, holdings
from console.present.amount_text import (
    NOTHING,
    decimal_text,
    instant_text,
    money_text,
    signed_money_text,
)
from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Row, row_of
from console.present.step_texts import percent_text, step_text, step_title
from core.domain.agreement import ANY, Agreement
from core.ledger.split import Split
from core.ledger.steps_of_terms import waterfall_of

SAME: Final = "\N{EQUALS SIGN}"
OTHER: Final = "\N{NOT EQUAL TO}"
ONLY_LEFT: Final = "\N{MINUS SIGN}"
ONLY_RIGHT: Final = "+"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One field or step of two versions; empty where a version has none."""

    what: str
    left: str
    right: str

    @property
    def sign(self) -> str:
        """Whether they are the same, so that it can be seen without colours."""
        if self.left == self.right:
            return SAME
        if not self.right:
            return ONLY_LEFT
        return OTHER if self.left else ONLY_RIGHT


def version_lines(left: Agreement, right: Agreement) -> tuple[VersionLine, ...]:
    """Fields, then steps, in the order of the left version; what only the right has comes last."""
    ours, theirs = dict(_fields(left)), dict(_fields(right))
    fields = [VersionLine(name, text, theirs[name]) for name, text in ours.items()]
    before, after = _steps(left), _steps(right)
    names = dict.fromkeys((*before, *after))
    steps = [VersionLine(one, before.get(one, ""), after.get(one, "")) for one in names]
    return (*fields, *steps)


def difference_count(lines: tuple[VersionLine, ...]) -> int:
    """How many of them differ."""
    return sum(one.sign != SAME for one in lines)


def version_rows(lines: tuple[VersionLine, ...]) -> tuple[Row, ...]:
    """What differs first, marked by sign, bold and colour; then what is the same."""
    ordered = sorted(lines, key=lambda one: one.sign == SAME)
    return tuple(_row(one) for one in ordered)


def _row(one: VersionLine) -> Row:
    differs = one.sign != SAME
    sign = Cell(one.sign, Tone.WARNING if differs else Tone.CALM)
    return row_of(
        sign, one.what, one.left or NOTHING, one.right or NOTHING, key=one.what, is_marked=differs
    )


def party_rows(left: Split, right: Split) -> tuple[Row, ...]:
    """What each party has of the same session under both, and the difference, to the cent."""
    titles = {one.party: one.title for one in (*holdings(left), *holdings(right))}
    ours = {one.party: one.amount_minor for one in holdings(left)}
    theirs = {one.party: one.amount_minor for one in holdings(right)}
    amounts = [(title, ours.get(party, 0), theirs.get(party, 0)) for party, title in titles.items()]
    parties = [_party_row(*one, left.currency) for one in amounts]
    return (*parties, _party_row(GROSS, left.gross, right.gross, left.currency, is_sum=True))


def _party_row(title: str, left: int, right: int, currency: str, *, is_sum: bool = False) -> Row:
    change = right - left
    tone = Tone.WARNING if change else Tone.CALM
    return row_of(
        Cell(OTHER if change else SAME, tone),
        title,
        money_text(left, currency),
        money_text(right, currency),
        Cell(signed_money_text(change, currency), tone if change else None),
        key=title,
        is_marked=is_sum or bool(change),
    )


def _fields(agreement: Agreement) -> Iterator[tuple[str, str]]:
    yield "Preset", agreement.preset
    yield "Scope", scope_text(agreement)
    yield "Effective from", instant_text(agreement.effective.start)
    yield "Effective to", instant_text(agreement.effective.end)
    yield "Currency", agreement.payout_currency
    yield "Clock", f"{agreement.clock.delay_h} h after {_words(agreement.clock.origin)}"
    yield "FX margin", percent_text(agreement.fx_margin_bp)
    age = agreement.fx_max_age_days
    known = "the last rate known" if age is None else f"at most {age} days before"
    yield "FX rate", f"{_words(agreement.fx_lock)}, {known}"
    yield "Tolerance", money_text(agreement.tolerance_minor, agreement.payout_currency)
    rounding = agreement.rounding
    yield "Rounding", f"each {rounding.where.value.lower()}, {_words(rounding.mode)}"
    yield "VAT of services", _vat_text(agreement)


def scope_text(agreement: Agreement) -> str:
    """Whom it is for: ``everybody``, ``CPO NL*ABC``, ``CPO NL*ABC with DP DE*XYZ in NL``."""
    cpo = "" if agreement.cpo == ANY else f"CPO {agreement.cpo}"
    partner = "" if agreement.demand_partner == ANY else f"DP {agreement.demand_partner}"
    whom = " with ".join(filter(None, (cpo, partner))) or "everybody"
    return whom if agreement.country == ANY else f"{whom} in {agreement.country}"


def _vat_text(agreement: Agreement) -> str:
    others = [f"{country} {decimal_text(pct)} %" for country, pct in agreement.vat_pct_by_country]
    return ", ".join((f"{decimal_text(Decimal(agreement.service_vat_pct))} %", *others))


def _words(name: str) -> str:
    return name.replace("_", " ").lower()


def _steps(agreement: Agreement) -> dict[str, str]:
    currency = agreement.payout_currency
    return {
        f"Step {step_title(one)}": step_text(one, currency) for one in waterfall_of(agreement).steps
    }
