from dataclasses import replace

import numpy as np
import pytest

from core.domain.errors import ConflictError
from core.service.report import ledger_after, summary_of
from core.service.verify_books import verify_books
from simulation.book_sink import BookSink
from simulation.control import Stopwatch
from simulation.feed import (
    LEDGER_ROW,
    Control,
    LedgerBatch,
    Standing,
)
from simulation.reporter import Reporter
from simulation.run import run_scenario
from simulation.scenario_file import load_scenario
from simulation.scenario_terms import VariantPart
from tests.builders import a_network, an_agreement
from tests.made_books import books_in


@pytest.fixture
def books():
    runtime = books_in("sqlite://")
    yield runtime
    runtime.database.close()


def test_a_run_is_priced_posted_and_settled_and_the_books_balance(small_with, books):
    finished = run_scenario(small_with(("days = 2", "days = 5")), books)
    summary = finished.summary

    assert summary == summary_of(books)
    assert summary.sessions == finished.kpis["sessions"]
    assert summary.posted + summary.free + sum(summary.held.values()) == summary.sessions
    assert summary.posted > 200
    assert summary.trial_balance == {"EUR": 0}
    money = summary.by_currency["EUR"]
    assert money.gross - money.vat == money.cpo_net + money.dp_share + money.commission
    assert money.payouts > 0
    assert finished.kpis["gross_minor_eur"] == money.gross


def test_the_same_run_again_changes_nothing(small, books):
    first = run_scenario(small, books).summary
    again = run_scenario(small, books).summary

    assert again == first


def test_the_same_seed_gives_the_same_books(small, books):
    run_scenario(small, books)
    others = books_in("sqlite://")
    try:
        run_scenario(small, others)

        assert ledger_after(books, 0, 10_000) == ledger_after(others, 0, 10_000)
    finally:
        others.database.close()


def test_both_databases_come_to_the_same(small, books, database_url):
    others = books_in(database_url)
    try:
        assert run_scenario(small, others).summary == run_scenario(small, books).summary
    finally:
        others.database.close()


def test_nothing_is_found_in_the_books_of_all_scenarios_together(scenarios, books):
    for name in ("city", "corridor", "reseller-vs-networkcore"):
        scenario = load_scenario(scenarios / f"{name}.toml")
        week = scenario.model_copy(update={"days": 5, "variant": scenario.variant[:2]})
        finished = run_scenario(week, books)

    assert verify_books(books).count == 0
    assert finished.summary.trial_balance == {"CHF": 0, "EUR": 0}


def test_another_seed_adds_to_the_books(small, books):
    first = run_scenario(small, books).summary
    both = run_scenario(small, books, seed=2).summary

    assert both.sessions > first.sessions
    assert both.trial_balance == {"EUR": 0}


def test_every_entry_is_told_once_and_in_order(small, books):
    told = []
    finished = run_scenario(small, books, on_message=told.append)
    rows = np.concatenate([one.rows for one in told if isinstance(one, LedgerBatch)])

    assert rows.dtype == LEDGER_ROW
    assert rows["seq"].tolist() == list(range(1, finished.summary.last_seq + 1))
    assert [one for one in told if isinstance(one, Standing)][-1].summary == finished.summary
    first = ledger_after(books, 0, 1)[0]
    assert rows[0]["entry_id"] == first.entry_id
    assert rows[0]["effective_s"] == first.effective_at.timestamp()
    assert rows[0]["gross_minor"] == first.gross_minor
    assert rows[0]["energy_wh"] == int(first.energy_kwh * 1000)


def test_who_is_connected_is_told_while_the_run_goes_on(books):
    told = []
    sink = BookSink(books, a_network(), (an_agreement(),))
    reporter = Reporter(told.append, Stopwatch(), 100)
    reporter.books(sink, 3)
    reporter.books(sink, None)
    assert [one.summary.watch.active for one in told] == [3, None]
    assert told[1].summary == sink.summary()


def test_entries_that_were_there_before_are_not_told(small, books):
    before = run_scenario(small, books).summary.last_seq
    told = []
    run_scenario(small, books, seed=2, on_message=told.append)

    rows = np.concatenate([one.rows for one in told if isinstance(one, LedgerBatch)])
    assert rows["seq"].min() == before + 1


def test_a_cancelled_run_keeps_what_it_committed(small, books):
    words, told = iter([None, None, None, Control.CANCEL]), []
    finished = run_scenario(small, books, control=lambda: next(words, None), on_message=told.append)

    assert finished.cancelled
    rows = np.concatenate([one.rows for one in told if isinstance(one, LedgerBatch)])
    assert rows["seq"].tolist() == list(range(1, finished.summary.last_seq + 1))
    assert [one for one in told if isinstance(one, Standing)][-1].summary == finished.summary
    assert finished.summary.sessions > 0
    others = books_in("sqlite://")
    try:
        whole = run_scenario(small, others).summary
        assert finished.summary.sessions < whole.sessions
        assert run_scenario(small, books).summary.by_currency == whole.by_currency
    finally:
        others.database.close()


def test_variants_have_books_of_their_own_and_the_first_has_those_of_the_run(small, books):
    written = small.agreement[0]
    dearer = written.model_copy(update={"agreement_id": "dearer", "commission_bp": 2000})
    variants = (
        VariantPart(name="A", agreement=(written,)),
        VariantPart(name="B", agreement=(dearer,), price_markup_pct=10.0),
    )
    scenario = small.model_copy(update={"agreement": (), "variant": variants})

    kpis = run_scenario(scenario, books).kpis

    summary = summary_of(books)
    money = summary.by_currency["EUR"]
    assert kpis["A.commission_minor_eur"] == kpis["commission_minor_eur"] == money.commission
    assert kpis["B.gross_minor_eur"] == kpis["A.gross_minor_eur"] == money.gross
    assert kpis["B.commission_minor_eur"] == pytest.approx(2 * money.commission, abs=summary.posted)
    assert kpis["A.driver_paid_minor_eur"] == money.gross_at_tariff
    assert kpis["B.driver_paid_minor_eur"] == money.gross_at_tariff * 110 // 100


def test_a_network_that_the_books_know_otherwise_is_refused(small, small_with, books):
    run_scenario(small, books)

    with pytest.raises(ConflictError):
        run_scenario(small_with(("= 0.50", "= 0.60")), books)


def test_the_books_of_a_run_keep_their_own_clock(small, books):
    run_scenario(small, books)

    assert replace(books) == books
    assert {row.booked_at.date() for row in ledger_after(books, 0, 10)} == {small.start.date()}
