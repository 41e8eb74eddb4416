import subprocess
import sys
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from core.domain.errors import ConflictError
from core.service.open_books import open_books
from core.service.report import ledger_after, summary_of
from core.service.verify_books import verify_books
from simulation.feed import (
    LEDGER_ROW,
    Control,
    Failed,
    Finished,
    LedgerBatch,
    Progress,
    Standing,
    Utilisation,
)
from simulation.run import run_scenario
from simulation.scenario_file import load_scenario
from simulation.scenario_terms import VariantPart
from simulation.worker import run_in_worker


@pytest.fixture
def books():
    runtime = open_books("sqlite://")
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
    others = open_books("sqlite://")
    try:
        run_scenario(small, others)

        assert ledger_after(books, 0, 10_000) == ledger_after(others, 0, 10_000)
    finally:
        others.database.close()


def test_both_databases_come_to_the_same(small, books, database_url):
    others = open_books(database_url)
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
    others = open_books("sqlite://")
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
    assert kpis["A.driver_paid_minor_eur"] == money.gross
    assert kpis["B.driver_paid_minor_eur"] == money.gross * 110 // 100


def test_a_network_that_the_books_know_otherwise_is_refused(small, small_with, books):
    run_scenario(small, books)

    with pytest.raises(ConflictError):
        run_scenario(small_with(("= 0.50", "= 0.60")), books)


def _told(scenario_path, url, *, seed=None, words=()):
    """Run the worker in a process of its own, as a window does; everything it tells."""
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    worker = spawn.Process(target=run_in_worker, args=(theirs, str(scenario_path), seed, url))
    for word in words:
        ours.send(word)
    worker.start()
    theirs.close()
    told = []
    with ours:
        while not (told and isinstance(told[-1], Finished | Failed)):
            told.append(ours.recv())
    worker.join(30)
    assert worker.exitcode == 0
    worker.close()
    return told


def test_a_worker_tells_a_run_from_beginning_to_end(small_text, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small_text)
    url = f"sqlite:///{tmp_path / 'books.sqlite'}"

    told = _told(path, url, words=(Control.PAUSE, Control.RESUME))

    kinds = {type(one) for one in told}
    assert kinds == {Progress, LedgerBatch, Standing, Utilisation, Finished}
    runtime = open_books(url)
    try:
        assert summary_of(runtime) == told[-1].summary
    finally:
        runtime.database.close()


def test_a_worker_can_be_cancelled_before_it_begins(small_text, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small_text)

    assert _told(path, "sqlite://", words=(Control.CANCEL,))[-1].cancelled


def test_a_worker_that_is_killed_leaves_books_that_another_run_completes(small_text, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small_text.replace("days = 2", "days = 30"))
    small = load_scenario(path)
    url = f"sqlite:///{tmp_path / 'books.sqlite'}"
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    worker = spawn.Process(target=run_in_worker, args=(theirs, str(path), None, url))
    worker.start()
    theirs.close()
    with ours:
        while not isinstance(ours.recv(), LedgerBatch):
            pass
        worker.kill()
        worker.join(30)
    worker.close()

    broken, whole = open_books(url), open_books("sqlite://")
    try:
        wanted = run_scenario(small, whole).summary
        assert 0 < summary_of(broken).sessions < wanted.sessions
        assert run_scenario(small, broken).summary.by_currency == wanted.by_currency
        assert verify_books(broken).count == 0
    finally:
        broken.database.close()
        whole.database.close()


def test_a_worker_that_fails_says_why(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("days = 0")

    (failed,) = _told(path, "sqlite://")

    assert isinstance(failed, Failed)
    assert f"{path}:1: days: wanted" in failed.message
    assert "SourceError" in failed.traceback


def test_a_worker_stops_when_its_window_is_gone(small_text, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small_text.replace("days = 2", "days = 3000"))
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    worker = spawn.Process(target=run_in_worker, args=(theirs, str(path), 1, "sqlite://"))
    worker.start()
    theirs.close()
    assert isinstance(ours.recv(), Progress)

    ours.close()

    worker.join(60)
    assert worker.exitcode == 0
    worker.close()


def test_a_worker_never_imports_qt():
    code = "import sys, simulation.worker; print([m for m in sys.modules if 'PySide' in m])"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_the_books_of_a_run_keep_their_own_clock(small, books):
    run_scenario(small, books)

    assert replace(books) == books
    assert {row.booked_at.date() for row in ledger_after(books, 0, 10)} == {small.start.date()}
