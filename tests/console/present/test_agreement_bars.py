"""The picture of a session: every bar where the money stands, and nothing left out."""

from decimal import Decimal

import pytest
from hypothesis import given

from console.present.agreement_bars import (
    agreement_steps,
    holdings,
    parts_table,
    steps_before_parties,
)
from core.domain.agreement import Bearer, CardTerms, CommissionModel
from core.service.preview_session import SampleSession, split_of_sample
from tests.builders import an_agreement
from tests.waterfalls import session_steps

CARD = CardTerms(fixed=Decimal("0.15"), rate_bp=350, bearer=Bearer.NETWORK)
NOTHING_TAKEN = {"commission_bp": 0, "dp_share_bp": 0, "preset": "own"}


def bars_of(agreement, sample=None):
    split = split_of_sample(agreement, sample or SampleSession())
    return agreement_steps(split).by_currency["EUR"]


def test_the_pool_session_as_worked_by_hand():
    bars = bars_of(an_agreement(card=CARD))
    assert [(bar.title, bar.text) for bar in bars] == [
        ("Gross", "12.10"),
        ("VAT", "\N{MINUS SIGN}2.10"),
        ("Commission", "\N{MINUS SIGN}1.00"),
        ("DP share", "0.40"),
        ("Card", "0.57"),
        ("CPO", "9.00"),
        ("DP", "0.40"),
        ("Network", "0.03"),
        ("Card", "0.57"),
        ("VAT", "2.10"),
    ]
    # The DP's share hangs from the top of the commission (10.00), the card cost below it.
    assert [(bar.start_minor, bar.level_minor) for bar in bars[2:5]] == [
        (900, 900),
        (960, 900),
        (903, 900),
    ]


def test_what_the_cpo_pays_the_partner_itself_falls_too():
    bars = bars_of(an_agreement(CommissionModel.STACKED))
    shown = {bar.title: (bar.text, bar.level_minor) for bar in bars[1:4]}
    assert shown["DP share"] == ("\N{MINUS SIGN}0.40", 900)


def test_a_fee_of_the_partner_leaves_it_below_zero():
    split = split_of_sample(an_agreement(dp_session_fee=Decimal("0.50")), SampleSession())
    amounts = {held.title: held.amount_minor for held in holdings(split)}
    assert amounts == {"CPO": 900, "DP": -10, "Network": 110, "VAT": 210}


def test_each_bar_says_who_pays_whom_by_which_rule_and_what_is_left():
    commission = bars_of(an_agreement())[2]
    assert commission.reading.split("\n") == [
        "Commission",
        "\N{MINUS SIGN}1.00 EUR",
        "CPO \N{RIGHTWARDS ARROW} network",
        "10 % of net",
        "9.00 EUR left to the CPO",
    ]


def test_a_free_session_has_no_bars():
    split = split_of_sample(an_agreement(), SampleSession(energy_kwh=Decimal(0)))
    assert agreement_steps(split).currencies == ()


def test_the_table_names_every_step_and_what_each_party_has():
    table = parts_table(split_of_sample(an_agreement(card=CARD), SampleSession()))
    rows = list(table.rows)
    assert rows[0] == ("commission", "CPO", "NETWORK", "10 % of net", "1.00", "0.21", "EUR")
    assert rows[-1] == ("has", "", "VAT", "", "2.10", "", "EUR")
    assert {len(row) for row in rows} == {len(table.columns)}


@pytest.mark.parametrize("country", ["NL", "DE"])
@given(steps=session_steps())
def test_the_picture_ends_where_it_began(steps, country):
    terms = an_agreement(steps=steps, **NOTHING_TAKEN)
    split = split_of_sample(terms, SampleSession(country_code=country))
    assert sum(held.amount_minor for held in holdings(split)) == split.gross
    if split.gross:
        bars = agreement_steps(split).by_currency["EUR"]
        assert bars[-1].level_minor == split.gross
        assert bars[steps_before_parties(split)].start_minor == 0 or not split.cpo_net
