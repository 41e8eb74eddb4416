"""Netting through the network spares payments, not money: figures of ledger.md 2.3, 20 seeds.

There: 50 CPOs and 30 partners make 754 payments, 80 through the network, and all of the money
moves; with ten that are both, 87.9 % of it; with all thirty partners CPOs too, 50.7 %. Sizes are
drawn here by our own streams, so the averages are near those, not equal.
"""

from collections import Counter
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.instruction import InstructionKind
from core.settlement.netting import instruct, net
from tests.core.settlement.test_netting import OPEN, PARTIES, VALUE_AT, clear
from tests.roaming_networks import roaming_network

SEEDS = range(20)
ENTITIES = st.sampled_from(({}, {"NL*ABC": "NL*XYZ"}, {"NL*ABC": "CH*ALP", "NL*XYZ": "CH*ALP"}))


def settled(integrated, seed):
    """(payments without the network, payments through it, part of the money that still moves)."""
    network = roaming_network(50, 30, integrated, seed)
    made = instruct(net(network.obligations, network.entities), VALUE_AT)
    moved = [one.amount_minor for one in made if one.kind is InstructionKind.COLLECTION]
    given_ = [one.amount_minor for one in made if one.kind is InstructionKind.PAYOUT]
    assert sum(moved) == sum(given_)
    return network.pairs, len(made), sum(moved) / network.gross_minor


@pytest.mark.parametrize(
    ("integrated", "payments", "moves_pct"), [(0, 80, 100), (10, 70, 87.9), (30, 50, 50.7)]
)
def test_netting_spares_payments_and_only_who_is_both_spares_money(integrated, payments, moves_pct):
    found = [settled(integrated, seed) for seed in SEEDS]
    assert mean(one[0] for one in found) == pytest.approx(754, rel=0.05)
    assert all(one[1] <= payments for one in found)
    assert mean(one[1] for one in found) == pytest.approx(payments, abs=0.5)
    moved = 100 * mean(one[2] for one in found)
    assert moved == pytest.approx(moves_pct, abs=3)
    if not integrated:
        assert all(one[2] == 1 for one in found)


@given(OPEN, ENTITIES)
def test_netting_by_entity_keeps_every_sum_and_touches_no_gross_debt(amounts, entities):
    obligations = clear("c", amounts)
    apart, together = net(obligations), net(obligations, entities)
    sums = [Counter(), Counter()]
    for kept, positions in zip(sums, (apart, together), strict=True):
        for one in positions:
            kept[entities.get(one.party, one.party), one.currency] += one.amount_minor
    assert sums[0] == sums[1]
    assert {one.party for one in together} <= set(PARTIES) - entities.keys()
    assert len(together) <= len(apart)
    moves = [sum(abs(one.amount_minor) for one in positions) for positions in (apart, together)]
    assert moves[1] <= moves[0]
