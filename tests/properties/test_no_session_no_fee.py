"""No session, no fee: whatever the terms, only a session that costs something posts anything."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.agreement import NETWORKCORE
from core.domain.errors import InvalidValueError
from core.domain.waterfall import Settle, Step, StepKind
from core.ledger.chart_of_accounts import FEE_ACCOUNTS, code_of
from core.service.carry_cdrs import carry
from core.service.pipeline import run_due
from core.service.report import summary_of
from core.service.true_up_period import true_up_period
from core.store.journal_store import entries_where
from tests.books import MONTH, now, open_network
from tests.builders import START, a_cdr
from tests.core.ledger.test_run_steps import terms_of
from tests.core.ledger.test_split import agreements
from tests.made_books import books_in
from tests.sums import balances_of
from tests.waterfalls import BANDS, REST, a_step, session_steps


def entries_of(runtime):
    with runtime.database.reading() as connection:
        return [one.entry for one in entries_where(connection)]


@settings(max_examples=25)
@given(agreements(), st.integers(0, 3), st.integers(0, 3))
def test_without_a_session_that_costs_something_nothing_is_posted(terms, free, held):
    runtime = books_in("sqlite://", now)
    with runtime.database:
        open_network(runtime, terms)
        hours = iter(timedelta(hours=2 * number) for number in range(9))
        cdrs = [
            a_cdr(f"free{number}", tariff_id="FREE", start=START + next(hours))
            for number in range(free)
        ]
        cdrs += [
            a_cdr(f"held{number}", energy_kwh="0.1", start=START + next(hours))
            for number in range(held)
        ]
        carry(runtime, cdrs)
        run_due(runtime, START + 12 * MONTH)
        assert entries_of(runtime) == []
        assert summary_of(runtime).last_seq == 0


@settings(max_examples=15)
@given(agreements().filter(lambda terms: terms.wholesale_bp >= 5_000), st.integers(1, 5))
def test_fees_are_those_of_the_sessions_and_nothing_else(terms, count):
    runtime = books_in("sqlite://", now)
    with runtime.database:
        open_network(runtime, terms)
        carry(
            runtime,
            [
                a_cdr(str(number), start=START + timedelta(hours=2 * number))
                for number in range(count)
            ],
        )
        run_due(runtime, START + 12 * MONTH)
        fees = -sum(
            amount
            for (where, _), amount in balances_of(entries_of(runtime)).items()
            if code_of(where) in FEE_ACCOUNTS
        )
        assert fees == summary_of(runtime).by_currency["EUR"].commission
        of_sessions = [one for one in entries_of(runtime) if one.kind == "cdr"]
        assert balances_of(of_sessions).get(("4200", "EUR"), 0) == balances_of(
            entries_of(runtime)
        ).get(("4200", "EUR"), 0)


MONTHS = ("2026-05", "2026-06")


def of_period(steps):
    """The same steps, those that can be settled at the close of a period, settled there."""
    keep = (StepKind.REMAINDER, StepKind.PASS_THROUGH)
    base = tuple(step for step in steps if ":" not in step.basis and step.kind not in keep)
    settled = (replace(step, settle=Settle.PERIOD_TRUE_UP) for step in base)
    volume = a_step(
        step_id="volume",
        payer="NETWORK",
        payee="CPO",
        kind=StepKind.TIER_WHOLE,
        tiers=BANDS,
        settle=Settle.PERIOD_TRUE_UP,
    )
    return (*settled, volume, REST)


@settings(max_examples=20)
@given(session_steps(), st.booleans(), st.booleans(), st.integers(0, 2))
def test_under_networkcore_a_month_without_a_session_that_costs_posts_nothing(
    steps, periodic, named, free
):
    """Whoever is named: steps of sessions and of a period are owed for sessions only."""
    scope = {"cpo": "NL*ABC", "demand_partner": "NL*XYZ"} if named else {}
    terms = terms_of(of_period(steps) if periodic else steps, preset=NETWORKCORE, **scope)
    runtime = books_in("sqlite://", now)
    with runtime.database:
        open_network(runtime, terms)
        starts = (START + timedelta(hours=2 * number) for number in range(free))
        carry(runtime, [a_cdr(f"f{s:%H}", tariff_id="FREE", start=s) for s in starts])
        for month in MONTHS:
            true_up_period(runtime, month)
        run_due(runtime, START + 12 * MONTH)
        assert entries_of(runtime) == []


@given(
    st.sampled_from((StepKind.FIXED, StepKind.MINIMUM)),
    st.sampled_from((("CPO", "NETWORK"), ("DP", "NETWORK"), ("NETWORK", "CPO"))),
    st.decimals(0, 1000, places=2),
)
def test_networkcore_cannot_even_be_written_with_what_is_owed_without_a_session(
    kind, sides, amount
):
    payer, payee = sides
    commission = a_step(payer=payer, payee=payee)
    owed = Step(
        step_id="owed",
        payer=payer,
        payee=payee,
        kind=kind,
        basis="sessions" if kind is StepKind.FIXED else "of:commission",
        amount=Decimal(amount),
        settle=Settle.PERIOD_TRUE_UP,
    )
    with pytest.raises(InvalidValueError, match="no session means no fee"):
        terms_of([commission, owed, REST], preset=NETWORKCORE)
    assert terms_of([commission, owed, REST], preset="OWN").steps[1] == owed
