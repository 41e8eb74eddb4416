"""A month of real sessions: imported, priced, split, netted, paid, matched, reviewed, invoiced.

One payment comes back from the payee's bank and is paid again. At the end nothing is left on any
clearing account, every document keeps the rules of EN 16931, and every session can be traced.
"""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from sqlalchemy import select

from core.banking.payment_reference import creditor_reference
from core.domain.approval import Verdict
from core.domain.instruction import InstructionKind
from core.domain.reconciliation import Fate, Resolution
from core.invoicing.invoice_xml import Syntax
from core.service.issue_documents import issue_documents, month_of
from core.service.list_documents import document_files, list_documents
from core.service.network_file import load_network
from core.service.open_books import open_books
from core.service.pipeline import everything_due_by, run_due
from core.service.read_bank_statement import take_bank_file
from core.service.reconcile import approve_resolution, propose_resolution
from core.service.release_payments import decide_batch, export_released, propose_batch
from core.service.render_documents import renderer
from core.service.replay_file import ReplayOrder, replay_file
from core.service.resources import RESOURCES
from core.service.schematron_worker import SchematronWorker
from core.service.trace import trace
from core.service.view_reconciliation import reconciliation_queue
from core.store.bank_account_store import put_bank_accounts
from core.store.cycle_store import instructions_of
from core.store.journal_store import balances
from core.store.schema import cdr
from tests.asked_books import findings_of
from tests.bank_files import a_bank_account
from tests.core.banking.test_payment_file import NS
from tests.duty_books import another_person
from tests.simulated_bank import SimulatedBank

QUESTIONS = (
    "Who authorised it?",
    "Which tariff version?",
    "Domestic or cross-border?",
    "Which VAT rate?",
    "Was FX needed?",
    "How was it split?",
    "When was it paid?",
)


class Clock:
    """It stands still until it is moved."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


@pytest.fixture(params=["demo", "perth"])
def month(request, tmp_path):
    """(file of sessions, network, month)."""
    if request.param == "demo":
        return RESOURCES / "sessions" / "demo.csv", "demo", "2026-03"
    shared = request.getfixturevalue("shared_dir") / "data" / "perth_kinross_uk" / "sessions.csv"
    if not shared.is_file():
        pytest.skip("needs shared/data/perth_kinross_uk/sessions.csv")
    with shared.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    chosen = tmp_path / "perth.csv"
    with chosen.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *(row for row in rows if row[0] >= "2018-05-01")][:1_501])
    return chosen, "perth-kinross", "2018-05"


def paid_out(runtime, bank):
    """Let every payable payout out by the word of two people, and book it."""
    made = export_released(runtime)
    (waiting,) = made.waiting
    assert made.released == ()
    propose_batch(runtime, waiting.batch.batch_id, "due")
    with another_person(runtime) as other:
        decide_batch(other, waiting.batch.batch_id, Verdict.APPROVED, "checked")
    (released,) = export_released(runtime).released
    root = etree.fromstring(released.file.content)
    stated = root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=NS)
    assert stated == f"{waiting.batch.control_sum:f}"
    return list(bank.carry_out(released.file.content))


def asked(runtime, kind):
    with runtime.database.reading() as connection:
        return [one for one in instructions_of(connection, None) if one.kind is kind]


def left(runtime, *codes):
    with runtime.database.reading() as connection:
        return {
            key: amount
            for key, amount in balances(connection).items()
            if amount and key[0][:4] in codes
        }


def all_paid(runtime, clock, bank):
    """Payouts are booked, Demand Partners pay, one payout comes back and is paid again."""
    booked = paid_out(runtime, bank)
    assert len(booked) == len(asked(runtime, InstructionKind.PAYOUT)) > 1
    received = [
        bank.receive(one.amount_minor, one.currency, creditor_reference(one.instruction_id))
        for one in asked(runtime, InstructionKind.COLLECTION)
    ]
    returned = bank.give_back(booked[1])
    statement = bank.statement(*booked, *received, returned)
    assert take_bank_file(runtime, statement, "statement.xml").unallocated == ()
    assert not take_bank_file(runtime, statement, "again.xml").is_new
    assert left(runtime, "1110", "1120", "1200", "2400") == {}
    assert set(left(runtime, "2100", "2310").values()) == {-returned.amount_minor}
    assert findings_of(runtime) == {}

    payee = next(one.party for one in asked(runtime, InstructionKind.PAYOUT))
    clock.at += timedelta(days=2)
    run_due(runtime, clock.at)
    renewed = replace(a_bank_account(valid_from=clock.at.date()), party=payee)
    with runtime.database.transaction() as connection:
        put_bank_accounts(connection, [renewed])
    clock.at += timedelta(days=30)
    bank.day = clock.at.date()
    again = paid_out(runtime, bank)
    assert sum(one.amount_minor for one in again) == -returned.amount_minor
    take_bank_file(runtime, bank.statement(*again), "statement.xml")
    assert left(runtime, "1110", "1120", "1200", "2100", "2310", "2400") == {}
    assert left(runtime, "1100") == {
        (f"1100:{bank.iban}", currency): amount for currency, amount in bank.balance.items()
    }


def reviewed(runtime):
    """What was held is dropped by the word of two people; its CDRs' keys."""
    cases = reconciliation_queue(runtime).cases
    with another_person(runtime) as other:
        for case in cases:
            propose_resolution(runtime, case.case_id, Resolution.DROP, "nothing was charged")
            assert approve_resolution(other, case.case_id, "so it is").end.fate is Fate.DROPPED
    assert reconciliation_queue(runtime).cases == ()
    return {case.cdr_key for case in cases}


def invoiced(runtime, month):
    """Documents of the month, and what the official rules say to each; twice is once."""
    with renderer() as made:
        issued = issue_documents(runtime, month_of(month), made)
        again = issue_documents(runtime, month_of(month), made)
    assert [one.documents for one in again] == [one.documents for one in issued]
    assert all(one.is_new for one in issued if one.documents)
    files = [one for one in document_files(runtime) if one.format == "xml"]
    with SchematronWorker() as worker:
        failed = [worker.failed_rules(one.content, Syntax.UBL) for one in files]
    assert len(files) > 4
    assert set(failed) == {()}
    return list_documents(runtime)


@pytest.fixture
def clock():
    """Noon of a day after the months."""
    return Clock(datetime(2026, 6, 3, 12, tzinfo=UTC))


@pytest.fixture
def runtime(database_url, clock):
    """Empty books by that clock."""
    runtime = open_books(database_url, clock)
    yield runtime
    runtime.database.close()


def test_a_month_is_paid_reviewed_invoiced_and_every_session_answers(
    runtime, clock, tmp_path, month
):
    file, network, period = month
    order = ReplayOrder(
        path=file, network=network, agreement="networkcore", rejects_file=tmp_path / "rejects.csv"
    )
    replayed = replay_file(runtime, order)
    run_due(runtime, everything_due_by(runtime))
    (ours,) = {
        one.iban
        for one in load_network(network).bank_accounts
        if one.party == load_network(network).operator.key
    }
    all_paid(runtime, clock, SimulatedBank(ours, clock.at.date()))
    dropped = reviewed(runtime)
    assert len(dropped) == sum(replayed.summary.held.values())
    assert invoiced(runtime, period)
    assert findings_of(runtime) == {}

    with runtime.database.reading() as connection:
        keys = connection.execute(select(cdr.c.cdr_key)).scalars().all()
    for cdr_key in keys[:: 1 + len(keys) // 300]:
        answers = {one.question: one.answer for one in trace(runtime, cdr_key).answers}
        assert tuple(answers)[: len(QUESTIONS)] == QUESTIONS
        assert all(answers.values())
        paid = answers["When was it paid?"]
        assert ("dropped after review" in paid) == (cdr_key in dropped), paid
