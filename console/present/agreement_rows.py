"""Rows of the page of agreements: versions, steps of a session to the cent, golden examples."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Final

from console.present.agreement_differences import scope_text
from console.present.amount_text import NOTHING, decimal_text, money_text, signed_money_text
from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Row, row_of
from console.present.step_texts import parties_text, rule_text, step_title, terms_text
from core.domain.agreement import Agreement
from core.domain.agreement_example import Example
from core.domain.money import money
from core.domain.waterfall import COUNTS, Measure, Settle, Step
from core.ledger.run_steps import Part
from core.ledger.sample_session import Mismatch, mismatches
from core.ledger.split import Split
from core.service.view_agreements import ListedTerms, TermsState

GOES: Final = "\N{CHECK MARK}"
SKIPS: Final = "\N{WHITE CIRCLE}"
"""Before a step that applies to the session, or does not."""
LATER: Final = "\N{CLOCKWISE OPEN CIRCLE ARROW}"
"""Before a step that is no session's: the month is trued up by it."""
STATES: Final = {
    TermsState.FILE: ("\N{WHITE SQUARE}", Tone.CALM),
    TermsState.DRAFT: ("\N{WHITE CIRCLE}", Tone.CALM),
    TermsState.PROPOSED: ("\N{BLACK UP-POINTING TRIANGLE}", Tone.WARNING),
    TermsState.REJECTED: ("\N{MULTIPLICATION SIGN}", Tone.BAD),
    TermsState.APPROVED: ("\N{CHECK MARK}", Tone.GOOD),
    TermsState.COMING: ("\N{BLACK RIGHT-POINTING TRIANGLE}", Tone.CALM),
    TermsState.ACTIVE: ("\N{BLACK CIRCLE}", Tone.GOOD),
    TermsState.ENDED: ("\N{BLACK SQUARE}", Tone.CALM),
}
"""Sign and tone of each state; the word stands beside it."""
_WITHOUT_APPROVAL: Final = {
    TermsState.FILE: "Only a file states it; no books know of it.",
    TermsState.DRAFT: "Nobody has proposed it yet.",
}


def step_rows(split: Split, remainder: Step) -> tuple[Row, ...]:
    """The steps: who pays whom how much, of what; those that do not apply, or not yet, say so."""
    rows = [_part_row(part, split.currency) for part in split.parts]
    rest = row_of(
        "",
        step_title(remainder),
        parties_text(remainder),
        rule_text(remainder, split.currency),
        NOTHING,
        money_text(split.cpo_net, split.currency),
        money_text(split.cpo_vat, split.currency),
        terms_text(remainder),
        key=remainder.step_id,
        is_marked=True,
    )
    return (*rows, rest)


def _part_row(part: Part, currency: str) -> Row:
    step = part.step
    sign = Cell(GOES, Tone.GOOD) if part.applies else Cell(SKIPS, Tone.CALM)
    amount = money_text(part.amount, currency) if part.applies else "does not apply"
    if step.settle is Settle.PERIOD_TRUE_UP:
        sign = Cell(LATER, Tone.CALM, tip="worked out over all sessions of the month")
        amount = "at month end"
    return row_of(
        sign,
        step_title(step),
        parties_text(step),
        rule_text(step, currency),
        _basis_amount(part, currency) if part.applies else NOTHING,
        amount,
        money_text(part.vat, currency) if part.applies else NOTHING,
        terms_text(step),
        key=step.step_id,
    )


def _basis_amount(part: Part, currency: str) -> str:
    """What it was a part of in this session."""
    if part.step.basis in COUNTS:
        exact = Decimal(part.basis[0]) / part.basis[1]
        return decimal_text(exact) + (" kWh" if part.step.basis == Measure.KWH else "")
    return money_text(round(Fraction(*part.basis)), currency)


def terms_rows(listed: Sequence[ListedTerms]) -> tuple[Row, ...]:
    """A row a version: what it is for, from when to when, where it stands, and its hash."""
    return tuple(_terms_row(one) for one in listed)


def _terms_row(one: ListedTerms) -> Row:
    terms = one.agreement
    sign, tone = STATES[one.state]
    return row_of(
        Cell(sign, tone),
        terms.agreement_id,
        Cell(one.state.value, tone),
        scope_text(terms),
        _day(terms.effective.start),
        "open" if terms.effective.end is None else _day(terms.effective.end),
        Cell(one.sha[:8], tip=one.sha),
        key=one.key,
    )


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d}" if instant.time() == time() else f"{instant:%Y-%m-%d %H:%M}"


def standing_text(one: ListedTerms) -> str:
    """Who proposed and decided it, in one sentence."""
    approval = one.approval
    if approval is None:
        return _WITHOUT_APPROVAL.get(one.state, "It came with the network.")
    proposed = f"Proposed by {approval.proposed_by.name} on {_day(approval.proposed_at)}"
    decided = approval.decision
    if decided is None:
        return f"{proposed}; another person must decide."
    advisory = (
        " (advisory: the books cannot know that they are two)" if approval.is_advisory else ""
    )
    return (
        f"{proposed}, {decided.verdict.value} by {decided.by.name} on {_day(decided.at)}{advisory}."
    )


def example_rows(agreement: Agreement) -> tuple[Row, ...]:
    """A row an expected amount of each golden example: wanted, found, and whether it came out."""
    wrong = {(one.example, one.what): one for one in mismatches(agreement)}
    return tuple(
        _example_row(agreement, example, what, wanted, wrong.get((example.name, what)))
        for example in agreement.examples
        for what, wanted in example.expected
    )


def _example_row(
    agreement: Agreement, example: Example, what: str, wanted: Decimal, wrong: Mismatch | None
) -> Row:
    currency = agreement.payout_currency
    found = wanted if wrong is None else wrong.found
    sign = Cell(GOES, Tone.GOOD) if wrong is None else Cell(Tone.BAD.value, Tone.BAD)
    return row_of(
        sign,
        example.name,
        _session_of(example, currency),
        what,
        _major(wanted, currency),
        _major(found, currency),
        _major(found - wanted, currency, signed=True),
        key=f"{example.name} {what}",
        is_marked=wrong is not None,
    )


def _session_of(example: Example, currency: str) -> str:
    """``20 kWh, 10.00 EUR, in NL``: what was worked out by hand."""
    costs = example.energy_cost + example.time_cost + example.session_fee
    several = f", {example.sessions} times" if example.sessions > 1 else ""
    at = "" if example.local_start is None else f", {example.local_start:%a %H:%M}"
    return (
        f"{decimal_text(example.energy_kwh)} kWh, {_major(costs, currency)} {currency}"
        f" in {example.country}{at}{several}"
    )


def _major(amount: Decimal, currency: str, *, signed: bool = False) -> str:
    minor = money(amount, currency).amount_minor
    return signed_money_text(minor, currency) if signed else money_text(minor, currency)


def examples_text(agreement: Agreement) -> str:
    """How many examples there are, and whether they come out."""
    if not agreement.examples:
        return "It has no examples."
    wrong = {one.example for one in mismatches(agreement)}
    count = len(agreement.examples)
    if wrong:
        return f"{Tone.BAD.value} {len(wrong)} of {count} examples come out otherwise."
    return f"{GOES} {count} examples come out." if count > 1 else f"{GOES} Its example comes out."
