"""What people decide of a CDR that was credited while it waited."""

import pytest

from core.domain.reconciliation import Resolution
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.reconcile import approve_resolution, propose_resolution
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from core.store.cycle_store import instructions_of
from core.store.journal_store import balances
from tests.books import MONTH, open_network
from tests.builders import START, a_cdr, a_credit
from tests.duty_books import another_person

SHORT = a_cdr("short", stay_s=60)


@pytest.mark.parametrize("is_proposed_first", [True, False])
def test_what_was_credited_while_it_waited_is_undone_as_it_is_posted(runtime, is_proposed_first):
    open_network(runtime)
    carry(runtime, [SHORT])
    if is_proposed_first:
        propose_resolution(runtime, SHORT.key, Resolution.OUR_PRICE, "sound")
    credit_cdrs(runtime, [a_credit(SHORT)])
    if not is_proposed_first:
        propose_resolution(runtime, SHORT.key, Resolution.OUR_PRICE, "sound")
    with another_person(runtime) as other:
        approve_resolution(other, SHORT.key, "agreed")
    settle_until(runtime, START + 3 * MONTH)
    with runtime.database.reading() as connection:
        assert list(instructions_of(connection, None)) == []
        assert not any(balances(connection).values())
    assert verify_books(runtime).count == 0
