"""Obligations are what a cycle leaves open, and netting loses nothing of them."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.domain.instruction import InstructionKind
from core.settlement.clearing import OpenAmount, clear
from core.settlement.netting import instruct, net

VALUE_AT = datetime(2026, 6, 3, 2, tzinfo=UTC)
PARTIES = ("NL*ABC", "NL*XYZ", "CH*ALP")


def an_open(party, code, amount, currency="EUR"):
    return OpenAmount(
        party=party,
        account=f"{code}:{party}",
        currency=currency,
        amount_minor=amount,
        entry_count=1,
    )


@st.composite
def open_amounts(draw):
    where = st.tuples(
        st.sampled_from(PARTIES),
        st.sampled_from(("1200", "2100", "2310")),
        st.sampled_from(("EUR", "CHF")),
    )
    found = draw(st.dictionaries(where, st.integers(-5, 5) | st.integers(-(10**9), 10**9)))
    return [an_open(party, code, amount, ccy) for (party, code, ccy), amount in found.items()]


OPEN = open_amounts()


@given(OPEN)
def test_every_open_amount_is_an_obligation_unless_it_is_nothing(amounts):
    cleared = clear("c", amounts)
    assert {(one.account, one.currency): one.amount_minor for one in cleared} == {
        (one.account, one.currency): one.amount_minor for one in amounts if one.amount_minor
    }
    order = [(one.party, one.account, one.currency) for one in cleared]
    assert order == sorted(order)


@given(OPEN)
def test_the_net_position_of_a_party_is_the_sum_of_its_obligations(amounts):
    obligations = clear("c", amounts)
    wanted = Counter()
    for one in obligations:
        wanted[one.party, one.currency] += one.amount_minor
    positions = net(obligations)
    assert {(one.party, one.currency): one.amount_minor for one in positions} == dict(wanted)


@given(OPEN)
def test_whoever_is_owed_is_paid_and_whoever_owes_is_asked_and_the_even_are_left_alone(amounts):
    positions = net(clear("c", amounts))
    instructions = {(one.party, one.currency): one for one in instruct(positions, VALUE_AT)}
    for one in positions:
        found = instructions.pop((one.party, one.currency), None)
        if one.amount_minor == 0:
            assert found is None
            continue
        kind = InstructionKind.COLLECTION if one.amount_minor > 0 else InstructionKind.PAYOUT
        assert (found.kind, found.amount_minor) == (kind, abs(one.amount_minor))
        assert found.instruction_id == f"c:{one.party}:{one.currency}"
        assert found.value_at == VALUE_AT
    assert instructions == {}


def test_the_order_of_entries_does_not_matter():
    amounts = [an_open("NL*XYZ", "1200", 1210), an_open("NL*ABC", "2100", -1089)]
    assert clear("c", amounts) == clear("c", reversed(amounts))


def test_a_partner_pays_its_sessions_less_its_share():
    amounts = [an_open("NL*XYZ", "1200", 1210), an_open("NL*XYZ", "2310", -48)]
    (position,) = net(clear("2026-06-03", amounts))
    (instruction,) = instruct([position], VALUE_AT)
    assert position.amount_minor == 1162
    assert (instruction.kind, instruction.amount_minor) == (InstructionKind.COLLECTION, 1162)
