"""Events become balanced entries; the worked sessions leg by leg.

Debits are positive. Figures are worked by hand for 20 kWh at 0.50 in the Netherlands with 21 % VAT,
card cost 0.15 + 3.5 % borne by the network: 10.00 net, 12.10 gross, 0.57 card.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CardTerms, ClockOrigin, CommissionModel, SettlementClock
from core.domain.entry import EntryKind
from core.domain.instruction import Instruction, InstructionKind
from core.domain.obligation import Obligation
from core.domain.waterfall import Actor
from core.ledger.chart_of_accounts import (
    FEE_ACCOUNTS,
    TITLES,
    Code,
    account,
    code_of,
    owner_of,
    title_of,
)
from core.ledger.posting_rules import (
    Terms,
    entry_for_cdr,
    entry_for_credit,
    entry_for_cut_off,
    entry_for_instruction,
)
from core.ledger.session_vat import vat_notes
from tests.builders import (
    CPO,
    DP,
    START,
    a_priced,
    a_rate,
    a_session_vat,
    an_agreement,
    an_entry,
    split_of,
)
from tests.core.ledger.test_split import CARD, PRICED, agreements
from tests.split_parts import dp_share_vat, fee, fee_vat
from tests.sums import balances_of, trial_balance

NETWORK = "NL"
CUT_OFF = START + timedelta(days=2)


def post(priced, agreement, rate=None):
    vat = a_session_vat(priced, agreement, NETWORK)
    terms = Terms(agreement=agreement, received_at=priced.cdr.end, rate=rate, vat=vat)
    return entry_for_cdr(priced, split_of(priced, agreement, NETWORK), terms)


def legs(entry, currency="EUR"):
    """(account, amount) in order; an account that has two legs is there twice."""
    return [(leg.account, leg.amount_minor) for leg in entry.postings if leg.currency == currency]


def test_pool_leg_by_leg():
    assert legs(post(a_priced(), an_agreement(card=CARD))) == [
        ("1200:NL*XYZ", 1210),
        ("1500:NL", 210),
        ("1500:NL", 8),
        ("2500:NL", -210),
        ("2500:NL", -21),
        ("2100:NL*ABC", -1089),
        ("4200", -60),
        ("5450", 57),
        ("1115", -57),
        ("2310:NL*XYZ", -48),
    ]


def test_stacked_leg_by_leg():
    assert legs(post(a_priced(), an_agreement(CommissionModel.STACKED, card=CARD))) == [
        ("1200:NL*XYZ", 1210),
        ("1500:NL", 210),
        ("2500:NL", -210),
        ("2500:NL", -13),
        ("2100:NL*ABC", -1089),
        ("4200", -60),
        ("5450", 57),
        ("1115", -57),
        ("2310:NL*XYZ", -48),
    ]


@pytest.mark.parametrize(
    ("bearer", "receivable", "payable", "expense"),
    [
        (Bearer.NOBODY, 1210, -1089, 0),
        (Bearer.NETWORK, 1210, -1089, 57),
        (Bearer.DP, 1267, -1089, 0),
        (Bearer.CPO, 1210, -1032, 0),
    ],
)
def test_card_cost_is_posted_to_who_bears_it(bearer, receivable, payable, expense):
    card = CardTerms(Decimal("0.15"), 350, bearer)
    balances = balances_of([post(a_priced(), an_agreement(card=card))])
    assert balances[f"1200:{DP}", "EUR"] == receivable
    assert balances[f"2100:{CPO}", "EUR"] == payable
    assert balances.get(("5450", "EUR"), 0) == expense
    assert balances.get(("1115", "EUR"), 0) == (0 if bearer is Bearer.NOBODY else -57)


def test_a_partner_that_settles_in_another_currency_goes_through_the_fx_position():
    entry = post(a_priced(), an_agreement(fx_margin_bp=50), a_rate(rate="0.94"))
    # 12.10 EUR are 11.37 CHF at 0.94 and 11.43 with half a per cent; the share of 0.48 is 0.45.
    assert legs(entry, "CHF") == [
        ("1200:NL*XYZ", 1143),
        ("2900", -1137),
        ("4300", -6),
        ("2310:NL*XYZ", -45),
        ("2900", 45),
    ]
    assert [leg for leg in legs(entry) if leg[0] == "2900"] == [("2900", 1210), ("2900", -48)]
    assert sum(amount for _, amount in legs(entry)) == 0
    assert entry.notes[0] == "rate EUR/CHF@2026-01-02 0.94"


def test_without_a_commission_no_fee_account_is_touched():
    entry = post(a_priced(), an_agreement(commission_bp=0, dp_share_bp=0))
    assert not [leg for leg in entry.postings if code_of(leg.account) in FEE_ACCOUNTS]
    assert legs(entry) == [
        ("1200:NL*XYZ", 1210),
        ("1500:NL", 210),
        ("2500:NL", -210),
        ("2100:NL*ABC", -1210),
    ]


def test_roaming_fees_of_both_sides_are_one_revenue():
    agreement = an_agreement(
        commission_bp=0,
        dp_share_bp=0,
        cpo_session_fee=Decimal("0.40"),
        dp_session_fee=Decimal("0.35"),
    )
    balances = balances_of([post(a_priced(), agreement)])
    assert balances["4100", "EUR"] == -75
    assert balances[f"1200:{DP}", "EUR"] == 1210 + 35 + 7
    assert balances[f"2100:{CPO}", "EUR"] == -(1210 - 40 - 8)


@given(PRICED, agreements(), st.none() | st.decimals("0.01", 200, places=4))
def test_whatever_the_terms_an_entry_is_zero_in_each_currency(priced, agreement, rate):
    parts = split_of(priced, agreement, NETWORK)
    if not (parts.gross or fee(parts, Actor.CPO) or fee(parts, Actor.DP)):
        return
    entry = post(priced, agreement, None if rate is None else a_rate(rate=rate))
    assert set(trial_balance(balances_of([entry])).values()) == {0}
    balances = balances_of([entry])
    fees = balances.get(("4200", "EUR"), 0) + balances.get(("4100", "EUR"), 0)
    assert -fees == parts.network_net


@given(PRICED, agreements())
def test_a_partner_owes_gross_fees_and_the_card_it_bears_and_is_owed_its_share(priced, agreement):
    parts = split_of(priced, agreement, NETWORK)
    if not (parts.gross or fee(parts, Actor.CPO) or fee(parts, Actor.DP)):
        return
    balances = balances_of([post(priced, agreement)])
    partner = priced.cdr.demand_partner
    by_dp = parts.card_cost if parts.card_bearer is Bearer.DP else 0
    owed_by = parts.gross + fee(parts, Actor.DP) + fee_vat(parts, Actor.DP) + by_dp
    assert balances.get((f"1200:{partner}", "EUR"), 0) == owed_by
    owed_to = parts.dp_share + dp_share_vat(parts)
    assert balances.get((f"2310:{partner}", "EUR"), 0) == -owed_to


@pytest.mark.parametrize(
    ("clock", "due_after_h"),
    [
        (SettlementClock(), 48 + 1),
        (SettlementClock(ClockOrigin.SESSION_END, 0), 1),
        (SettlementClock(ClockOrigin.CDR_RECEIVED, 48), 48 + 5),
    ],
)
def test_the_clock_starts_where_the_agreement_says(clock, due_after_h):
    priced = a_priced()
    agreement = an_agreement(clock=clock)
    terms = Terms(
        agreement=agreement,
        received_at=START + timedelta(hours=5),
        rate=None,
        vat=a_session_vat(priced, agreement),
    )
    assert terms.due_at(priced) == START + timedelta(hours=due_after_h)


def test_an_entry_says_what_it_was_made_of():
    entry = post(a_priced(), an_agreement())
    assert (entry.entry_id, entry.source_id) == ("cdr:NL*ABC:1", "cdr:NL*ABC:1")
    assert (entry.kind, entry.terms) == (EntryKind.CDR, "networkcore@2020-01-01")
    assert (entry.effective_at, entry.due_at) == (
        START + timedelta(hours=1),
        START + timedelta(hours=49),
    )
    assert entry.reverses is None
    assert [one.supplies for one in vat_notes(entry.notes)] == [
        "session from CPO, session to DP",
        "service to CPO, DP share",
    ]


@given(
    PRICED.filter(lambda one: one.excl_minor), agreements().filter(lambda a: a.wholesale_bp > 5000)
)
def test_a_session_and_its_credit_leave_nothing(priced, agreement):
    entry = post(priced, agreement)
    credit = entry_for_credit(entry, "cdr:NL*ABC:1-C", CUT_OFF, "wrong meter")
    assert set(balances_of([entry, credit]).values()) == {0}
    assert (credit.kind, credit.reverses) == (EntryKind.CREDIT, entry.entry_id)
    assert (credit.source_id, credit.due_at) == (entry.source_id, max(CUT_OFF, entry.due_at))
    assert (credit.terms, credit.notes) == (entry.terms, ("wrong meter",))


def owed(where, amount, currency="EUR", party=CPO):
    return Obligation(
        cycle_id="2026-06-03",
        party=party,
        account=where,
        currency=currency,
        amount_minor=amount,
        entry_count=1,
    )


def test_a_cut_off_moves_debts_to_the_settlement_account():
    debts = [owed("1200:NL*XYZ", 1210, party=DP), owed("2310:NL*XYZ", -48, party=DP)]
    entry = entry_for_cut_off("2026-06-03", DP, debts, CUT_OFF)
    assert entry.entry_id == "cut_off:2026-06-03:NL*XYZ"
    assert legs(entry) == [
        ("1200:NL*XYZ", -1210),
        ("2310:NL*XYZ", 48),
        ("2400:NL*XYZ", 1162),
    ]
    assert (entry.kind, entry.source_id, entry.due_at) == (EntryKind.CUT_OFF, "2026-06-03", None)


def test_a_cut_off_nets_strictly_by_currency():
    debts = [owed("2100:NL*ABC", -500), owed("2100:NL*ABC", -300, "CHF")]
    entry = entry_for_cut_off("2026-06-03", CPO, debts, CUT_OFF)
    assert legs(entry) == [("2100:NL*ABC", 500), ("2400:NL*ABC", -500)]
    assert legs(entry, "CHF") == [("2100:NL*ABC", 300), ("2400:NL*ABC", -300)]


def test_debts_that_cancel_out_leave_no_leg_to_settle():
    debts = [owed("1200:NL*XYZ", 48, party=DP), owed("2310:NL*XYZ", -48, party=DP)]
    assert legs(entry_for_cut_off("2026-06-03", DP, debts, CUT_OFF)) == [
        ("1200:NL*XYZ", -48),
        ("2310:NL*XYZ", 48),
    ]


@pytest.mark.parametrize(
    ("kind", "clearing", "transit"),
    [(InstructionKind.PAYOUT, 1089, -1089), (InstructionKind.COLLECTION, -1089, 1089)],
)
def test_an_instruction_empties_the_settlement_account_into_transit(kind, clearing, transit):
    instruction = Instruction(
        instruction_id="2026-06-03:NL*ABC:EUR",
        cycle_id="2026-06-03",
        kind=kind,
        party=CPO,
        currency="EUR",
        amount_minor=1089,
        value_at=CUT_OFF,
    )
    entry = entry_for_instruction(instruction, CUT_OFF)
    assert entry.entry_id == "instructed:2026-06-03:NL*ABC:EUR"
    assert legs(entry) == [("2400:NL*ABC", clearing), ("1110", transit)]


def test_an_account_is_a_code_and_whose_it_is():
    assert account(Code.PAYABLE, CPO) == "2100:NL*ABC"
    assert account(Code.COMMISSION) == "4200"
    assert (code_of("2100:NL*ABC"), owner_of("2100:NL*ABC")) == (Code.PAYABLE, CPO)
    assert (code_of("4200"), owner_of("4200")) == (Code.COMMISSION, "")
    assert title_of("2100:NL*ABC") == "Payable to CPO NL*ABC"
    assert title_of("4200") == "Commission"
    assert TITLES.keys() == set(Code)


def test_balances_are_sums_by_account_and_currency():
    entries = [an_entry(), an_entry("cdr:NL*ABC:2", 90), an_entry("cdr:NL*ABC:3", -300)]
    assert balances_of(entries) == {(f"1200:{DP}", "EUR"): 1000, (f"2100:{CPO}", "EUR"): -1000}
    assert trial_balance({("1200:X", "EUR"): 5, ("2100:Y", "EUR"): -4, ("4200", "CHF"): 7}) == {
        "EUR": 1,
        "CHF": 7,
    }
