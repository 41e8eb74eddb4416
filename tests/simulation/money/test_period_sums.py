"""Steps of a month from sums are those that the core works out session by session."""

from decimal import Decimal

import numpy as np

from core.domain.waterfall import Settle, Step, StepKind
from core.ledger.outcome import moved_between
from core.ledger.session_columns import LineColumn, SessionColumns
from core.ledger.split import split
from core.ledger.split_columns import split_columns
from core.ledger.steps_of_terms import waterfall_of
from core.ledger.true_up import Group, PeriodTotals
from simulation.money.period_sums import NETWORK, PeriodBook, PeriodKey, asks_conditions, months_of
from tests.builders import a_priced, a_session_vat, an_agreement

CPO, DP = "NL*ABC", "NL*XYZ"
JUNE = 1_780_315_200
"""2026-06-01T12:00Z."""


def steps():
    fee = Step(
        step_id="fee",
        payer="DP",
        payee="NETWORK",
        kind=StepKind.PER_SESSION,
        basis="sessions",
        amount=Decimal("0.35"),
    )
    cap = Step(
        step_id="cap",
        payer="DP",
        payee="NETWORK",
        kind=StepKind.MAXIMUM,
        basis="of:fee",
        amount=Decimal(7),
        settle=Settle.PERIOD_TRUE_UP,
    )
    rest = Step(step_id="rest", payer="DP", payee="CPO", kind=StepKind.REMAINDER, rate_bp=10_000)
    return fee, cap, rest


def terms():
    return an_agreement(preset="PASS_THROUGH", commission_bp=0, dp_share_bp=0, steps=steps())


def columns(count, excl, vat):
    line = LineColumn(
        measure=None, vat_pct=None, excl=np.full(count, excl), vat=np.full(count, vat)
    )
    return SessionColumns(currency="EUR", lines=(line,), energy_e4=np.full(count, 200_000))


def book_of(agreement, *counts):
    """Sessions of months, the first of them June."""
    book = PeriodBook()
    for month, count in enumerate(counts):
        sessions = columns(count, 1_000, 210)
        parts = split_columns(sessions, agreement, a_session_vat(a_priced(), agreement))
        key = PeriodKey(agreement=agreement, month="", cpo=CPO, demand_partner=DP)
        end_s = np.full(count, JUNE + month * 31 * 86_400)
        for found, sums in months_of(key, sessions, parts, end_s, np.ones(count, bool)).items():
            book.add(found, sums)
    return book


def test_a_monthly_cap_gives_back_what_is_above_it():
    # 30 sessions of 0.35 are 10.50, of which 7.00 is the most; 10 in July are below it.
    found = book_of(terms(), 30, 10).true_ups()
    assert found == {(DP, "EUR"): 350, (NETWORK, "EUR"): -350}


def test_sums_come_to_what_the_core_makes_of_every_session():
    agreement = terms()
    totals = PeriodTotals(waterfall_of(agreement), "EUR")
    decided = a_session_vat(a_priced(), agreement)
    for number in range(30):
        priced = a_priced(cdr_id=str(number))
        totals.add(priced, split(priced, agreement, decided))
    outcome = moved_between(totals.true_up(Group("*", DP), decided))
    found = book_of(agreement, 30).true_ups()
    assert (found[DP, "EUR"], found[NETWORK, "EUR"]) == (outcome.dp, outcome.network)


def test_parts_of_a_month_add_up():
    agreement = terms()
    book = book_of(agreement, 20)
    for key, sums in book_of(agreement, 10).sums.items():
        book.add(key, sums)
    assert book.true_ups() == book_of(agreement, 30).true_ups()


def test_terms_without_steps_of_a_period_keep_nothing():
    assert not book_of(an_agreement(), 30).sums
    assert not asks_conditions(an_agreement())
