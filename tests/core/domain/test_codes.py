"""Codes are written into books and files, so a code, once given, keeps its spelling."""

import pytest

from core.domain.entry import EntryKind
from core.domain.hold import HoldReason
from core.domain.instruction import InstructionKind
from core.domain.reject import RejectReason


@pytest.mark.parametrize("codes", [HoldReason, RejectReason, EntryKind])
def test_our_own_codes_are_their_names_in_lower_case(codes):
    assert [code.value for code in codes] == [code.name.lower() for code in codes]


def test_kinds_of_instruction_are_written_as_they_are_named():
    assert {code.value for code in InstructionKind} == {"COLLECTION", "PAYOUT"}


def test_hardware_and_parties_are_asked_for_before_prices_and_terms():
    order = list(HoldReason)
    assert order[:3] == [
        HoldReason.UNKNOWN_CPO,
        HoldReason.UNKNOWN_DEMAND_PARTNER,
        HoldReason.UNKNOWN_EVSE,
    ]
    assert order.index(HoldReason.OVERLAP) < order.index(HoldReason.NO_TARIFF)
    assert order[-1] is HoldReason.TOTAL_DIFFERS
