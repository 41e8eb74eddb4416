"""One receipt at the bank that pays several collections: told by its sum, or by somebody."""

import pytest

from core.domain.bank_match import MatchKind, MatchRule
from core.domain.errors import RuleError
from core.domain.instruction import InstructionKind
from core.service.carry_cdrs import carry
from core.service.rematch_movement import ByHand, match_by_hand, release_match
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.store.cycle_store import instructions_of
from tests.bank_files import DAY, IBANS, Movement, banked_network
from tests.books import DAY as A_DAY
from tests.books import MONTH, NOW, open_network
from tests.builders import START, a_cdr
from tests.core.service.test_read_bank_statement import checked, rules_of, take


def two_collections(runtime):
    """Two days of the worked session: 11.62 is asked for twice, and 5.81 for half a session."""
    open_network(runtime, network=banked_network())
    half = a_cdr("2", start=START + A_DAY, energy_kwh="10")
    carry(runtime, [a_cdr(), half])
    settle_until(runtime, START + MONTH)
    with runtime.database.reading() as connection:
        return {
            one.instruction_id: one.amount_minor
            for one in instructions_of(connection, None)
            if one.kind is InstructionKind.COLLECTION
        }


def test_one_receipt_pays_several_collections_that_come_to_it(runtime):
    asked = two_collections(runtime)
    assert sorted(asked.values()) == [581, 1162]
    told = take(runtime, Movement(amount_minor=1743, iban=IBANS["NL*XYZ"]))
    assert rules_of(told) == [(MatchRule.SEVERAL, [MatchKind.RECEIVED] * 2)]
    (match,) = told.matches
    assert {leg.instruction.instruction_id: leg.amount_minor for leg in match.legs} == asked
    assert not any(where.startswith("1120") for where in checked(runtime))


def test_a_receipt_of_another_account_or_sum_or_long_after_pays_none_of_them(runtime):
    two_collections(runtime)
    told = take(
        runtime,
        Movement(amount_minor=1743, iban=IBANS["NL*ABC"], reference="1"),
        Movement(amount_minor=1742, iban=IBANS["NL*XYZ"], reference="2"),
        Movement(
            amount_minor=1743, iban=IBANS["NL*XYZ"], reference="3", booked_on=DAY.replace(month=9)
        ),
    )
    assert {rule for rule, _ in rules_of(told)} == {MatchRule.NOTHING}


def test_somebody_says_which_collections_a_receipt_pays_and_may_take_it_back(runtime):
    asked = two_collections(runtime)
    first, second = sorted(asked)
    told = take(runtime, Movement(amount_minor=1500, name="Somebody"))
    name = told.matches[0].entry.name
    why = ByHand(who="test", reason="the partner said so")
    match = match_by_hand(runtime, name, [first, second], why)
    assert [leg.amount_minor for leg in match.legs] == [1162, 338]
    payout = first.replace("NL*XYZ", "NL*ABC")
    with pytest.raises(RuleError, match="confirmed by itself"):
        match_by_hand(runtime, name, [first, payout], why)
    release_match(runtime, name, why)
    assert checked(runtime)["1120"] == -1500
    small = take(runtime, Movement(amount_minor=100, reference="S"), message_id="M2")
    with pytest.raises(RuleError, match="would get nothing of it"):
        match_by_hand(runtime, small.matches[0].entry.name, [second, first], why)
    later = Runtime(runtime.database, lambda: NOW + A_DAY)
    match = match_by_hand(later, name, [second, first], why)
    assert [leg.amount_minor for leg in match.legs] == [581, 919]
    assert checked(runtime)["1120"] == -100
