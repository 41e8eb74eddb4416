"""A partner that does not pay: recalled, drawn from its deposit, written off by two."""

import pytest

from core.domain.approval import Verdict
from core.domain.errors import NotFoundError, RuleError
from core.domain.money import Money
from core.ledger.prefund_posting_rules import entry_for_prefund_used
from core.service.approvals import decide_approval
from core.service.carry_cdrs import carry
from core.service.default_partner import take_default, write_off
from core.service.operator_log import operator_log
from core.service.seal_books import seal
from core.service.settle_cycles import settle_until
from core.store.journal_store import append_entries
from tests.asked_books import balances_of, sound
from tests.books import MONTH, NOW, open_network
from tests.builders import DP, START, a_cdr
from tests.duty_books import approve_as_second

LATER = START + 2 * MONTH


@pytest.fixture
def asked(runtime):
    """A partner was asked for 11.62; the money is in transit, and never comes."""
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH / 5)
    return runtime


def give_deposit(runtime, minor):
    """A deposit, as if it had come before: the mirror of one that is used."""
    given = entry_for_prefund_used(DP, Money(minor, "EUR"), "deposit", START).reversed(
        "given", START
    )
    with runtime.database.transaction() as connection:
        append_entries(connection, [given], NOW)
    seal(runtime)


def test_what_was_asked_for_is_recalled_and_stays_owed(asked):
    (entry,) = take_default(asked, DP, "insolvent")
    assert [(leg.account, leg.amount_minor) for leg in entry.postings] == [
        ("1110", -1162),
        ("1200:NL*XYZ", 1162),
    ]
    assert take_default(asked, DP, "insolvent") == ()
    before = balances_of(asked)
    assert before["1110", "EUR"] == -1089
    settle_until(asked, LATER)
    assert balances_of(asked) == before
    assert [(act.kind.value, act.subject) for act in operator_log(asked).latest] == [
        ("defaulted", DP)
    ]
    assert sound(asked)


def test_a_deposit_is_drawn_first(asked):
    give_deposit(asked, 1000)
    (entry,) = take_default(asked, DP, "insolvent")
    assert ("2200:NL*XYZ", 1000) in [(leg.account, leg.amount_minor) for leg in entry.postings]
    assert ("2200:NL*XYZ", "EUR") not in balances_of(asked)


def test_a_claim_is_given_up_by_two_people(asked):
    take_default(asked, DP, "insolvent")
    proposed = write_off(asked, DP, "no assets")
    assert (proposed.entries, proposed.approval.matter.subject) == ((), DP)
    assert write_off(asked, DP, "no assets").approval == proposed.approval
    approve_as_second(asked, proposed.approval.approval_id)
    done = write_off(asked, DP, "no assets")
    assert [leg.amount_minor for leg in done.entries[0].postings] == [1162, -1162]
    assert balances_of(asked)["5300", "EUR"] == 1162
    with pytest.raises(RuleError, match="owes nothing of its defaults"):
        write_off(asked, DP, "again")
    assert sound(asked)


def test_a_claim_that_is_not_given_up_stays(memory):
    open_network(memory)
    carry(memory, [a_cdr()])
    settle_until(memory, START + MONTH / 5)
    take_default(memory, DP, "insolvent")
    proposed = write_off(memory, DP, "no assets").approval
    decide_approval(memory, proposed.approval_id, Verdict.REJECTED, "wait for the court")
    with pytest.raises(RuleError, match="rejected: wait for the court"):
        write_off(memory, DP, "no assets")


@pytest.mark.parametrize("party", ["NL*HUB", "XX*NOT"])
def test_only_a_party_that_settles_defaults(memory, party):
    open_network(memory)
    with pytest.raises(NotFoundError, match="no party"):
        take_default(memory, party, "?")
    with pytest.raises(NotFoundError, match="no party"):
        write_off(memory, party, "?")
