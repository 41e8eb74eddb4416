"""A session is parted without losing a cent; the worked sessions come out as worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CardTerms, CommissionModel
from core.domain.waterfall import Actor
from tests.builders import a_priced, an_agreement, split_of
from tests.split_parts import commission_vat, dp_share_vat, fee, fee_vat

NETWORK = "NL"
CARD = CardTerms(fixed=Decimal("0.15"), rate_bp=350, bearer=Bearer.NETWORK)


@st.composite
def agreements(draw):
    """Terms of any kind, in which nobody has to pay more than the whole."""
    bearer = draw(st.sampled_from(Bearer))
    return an_agreement(
        draw(st.sampled_from(CommissionModel)),
        commission_bp=draw(st.integers(0, 10_000)),
        dp_share_bp=draw(st.integers(0, 10_000)),
        wholesale_bp=draw(st.sampled_from((10_000, 9_500, 5_000)) | st.integers(1, 10_000)),
        cpo_session_fee=draw(st.sampled_from((Decimal(0), Decimal("0.35"), Decimal("0.40")))),
        dp_session_fee=draw(st.sampled_from((Decimal(0), Decimal("0.35"), Decimal("0.405")))),
        service_vat_pct=draw(st.sampled_from((Decimal(0), Decimal("8.1"), Decimal(21)))),
        fx_margin_bp=draw(st.sampled_from((0, 50, 200))),
        card=CardTerms(draw(st.sampled_from((Decimal(0), Decimal("0.15")))), 350, bearer),
    )


PRICED = st.builds(
    lambda excl, vat, dp, cpo: a_priced(
        excl_minor=excl, vat_minor=vat, demand_partner=dp, cpo=cpo, country_code=cpo[:2]
    ),
    excl=st.integers(0, 10**7),
    vat=st.integers(0, 10**6),
    dp=st.sampled_from(("NL*XYZ", "DE*XYZ")),
    cpo=st.sampled_from(("NL*ABC", "SE*ABC")),
)


def test_pool_one_commission_is_parted_between_network_and_partner():
    parts = split_of(a_priced(), an_agreement(card=CARD), NETWORK)
    assert (parts.net, parts.vat, parts.gross) == (1000, 210, 1210)
    # 10 % of 10.00 is 1.00: 60 % of it to the network, 40 % to the DP.
    assert (parts.commission, parts.dp_share) == (60, 40)
    # The network invoices the whole 1.00 to the CPO, the DP its 0.40 to the network; 21 % each.
    assert (commission_vat(parts), dp_share_vat(parts)) == (21, 8)
    # 0.15 + 3.5 % of 12.10 = 0.15 + 0.42.
    assert (parts.card_cost, parts.card_bearer) == (57, Bearer.NETWORK)
    assert (parts.cpo_net, parts.network_net) == (900, 60)


def test_stacked_commission_and_share_are_two_lines():
    parts = split_of(a_priced(), an_agreement(CommissionModel.STACKED, card=CARD), NETWORK)
    assert (parts.commission, parts.dp_share) == (60, 40)
    # 21 % of 0.60 is 0.126.
    assert (commission_vat(parts), dp_share_vat(parts)) == (13, 8)
    assert (parts.card_cost, parts.cpo_net, parts.network_net) == (57, 900, 60)


@given(PRICED, agreements())
def test_gross_less_vat_is_what_the_four_of_them_get(priced, agreement):
    parts = split_of(priced, agreement, NETWORK)
    borne = parts.card_cost if parts.card_bearer is Bearer.CPO else 0
    fees = parts.network_net - parts.commission - fee(parts, Actor.DP)
    assert parts.gross - parts.vat == parts.net
    assert parts.net == parts.cpo_net + parts.dp_share + parts.commission + fees + borne


@given(PRICED, agreements())
def test_no_part_is_negative_but_what_is_left_to_the_cpo(priced, agreement):
    parts = split_of(priced, agreement, NETWORK)
    assert min(parts.commission, parts.dp_share, parts.card_cost, parts.network_net) >= 0
    assert (
        min(
            commission_vat(parts),
            dp_share_vat(parts),
            fee_vat(parts, Actor.CPO),
            fee_vat(parts, Actor.DP),
        )
        >= 0
    )
    if agreement.commission_model is CommissionModel.POOL:
        assert parts.commission + parts.dp_share <= parts.net


@given(PRICED)
def test_a_pool_never_takes_more_than_its_commission(priced):
    agreement = an_agreement(commission_bp=1000, dp_share_bp=4000)
    parts = split_of(priced, agreement, NETWORK)
    assert parts.commission + parts.dp_share == (priced.excl_minor + 5) // 10


@pytest.mark.parametrize(
    ("cpo", "dp", "model", "vats"),
    [
        ("NL*ABC", "NL*XYZ", CommissionModel.POOL, (21, 8)),
        ("NL*ABC", "DE*XYZ", CommissionModel.POOL, (21, 0)),
        ("DE*ABC", "NL*XYZ", CommissionModel.POOL, (0, 8)),
        ("DE*ABC", "DE*XYZ", CommissionModel.POOL, (0, 0)),
        ("NL*ABC", "NL*XYZ", CommissionModel.STACKED, (13, 8)),
        ("DE*ABC", "DE*XYZ", CommissionModel.STACKED, (0, 8)),  # the CPO pays the share at home
        ("NL*ABC", "DE*XYZ", CommissionModel.STACKED, (13, 0)),
        ("DE*ABC", "NL*XYZ", CommissionModel.STACKED, (0, 0)),
    ],
)
def test_services_carry_vat_at_home_and_reverse_it_abroad(cpo, dp, model, vats):
    parts = split_of(a_priced(cpo=cpo, demand_partner=dp), an_agreement(model), NETWORK)
    assert (commission_vat(parts), dp_share_vat(parts)) == vats


def test_wholesale_is_a_part_of_the_tariff_and_of_its_vat():
    parts = split_of(a_priced(), an_agreement(wholesale_bp=9_500), NETWORK)
    assert (parts.net, parts.vat) == (950, 200)  # 199.5, half up


def test_roaming_fees_are_owed_by_who_agreed_to_them():
    agreement = an_agreement(
        commission_bp=0,
        dp_share_bp=0,
        cpo_session_fee=Decimal("0.40"),
        dp_session_fee=Decimal("0.35"),
    )
    parts = split_of(a_priced(demand_partner="DE*XYZ"), agreement, NETWORK)
    assert (fee(parts, Actor.CPO), fee_vat(parts, Actor.CPO)) == (40, 8)
    assert (fee(parts, Actor.DP), fee_vat(parts, Actor.DP)) == (35, 0)
    assert (parts.cpo_net, parts.network_net) == (960, 75)


@pytest.mark.parametrize(
    ("gross", "cost"), [(800, 43), (1000, 50), (2400, 99), (1210, 57), (1, 15), (0, 0)]
)
def test_card_cost_is_fixed_and_proportional(gross, cost):
    # 0.15 + 3.5 %: 5.4 % of 8.00, 5.0 % of 10.00, 4.1 % of 24.00.
    parts = split_of(a_priced(excl_minor=gross, vat_minor=0), an_agreement(card=CARD), NETWORK)
    assert parts.card_cost == cost


@pytest.mark.parametrize(
    ("bearer", "card_cost", "cpo_net"),
    [
        (Bearer.NOBODY, 0, 900),
        (Bearer.NETWORK, 57, 900),
        (Bearer.DP, 57, 900),
        (Bearer.CPO, 57, 843),
    ],
)
def test_card_cost_lowers_only_who_bears_it(bearer, card_cost, cpo_net):
    card = CardTerms(Decimal("0.15"), 350, bearer)
    parts = split_of(a_priced(), an_agreement(card=card), NETWORK)
    assert (parts.card_cost, parts.cpo_net) == (card_cost, cpo_net)


def test_a_stacked_share_between_two_of_one_country_carries_that_countrys_vat():
    stacked = an_agreement(
        CommissionModel.STACKED,
        commission_bp=600,
        dp_share_bp=400,
        service_vat_pct=Decimal(21),
        vat_pct_by_country=(("DE", Decimal(19)),),
    )
    parts = split_of(a_priced(cpo="DE*ABC", demand_partner="DE*XYZ"), stacked, "NL")
    # 4 % of 10.00 is 0.40; 19 % of that is 0.076, where the network's 21 % would be 0.084.
    assert (parts.dp_share, dp_share_vat(parts)) == (40, 8)
    bigger = split_of(
        a_priced(excl_minor=10_000, cpo="DE*ABC", demand_partner="DE*XYZ"), stacked, "NL"
    )
    assert (bigger.dp_share, dp_share_vat(bigger), commission_vat(bigger)) == (400, 76, 0)


def test_wholesale_vat_is_rounded_once_from_the_exact_part():
    """95 % of 0.12 is 0.114; 21 % of that is 0.02394, where 95 % of the rounded 0.03 is 0.03."""
    parts = split_of(a_priced(excl_minor=12, vat_minor=3), an_agreement(wholesale_bp=9_500), "NL")
    assert (parts.net, parts.vat) == (11, 2)
