"""The view of settlement says what the books say: cycles, files, open accounts, times."""

from datetime import UTC, datetime, timedelta

from core.domain.instruction import InstructionKind
from core.ledger.chart_of_accounts import Code
from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments
from core.service.file_lines import FileState
from core.service.register_network import register_network
from core.service.settle_cycles import settle_until
from core.service.view_settlement import PaidState, view_settlement
from core.store.cycle_store import instructions_of
from core.store.journal_store import balances
from tests.bank_files import banked_network
from tests.books import MONTH, open_network, some_cdrs
from tests.builders import CPO, START, a_cdr, an_agreement

JUNE_3 = datetime(2026, 6, 3, 2, tzinfo=UTC)


def test_empty_books_have_nothing_to_settle(runtime):
    open_network(runtime)
    view = view_settlement(runtime, START)
    assert (view.clock, view.cycles, view.files, view.open_accounts) == (None, (), (), ())
    assert view.times.sessions == 0


def test_a_cycle_is_due_until_it_is_settled(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    (due,) = view_settlement(runtime, JUNE_3).cycles
    assert (due.cycle_id, due.state, due.entries) == ("2026-06-03", PaidState.DUE, 1)
    assert due.paid_out == {"EUR": 1089}
    assert due.value_at is None
    settle_until(runtime, JUNE_3)
    view = view_settlement(runtime, JUNE_3)
    (settled,) = view.cycles
    assert settled.state is PaidState.INSTRUCTED
    assert settled.value_at == JUNE_3
    assert settled.gross == {"EUR": 1210}
    assert settled.paid_out == due.paid_out
    assert settled.collected == due.collected
    assert settled.payouts == 1


def test_sums_of_cycles_are_those_of_their_instructions(runtime):
    open_network(runtime)
    carry(runtime, some_cdrs(12))
    settle_until(runtime, START + MONTH)
    view = view_settlement(runtime, START + MONTH)
    assert [one.cycle_id for one in view.cycles] == sorted(
        (one.cycle_id for one in view.cycles), reverse=True
    )
    with runtime.database.reading() as connection:
        for line in view.cycles:
            sums = {}
            for one in instructions_of(connection, line.cycle_id):
                key = one.kind, one.currency
                sums[key] = sums.get(key, 0) + one.amount_minor
            shown = {(InstructionKind.PAYOUT, key): sum_ for key, sum_ in line.paid_out.items()}
            shown |= {
                (InstructionKind.COLLECTION, key): sum_ for key, sum_ in line.collected.items()
            }
            assert shown == sums
    assert sum(one.entries for one in view.cycles) == 12


def test_open_accounts_are_the_balances_by_age(runtime):
    open_network(runtime)
    cdrs = [a_cdr(), a_cdr("2", start=START + timedelta(days=5))]
    carry(runtime, cdrs)
    view = view_settlement(runtime, START)
    with runtime.database.reading() as connection:
        kept = balances(connection)
    for line in view.open_accounts:
        assert sum(line.by_age) == line.balance_minor
        if line.account:
            assert kept[line.account, line.currency] == line.balance_minor
    (payable,) = [one for one in view.open_accounts if one.account == f"{Code.PAYABLE}:{CPO}"]
    assert payable.by_age == (-1089, 0, -1089, 0, 0)
    (sum_,) = [one for one in view.open_accounts if one.code is Code.PAYABLE and not one.account]
    assert (sum_.balance_minor, sum_.accounts) == (-2178, 1)


def test_the_time_to_money_is_measured_from_the_end_of_the_session(runtime):
    open_network(runtime)
    cdr = a_cdr()
    carry(runtime, [cdr])
    settle_until(runtime, JUNE_3)
    times = view_settlement(runtime, JUNE_3).times
    minutes = (JUNE_3 - cdr.end) // timedelta(minutes=1)
    assert times.minutes == ((minutes, 1),)
    assert (times.late, times.promise_min) == (0, 48 * 60)


def test_a_payment_file_is_that_of_every_cycle_it_pays(runtime):
    register_network(runtime, banked_network(), [an_agreement()])
    carry(runtime, some_cdrs(4))
    settle_until(runtime, START + MONTH)
    made = export_payments(runtime).files[0]
    view = view_settlement(runtime, START + MONTH)
    (file,) = view.files
    assert file.batch_id == made.batch.batch_id
    assert file.state is FileState.PREPARED
    paying = {one.cycle_id for one in view.cycles if one.paid_out}
    assert set(view.cycle_files) == paying
    assert set(view.cycle_files.values()) == {(file.batch_id,)}
    assert {one.state for one in view.cycles if one.payouts} == {PaidState.IN_FILES}
