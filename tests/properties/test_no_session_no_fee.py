"""No session, no fee: whatever the terms, only a session that costs something posts anything."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.ledger.balances import balances_of
from core.ledger.chart_of_accounts import FEE_ACCOUNTS, code_of
from core.service.carry_cdrs import carry
from core.service.open_books import open_books
from core.service.pipeline import run_due
from core.service.report import summary_of
from core.store.journal_store import all_entries
from tests.books import MONTH, now, open_network
from tests.builders import START, a_cdr
from tests.core.ledger.test_split import agreements


def entries_of(runtime):
    with runtime.database.reading() as connection:
        return [one.entry for one in all_entries(connection)]


@settings(max_examples=25)
@given(agreements(), st.integers(0, 3), st.integers(0, 3))
def test_without_a_session_that_costs_something_nothing_is_posted(terms, free, held):
    runtime = open_books("sqlite://", now)
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
    runtime = open_books("sqlite://", now)
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
