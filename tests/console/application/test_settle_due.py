"""Settling from the window takes up what the command line takes up."""

import pytest

from console.application.opened_books import OpenedBooks
from core.domain.instruction import InstructionKind
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.resolve_pending import list_pending
from core.store.cycle_store import instructions_of
from tests.books import MONTH, now, open_network
from tests.builders import CPO, START, a_cdr, a_credit, an_agreement
from tests.made_books import books_in


@pytest.mark.parametrize(("is_credited", "paid"), [(False, [1089]), (True, [])])
def test_what_waited_out_its_window_is_settled_and_what_was_credited_is_not(
    tmp_path, is_credited, paid
):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    runtime = books_in(url, now)
    open_network(runtime, an_agreement(dispute_window_days=7))
    carry(runtime, [a_cdr()])
    if is_credited:
        credit_cdrs(runtime, [a_credit(a_cdr())])
    books = OpenedBooks(url)
    books.settle_due(START + MONTH)
    books.close()
    assert list_pending(runtime) == []
    with runtime.database.reading() as connection:
        kinds = [one for one in instructions_of(connection, None) if one.party == CPO]
    assert [one.amount_minor for one in kinds if one.kind is InstructionKind.PAYOUT] == paid
    runtime.database.close()
