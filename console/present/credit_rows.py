"""What each Demand Partner uses of its credit, the nearest to its limit first: rows and bars.

The limit is that of the network's credit line. A partner without one is measured against the limit
of the alert rules, which stops nobody, and that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.present.amount_text import NOTHING, money_text, money_with_currency
from console.present.kpi_tiles import RowsLink, Tone, unsettled_of
from console.present.plain_rows import Cell, Head, Row, row_of
from console.present.share_bars import BarPart, Shade, ShareBar
from core.domain.alert import AlertRules
from core.domain.filter_print import value_text
from core.domain.settlement_rules import ALWAYS, CreditMode
from core.domain.table_fields import BookTable
from core.settlement.exposure import CreditExposure

NEAR: Final = 0.8
"""Share of what it may use from which on a partner is near its limit."""
CREDIT_HEADS: Final = (
    Head("Demand Partner"),
    Head("State"),
    Head("Used against limit"),
    Head("Used", is_number=True),
    Head("May use", is_number=True),
    Head("Headroom", is_number=True),
    Head("Share", is_number=True),
    Head("Cur."),
)
BAR_COLUMN: Final = 2
FIGURE_HEADS: Final = (Head("Figure"), Head("Amount", is_number=True))


class CreditState(StrEnum):
    """How near a partner is to its limit."""

    OK = "ok"
    NEAR = "near"
    OVER = "over"
    STOPPED = "stopped"
    """Over it, and sessions are refused."""
    UNLIMITED = "unlimited"


STATES: Final = {
    CreditState.OK: Cell("\N{CHECK MARK} ok"),
    CreditState.NEAR: Cell("\N{BLACK UP-POINTING TRIANGLE} near limit", Tone.WARNING),
    CreditState.OVER: Cell("\N{MULTIPLICATION SIGN} over limit", Tone.BAD),
    CreditState.STOPPED: Cell("\N{BLACK SQUARE} stopped", Tone.BAD),
    CreditState.UNLIMITED: Cell("\N{EN DASH} no limit"),
}
"""A sign and words; the tone repeats them."""
_SHADES: Final = {
    CreditState.NEAR: Shade.WARNING,
    CreditState.OVER: Shade.BAD,
    CreditState.STOPPED: Shade.BAD,
}
_MODES: Final = {
    CreditMode.CAPTURED: "each session captured",
    CreditMode.PREFUNDED: "from its wallet",
    CreditMode.POSTPAID: "after the cut-off",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A partner against what it may use."""

    credit: CreditExposure
    may_use_minor: int | None
    """Limit and what it has lodged; None where there is no limit at all."""
    is_watched: bool
    """The limit is that of the alert rules."""

    @property
    def share(self) -> float | None:
        """Used of what it may use; above 1 it is over its limit; None without limit."""
        if self.may_use_minor is None:
            return None
        if self.may_use_minor <= 0:
            return 0.0 if self.credit.used_minor <= self.may_use_minor else 2.0
        return self.credit.used_minor / self.may_use_minor

    @property
    def headroom_minor(self) -> int | None:
        """What it may still use; None without limit."""
        if self.may_use_minor is None:
            return None
        return self.may_use_minor - self.credit.used_minor

    @property
    def state(self) -> CreditState:
        """How near it is."""
        share = self.share
        if share is None:
            return CreditState.UNLIMITED
        if share > 1:
            stops = self.credit.line.stops_at_limit and not self.is_watched
            return CreditState.STOPPED if stops else CreditState.OVER
        return CreditState.NEAR if share >= NEAR else CreditState.OK


def standings(partners: Sequence[CreditExposure], rules: AlertRules) -> tuple[Standing, ...]:
    """Every partner, the nearest to its limit first; without a limit last, by what is used."""
    found = [standing_of(one, rules) for one in partners]
    return tuple(
        sorted(
            found, key=lambda one: (-_rank(one), -one.credit.used_minor, one.credit.demand_partner)
        )
    )


def _rank(one: Standing) -> float:
    return -1.0 if one.share is None else one.share


def standing_of(one: CreditExposure, rules: AlertRules) -> Standing:
    """A partner against its limit, or that of the alert rules where it has none."""
    limit = one.limit_minor
    is_watched = limit is None
    if limit is None:
        limit = rules.limit_of(one.demand_partner, one.currency)
    may_use = None if limit is None else limit + one.lodged_minor
    return Standing(one, may_use, is_watched and may_use is not None)


def credit_row(one: Standing) -> Row:
    """One partner; its key is the partner's."""
    credit, currency = one.credit, one.credit.currency
    state = STATES[one.state]
    watched = " (alert rule)" if one.is_watched else ""
    share = NOTHING if one.share is None or one.share == 2.0 else f"{one.share:.0%}"
    return row_of(
        credit.demand_partner,
        Cell(state.text + watched, state.tone),
        "",
        money_text(credit.used_minor, currency),
        _amount(one.may_use_minor, currency),
        Cell(
            _amount(one.headroom_minor, currency),
            Tone.BAD if one.headroom_minor is not None and one.headroom_minor < 0 else None,
        ),
        share,
        currency,
        key=credit.demand_partner,
    )


def _amount(amount_minor: int | None, currency: str) -> str:
    return NOTHING if amount_minor is None else money_text(amount_minor, currency)


def credit_bar(one: Standing, most_minor: int) -> ShareBar:
    """Used as a part of the width; marks at what is lodged and at what may be used.

    Args:
        one: The partner.
        most_minor: The largest use of any partner in this currency, for those without limit.
    """
    credit = one.credit
    width = max(one.may_use_minor or most_minor, credit.used_minor, 1)
    parts = _parts(one, width)
    marks = [credit.lodged_minor / width] if 0 < credit.lodged_minor < width else []
    if one.may_use_minor is not None and 0 <= one.may_use_minor < width:
        marks.append(one.may_use_minor / width)
    used = money_with_currency(credit.used_minor, credit.currency)
    of = "no limit"
    if one.may_use_minor is not None:
        of = f"of {money_with_currency(one.may_use_minor, credit.currency)}"
    lodged = money_with_currency(credit.lodged_minor, credit.currency)
    said = f"{credit.demand_partner} uses {used} {of}; lodged {lodged}"
    return ShareBar(parts, tuple(marks), said)


def _parts(one: Standing, width: int) -> tuple[BarPart, ...]:
    """What waits to be asked for, or out a window; what was asked for; what is under way."""
    base = _SHADES.get(one.state)
    amounts = (
        (one.credit.receivable_minor, base or Shade.MIDDLE),
        (one.credit.waiting_minor, base or Shade.MIDDLE),
        (one.credit.unpaid_minor, base or Shade.OLD),
        (one.credit.open_minor, base or Shade.YOUNG),
    )
    return tuple(BarPart(amount / width, shade) for amount, shade in amounts if amount > 0)


def largest_use(shown: Sequence[Standing]) -> dict[str, int]:
    """The largest use of any partner, by currency."""
    most: dict[str, int] = {}
    for one in shown:
        currency = one.credit.currency
        most[currency] = max(most.get(currency, 0), one.credit.used_minor)
    return most


def figure_rows(one: Standing) -> tuple[Row, ...]:
    """What the use of one partner is made of, and what stands against it."""
    credit, line = one.credit, one.credit.line
    rows = [
        _figure("Posted, not asked for yet", credit.receivable_minor, credit),
        _figure("In a dispute window", credit.waiting_minor, credit),
        _figure("Asked for, not received", credit.unpaid_minor, credit),
        _figure("Put aside for sessions under way", credit.open_minor, credit),
        _figure("Used", credit.used_minor, credit, is_marked=True),
        _figure("Wallet or deposit lodged", credit.lodged_minor, credit),
        _figure("Deposit missing", credit.deposit_missing_minor, credit, is_bad_above=True),
        _figure("Not covered by anything", credit.at_risk_minor, credit),
        _figure("Credit limit of the network", credit.limit_minor, credit),
        _figure("May use", one.may_use_minor, credit),
        _figure("Headroom", one.headroom_minor, credit, is_marked=True),
        row_of("At the limit", "sessions stop" if line.stops_at_limit else "sessions go on"),
        row_of("Pays", _MODES[line.mode]),
    ]
    if line.valid_from > ALWAYS:
        rows.append(row_of("In force since", f"{line.valid_from}"))
    return tuple(rows)


def _figure(
    title: str,
    amount_minor: int | None,
    credit: CreditExposure,
    *,
    is_marked: bool = False,
    is_bad_above: bool = False,
) -> Row:
    text = NOTHING
    if amount_minor is not None:
        text = money_with_currency(amount_minor, credit.currency)
    is_bad = amount_minor is not None and (amount_minor < 0 or (is_bad_above and amount_minor > 0))
    return row_of(title, Cell(text, Tone.BAD if is_bad else None), is_marked=is_marked)


def partner_links(demand_partner: str) -> tuple[RowsLink, ...]:
    """The rows behind a partner: what is not settled, what was asked for, all that was posted."""
    name = value_text(demand_partner)
    asked = f"what {demand_partner} was asked for"
    posted = f"the entries of sessions of {demand_partner}"
    return (
        unsettled_of(demand_partner),
        RowsLink(BookTable.INSTRUCTIONS, f"party:{name} kind:COLLECTION", asked),
        RowsLink(BookTable.ENTRIES, f"dp:{name}", posted),
    )


def exposure_note(shown: Sequence[Standing]) -> str:
    """``3 partners, 1 near its limit, 0 over it``."""
    states = [one.state for one in shown]
    over = sum(state in (CreditState.OVER, CreditState.STOPPED) for state in states)
    near = states.count(CreditState.NEAR)
    return f"{len(states)} partners, {near} near the limit, {over} over it"
