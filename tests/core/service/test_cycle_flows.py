from collections import defaultdict
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CardTerms
from core.ledger.chart_of_accounts import Code, account
from core.service.carry_cdrs import carry
from core.service.cycle_flows import NETWORK, Node, Place, flows_of_cycle, money_flows
from core.service.settle_cycles import settle_until
from core.store.cycle_store import obligations_of
from tests.books import MONTH, cut_offs_of, fill, open_network, some_cdrs
from tests.builders import START, an_agreement

AMOUNTS = st.integers(-(10**9), 10**9)
OF_SESSIONS = (
    *(Code.RECEIVABLE, Code.PAYABLE, Code.DP_SHARE, Code.INPUT_VAT, Code.OUTPUT_VAT),
    *(Code.COMMISSION, Code.ROAMING_FEE, Code.FX_MARGIN, Code.CARD_CLEARING, Code.CARD_COST),
    Code.FX_POSITION,
)
ACCOUNTS = [
    *(account(Code.RECEIVABLE, dp) for dp in ("NL*XYZ", "DE*AAA")),
    *(account(Code.PAYABLE, cpo) for cpo in ("NL*ABC", "NL*EVB")),
    account(Code.DP_SHARE, "NL*XYZ"),
    *(account(code, "NL") for code in (Code.INPUT_VAT, Code.OUTPUT_VAT)),
    *(account(code) for code in (Code.COMMISSION, Code.ROAMING_FEE, Code.FX_MARGIN)),
    *(account(code) for code in (Code.CARD_CLEARING, Code.CARD_COST)),
    *(account(code) for code in Code if code not in OF_SESSIONS),
]


@st.composite
def balanced_sums(draw):
    sums = {written: draw(AMOUNTS) for written in ACCOUNTS}
    sums[account(Code.FX_POSITION)] = -sum(sums.values())
    return sums


def throughs(flows):
    """What comes into and goes out of each place."""
    incoming, outgoing = defaultdict(int), defaultdict(int)
    for one in flows:
        outgoing[one.source] += one.amount_minor
        incoming[one.target] += one.amount_minor
    return incoming, outgoing


@given(balanced_sums(), st.integers(-(10**9), 10**9))
def test_whatever_the_postings_what_reaches_a_place_between_leaves_it(sums, vat):
    flows = money_flows(sums, {"NL*ABC": vat})
    incoming, outgoing = throughs(flows)
    assert all(one.amount_minor > 0 for one in flows)
    for node in incoming.keys() & outgoing.keys():
        assert incoming[node] == outgoing[node], node
    assert incoming[NETWORK] == outgoing[NETWORK]


@given(balanced_sums())
def test_each_party_has_exactly_what_its_account_says(sums):
    incoming, outgoing = throughs(money_flows(sums, {}))
    for dp in ("NL*XYZ", "DE*AAA"):
        owed = outgoing[Node(Place.DEMAND_PARTNER, dp)]
        back = incoming[Node(Place.DEMAND_PARTNER, dp, is_reversed=True)]
        assert owed - back == sums[account(Code.RECEIVABLE, dp)]
    for cpo in ("NL*ABC", "NL*EVB"):
        paid = incoming[Node(Place.CPO, cpo)]
        back = outgoing[Node(Place.CPO, cpo, is_reversed=True)]
        assert back - paid == sums[account(Code.PAYABLE, cpo)]


def test_card_cost_that_the_network_bears_comes_out_of_its_income_first():
    sums = {"1200:NL*XYZ": 1210, "2100:NL*ABC": -1110, "4200": -100, "5450": 130, "1115": -130}
    flows = {
        (one.source.place, one.target.place): one.amount_minor for one in money_flows(sums, {})
    }
    assert flows == {
        (Place.DEMAND_PARTNER, Place.NETWORK): 1210,
        (Place.OWN_FUNDS, Place.NETWORK): 30,
        (Place.NETWORK, Place.CPO): 1110,
        (Place.NETWORK, Place.INCOME): 100,
        (Place.NETWORK, Place.CARD_COST): 30,
        (Place.INCOME, Place.CARD_COST): 100,
        (Place.CPO, Place.CPO_NET): 1110,
    }


def test_a_payout_that_came_back_is_money_that_goes_to_its_cpo_again():
    sums = {"1110": 500, "1200:NL*XYZ": 1000, "2100:NL*ABC": -1500}
    assert {
        (one.source.place, one.target.place): one.amount_minor for one in money_flows(sums, {})
    } == {
        (Place.BANK, Place.NETWORK): 500,
        (Place.DEMAND_PARTNER, Place.NETWORK): 1000,
        (Place.NETWORK, Place.CPO): 1500,
        (Place.CPO, Place.CPO_NET): 1500,
    }


def test_every_account_of_the_chart_has_its_place():
    for code in set(Code) - {Code.PAYABLE}:
        assert money_flows({account(code): 7, account(Code.PAYABLE, "NL*ABC"): -7}, {})


def test_the_flows_of_a_cycle_are_its_obligations(runtime):
    card = CardTerms(fixed=Decimal("0.15"), rate_bp=350, bearer=Bearer.NETWORK)
    open_network(runtime, an_agreement(card=card, fx_margin_bp=50))
    carry(runtime, some_cdrs(30))
    settle_until(runtime, START + MONTH)
    cycles = [cycle_id for cycle_id, _ in cut_offs_of(runtime)]
    with runtime.database.reading() as connection:
        owed = {one: obligations_of(connection, one) for one in cycles}
    seen = 0
    for cycle_id in cycles:
        for picture in flows_of_cycle(runtime, cycle_id):
            incoming, outgoing = throughs(picture.flows)
            assert incoming[NETWORK] == outgoing[NETWORK]
            for one in owed[cycle_id]:
                if one.currency == picture.currency and one.account.startswith(Code.RECEIVABLE):
                    seen += 1
                    assert outgoing[Node(Place.DEMAND_PARTNER, one.party)] == one.amount_minor
                if one.currency == picture.currency and one.account.startswith(Code.PAYABLE):
                    seen += 1
                    assert incoming[Node(Place.CPO, one.party)] == -one.amount_minor
    assert seen > 3


def test_the_vat_of_an_undone_session_is_taken_back(runtime):
    fill(runtime)
    cycles = [cycle_id for cycle_id, _ in cut_offs_of(runtime)]
    for cycle_id in cycles:
        for picture in flows_of_cycle(runtime, cycle_id):
            incoming, outgoing = throughs(picture.flows)
            assert incoming[NETWORK] == outgoing[NETWORK]
    assert flows_of_cycle(runtime, "no such cycle") == ()
