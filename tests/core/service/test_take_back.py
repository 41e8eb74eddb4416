"""Taking back a session undoes its entry exactly, once, and says beforehand what it will do."""

from contextlib import suppress

import pytest

from core.domain.errors import ConflictError, NotFoundError, RuleError
from core.service.carry_cdrs import carry
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.service.settle_cycles import due_cycles, settle_until
from core.service.take_back import take_back, taking_back
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.store.cdr_store import credit_of
from tests.asked_books import balances_of
from tests.books import MONTH, NOW, open_network
from tests.builders import START, a_cdr
from tests.dying_clock import DeathError, dying

KEY = "cdr:NL*ABC:1"


@pytest.mark.parametrize("call", range(1, 8))
def test_a_credit_is_never_without_its_mirror_whenever_the_process_dies(runtime, call):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    with suppress(DeathError):
        take_back(Runtime(runtime.database, dying(NOW, call)), KEY, "meter was wrong")
    with runtime.database.reading() as connection:
        is_recorded = credit_of(connection, KEY) is not None
    assert (not any(balances_of(runtime).values())) is is_recorded
    if not is_recorded:
        take_back(runtime, KEY, "meter was wrong")
    seal(runtime)
    assert balances_of(runtime) == {}
    assert verify_books(runtime).count == 0


def test_what_was_posted_is_undone_to_the_cent(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr("other", evse_uid="E2")])
    before = balances_of(runtime)
    carry(runtime, [a_cdr()])
    assert balances_of(runtime) != before
    planned = taking_back(runtime, KEY, "meter was wrong")
    assert [
        leg.amount_minor for leg in planned.undone.postings if leg.account == "1200:NL*XYZ"
    ] == [1210]
    credit = take_back(runtime, KEY, "meter was wrong")
    assert credit == planned.credit
    assert (credit.key, credit.total_cost.excl_vat, credit.issued_at) == (f"{KEY}-C", -10, NOW)
    assert balances_of(runtime) == before
    mirror = trace(runtime, KEY).entries[-1].entry
    assert (mirror.reverses, mirror.notes) == (KEY, ("meter was wrong",))
    assert verify_books(runtime).count == 0


def test_a_session_that_was_paid_is_taken_back_by_a_later_cycle(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH)
    take_back(runtime, KEY, "meter was wrong")
    settle_until(runtime, NOW + MONTH)
    owed = {where: amount for where, amount in balances_of(runtime).items() if where[0][:2] != "11"}
    assert owed == {}
    assert verify_books(runtime).count == 0


def test_a_session_is_taken_back_once(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    take_back(runtime, KEY, "meter was wrong")
    before = balances_of(runtime)
    with pytest.raises(ConflictError, match=r"was taken back already, by cdr:NL\*ABC:1-C"):
        take_back(runtime, KEY, "again")
    assert balances_of(runtime) == before


def test_what_has_no_entry_cannot_be_taken_back(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(stay_s=30)])
    with pytest.raises(RuleError, match="no entry in the ledger"):
        take_back(runtime, KEY, "meter was wrong")
    with pytest.raises(NotFoundError):
        take_back(runtime, "cdr:NL*ABC:9", "meter was wrong")


def test_due_cycles_are_what_settling_then_settles(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(), a_cdr("2", evse_uid="E2")])
    assert due_cycles(runtime, START) == ()
    (due,) = due_cycles(runtime, START + MONTH)
    assert (due.cycle_id, due.entries) == ("2026-06-03", 2)
    assert due.paid_out == {"EUR": 2 * 1089}
    assert due.collected == {"EUR": 2 * (1210 - 48)}
    settled = settle_until(runtime, due.cut_off_at)
    assert (settled.cycles, settled.entries) == (1, 2)
    assert due_cycles(runtime, START + MONTH) == ()
