"""From sessions to the bank and back: everything is paid, one payment returns, nothing is left."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.banking.payment_reference import creditor_reference
from core.domain.instruction import InstructionKind
from core.service.export_payments import export_payments
from core.service.network_file import load_network
from core.service.open_books import open_books
from core.service.pipeline import everything_due_by, run_due
from core.service.read_bank_statement import take_bank_file
from core.service.replay_file import ReplayOrder, replay_file
from core.service.resources import RESOURCES
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from core.store.bank_account_store import put_bank_accounts
from core.store.cycle_store import instructions_of
from core.store.journal_store import balances
from tests.bank_files import a_bank_account, camt
from tests.books import DAY, NOW, now
from tests.core.service.test_read_bank_statement import PAID, RECEIVED, checked, sent
from tests.simulated_bank import SimulatedBank

AT_SEAL = 4
"""The call of the clock that begins the seal: what was read is committed."""
ROOT = Path(__file__).parents[2]
OURS = "NL52DEMO0000000001"


@pytest.fixture
def runtime(database_url):
    """Empty books, and a clock that stands still."""
    runtime = open_books(database_url, now)
    yield runtime
    runtime.database.close()


def left(runtime, *codes):
    with runtime.database.reading() as connection:
        return {
            key: amount
            for key, amount in balances(connection).items()
            if amount and key[0][:4] in codes
        }


def asked(runtime, kind):
    with runtime.database.reading() as connection:
        return [one for one in instructions_of(connection, None) if one.kind is kind]


def test_everything_is_paid_and_at_the_end_every_clearing_account_is_empty(database_url, tmp_path):
    runtime = open_books(database_url, lambda: NOW)
    order = ReplayOrder(
        path=RESOURCES / "sessions" / "demo.csv",
        network="demo",
        agreement="networkcore",
        rejects_file=tmp_path / "rejects.csv",
    )
    replay_file(runtime, order)
    run_due(runtime, everything_due_by(runtime))
    bank = SimulatedBank(OURS, NOW.date())

    (file,) = export_payments(runtime).files
    booked = list(bank.carry_out(file.content))
    assert len(booked) == len(asked(runtime, InstructionKind.PAYOUT))
    collected = [
        bank.receive(one.amount_minor, one.currency, creditor_reference(one.instruction_id))
        for one in asked(runtime, InstructionKind.COLLECTION)
    ]
    returned = bank.give_back(booked[3])
    take_bank_file(runtime, camt(*booked[:5], kind="054", iban=OURS), "advice.xml")
    told = take_bank_file(
        runtime, camt(*booked, *collected, returned, iban=OURS, message_id="M2"), "statement.xml"
    )
    assert told.known == 5
    assert told.unallocated == ()
    assert left(runtime, "1110", "1120", "1200", "2400") == {}
    assert set(left(runtime, "2100").values()) == {-returned.amount_minor}
    assert verify_books(runtime).count == 0

    settle_until(runtime, NOW + 2 * DAY)
    assert "(AC04)" in export_payments(runtime).unpayable[0]
    payee = load_network("demo").cpos[0].key
    renewed = replace(a_bank_account(valid_from=(NOW + DAY).date()), party=payee)
    with runtime.database.transaction() as connection:
        put_bank_accounts(connection, [renewed])
    later = open_books(database_url, lambda: NOW + 2 * DAY)
    (file,) = export_payments(later).files
    assert b"<IBAN>NL20INGB0001234567</IBAN>" in file.content
    last = list(bank.carry_out(file.content))
    take_bank_file(later, camt(*last, iban=OURS, message_id="M3"), "statement.xml")

    assert left(later, "1110", "1120", "1200", "2100", "2310", "2400") == {}
    assert left(later, "1100") == {
        (f"1100:{OURS}", currency): amount for currency, amount in bank.balance.items()
    }
    assert verify_books(later).count == 0
    for opened in (runtime, later):
        opened.database.close()


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_reader_killed_where_it_stands_has_kept_nothing_or_all_and_the_next_one_goes_on(
    runtime, database_url, tmp_path, call
):
    sent(runtime)
    path = tmp_path / "bank.xml"
    path.write_bytes(camt(PAID, RECEIVED))
    before = checked(runtime)

    def read(at_call):
        words = [sys.executable, "-m", "tests.journeys.killed_at_bank", database_url, path, at_call]
        return subprocess.run([str(word) for word in words], cwd=ROOT, check=False).returncode

    assert read(call) == -signal.SIGKILL
    if call < AT_SEAL:
        assert checked(runtime) == before
    else:
        audit = verify_books(runtime).findings
        assert {name for name, found in audit.items() if found} == {"every_entry_is_sealed"}
    assert read(0) == 0
    assert checked(runtime) == {}
    assert read(0) == 0
    assert checked(runtime) == {}
