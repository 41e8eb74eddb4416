"""Everything that posts seals after its commit, by the same step; a death between shows, and heals.

Each use case is ended where its seal begins: what it posted is in the books and not sealed yet.
"""

from functools import partial

import pytest

from core.domain.money import Money
from core.domain.settlement_rules import CreditLine, CreditMode, SettlementRules
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.default_partner import take_default
from core.service.hold_prefund import hold_prefund, release_prefund
from core.service.open_books import open_books
from core.service.read_bank_statement import take_bank_file
from core.service.register_network import register_network
from core.service.rematch_movement import ByHand, deposit_by_hand
from core.service.resolve_pending import resolve_pending
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from tests.bank_files import Movement, banked_network, camt
from tests.books import DAY, MONTH, NOW, now, open_network
from tests.builders import DP, START, a_cdr, a_credit, an_agreement
from tests.dying_clock import DeathError, calls_of, dying
from tests.settlement_books import ruled_network

RECEIPT = camt(Movement(amount_minor=5000, reference="B1"))
RECEIPT_NAME = "NL91ABNA0417164300:B1:C"
BY_HAND = ByHand(who="test", reason="a deposit")


def empty(runtime):
    open_network(runtime, network=banked_network())


def carried(runtime):
    empty(runtime)
    carry(runtime, [a_cdr()])


def settled(runtime):
    carried(runtime)
    settle_until(runtime, START + 10 * DAY)


def pending(runtime):
    open_network(runtime, an_agreement(dispute_window_days=7), network=banked_network())
    carry(runtime, [a_cdr()])


def told(runtime):
    settled(runtime)
    take_bank_file(runtime, RECEIPT, "b.xml")


def lodged(runtime):
    told(runtime)
    prefunded = CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED)
    register_network(runtime, ruled_network(SettlementRules(credit_lines=(prefunded,))), [])
    deposit_by_hand(runtime, RECEIPT_NAME, DP, BY_HAND)


STEPS = {
    "carry": (empty, lambda runtime: carry(runtime, [a_cdr()])),
    "credit": (carried, lambda runtime: credit_cdrs(runtime, [a_credit(a_cdr())])),
    "settle": (carried, lambda runtime: settle_until(runtime, START + MONTH)),
    "act": (settled, lambda runtime: take_default(runtime, DP, "insolvent")),
    "resolve": (pending, lambda runtime: resolve_pending(runtime, START + MONTH)),
    "bank": (settled, lambda runtime: take_bank_file(runtime, RECEIPT, "b.xml")),
    "match": (told, lambda runtime: deposit_by_hand(runtime, RECEIPT_NAME, DP, BY_HAND)),
}


def findings(runtime):
    return {name for name, found in verify_books(runtime).findings.items() if found}


@pytest.mark.parametrize("name", STEPS)
def test_what_is_posted_is_committed_before_it_is_sealed(runtime, name):
    before, step = STEPS[name]
    twin = open_books("sqlite://", now)
    before(twin)
    last = calls_of(NOW, lambda clock: step(Runtime(twin.database, clock)))
    twin.database.close()
    before(runtime)
    with pytest.raises(DeathError):
        step(Runtime(runtime.database, dying(NOW, last)))
    assert findings(runtime) == {"every_entry_is_sealed"}
    assert seal(runtime) > 0
    assert findings(runtime) == set()


def test_a_session_that_begins_on_a_wallet_is_sealed_after_it_is_put_aside(runtime):
    lodged(runtime)
    asked = Money(1000, "EUR")
    begin = partial(hold_prefund, authorization="A1", demand_partner=DP, asked=asked)
    with pytest.raises(DeathError):
        begin(Runtime(runtime.database, dying(NOW, 2)))
    assert findings(runtime) == {"every_entry_is_sealed"}
    assert begin(runtime).hold is not None
    assert findings(runtime) == set()
    with pytest.raises(DeathError):
        release_prefund(Runtime(runtime.database, dying(NOW, 2)), "A1", "nothing started")
    assert findings(runtime) == {"every_entry_is_sealed"}
    release_prefund(runtime, "A1", "nothing started")
    assert findings(runtime) == set()
