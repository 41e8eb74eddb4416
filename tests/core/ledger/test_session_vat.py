"""Across a border the buyer accounts for the VAT: no legs, and a note that says so.

The worked session of 10.00 net with 2.10 Dutch VAT, POOL of 10 %, 40 % of it to the DP; figures
by hand. At home all around it is in test_posting_rules.py.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.domain.agreement import CommissionModel
from core.domain.errors import UndecidedVatError
from core.domain.party import Role
from core.domain.vat import ChainModel, RateRef, VatCategory, VatFacts
from core.ledger.posting_rules import Terms, entry_for_cdr
from core.ledger.session_vat import (
    Traders,
    chain_of,
    vat_before_the_table,
    vat_notes,
    vat_of_session,
)
from core.ledger.split import split
from core.service.vat_file import vat_table
from tests.builders import a_party, a_priced, a_session_vat, an_agreement, split_of
from tests.split_parts import commission_vat, dp_share_vat

DAY = date(2026, 6, 1)


def post(priced, agreement, network="NL"):
    vat = a_session_vat(priced, agreement, network)
    terms = Terms(agreement=agreement, received_at=priced.cdr.end, rate=None, vat=vat)
    return entry_for_cdr(priced, split(priced, agreement, vat), terms)


@pytest.mark.parametrize(
    ("cpo", "dp", "wanted"),
    [
        # The DP abroad owes no VAT; the network has the CPO's VAT to reclaim.
        (
            "NL*ABC",
            "DE*XYZ",
            {"1200": 1000, "1500": 210, "2500": -21, "2100": -1089, "4200": -60, "2310": -40},
        ),
        # The CPO abroad charges none; at home the network charges that of home.
        (
            "DE*ABC",
            "NL*XYZ",
            {"1200": 1210, "1500": 8, "2500": -210, "2100": -900, "4200": -60, "2310": -48},
        ),
        # Everybody else is abroad: no VAT anywhere.
        ("DE*ABC", "DE*XYZ", {"1200": 1000, "2100": -900, "4200": -60, "2310": -40}),
        ("CH*ABC", "CH*XYZ", {"1200": 1000, "2100": -900, "4200": -60, "2310": -40}),
    ],
)
def test_across_a_border_no_vat_is_posted(cpo, dp, wanted):
    priced = a_priced(cpo=cpo, demand_partner=dp, country_code=cpo[:2])
    entry = post(priced, an_agreement())
    assert {leg.account[:4]: leg.amount_minor for leg in entry.postings} == wanted
    assert {leg.account for leg in entry.postings if leg.account[:2] in ("15", "25")} <= {
        "1500:NL",
        "2500:NL",
    }


def test_an_entry_says_what_was_decided_and_why():
    priced = a_priced(demand_partner="DE*XYZ")
    notes = vat_notes(post(priced, an_agreement()).notes)
    assert {one.supplies: one.decision for one in notes} == {
        "session from CPO": "S the tariff's rate in NL by electricity-domestic",
        "session to DP": "AE no VAT in DE by electricity-dealer-eu, VATEX-EU-AE",
        "service to CPO": "S 21 % in NL by service-at-home",
        "DP share": "AE no VAT in NL by service-eu, VATEX-EU-AE",
    }
    sold = notes[1]
    assert sold.key == (
        "electricity commissionaire NL>DE at NL, buyer taxable dealer, seller registered"
    )
    assert sold.text.startswith("Reverse charge, Art. 38 and 195")


def test_only_supplies_that_take_place_are_noted():
    free = an_agreement(commission_bp=0, dp_share_bp=0, dp_session_fee=Decimal("0.40"))
    notes = vat_notes(post(a_priced(demand_partner="DE*XYZ"), free).notes)
    assert [one.supplies for one in notes] == ["session from CPO", "session to DP", "service to DP"]


def test_a_note_that_is_none_of_ours_is_no_decision():
    assert vat_notes(("rate EUR/CHF@2026-01-02 0.94", "vat was wrong")) == ()


def test_vat_of_another_country_than_the_tariffs_is_worked_out_line_by_line():
    """German parties at a Dutch charge point: 19 %, 2 x 0.6327 where the sum gives 1.27."""
    one = a_priced(excl_minor=333, vat_minor=70, cpo="DE*ABC", demand_partner="DE*XYZ")
    twice = replace(one, lines=one.lines * 2)
    parts = split_of(twice, an_agreement(), "DE")
    assert (parts.net, parts.vat, parts.cpo_vat) == (666, 126, 126)
    half = split_of(twice, an_agreement(wholesale_bp=5_000), "DE")
    assert (half.net, half.vat) == (334, 64)  # 2 x 0.31635


def test_the_card_costs_what_it_costs_whoever_accounts_for_the_vat():
    parts = [split_of(a_priced(demand_partner=dp), an_agreement()) for dp in ("NL*XYZ", "DE*XYZ")]
    assert len({one.card_cost for one in parts}) == 1
    assert [one.gross for one in parts] == [1210, 1000]
    assert [one.cpo_net for one in parts] == [900, 900]


def traders(**changes):
    """Dutch parties; `changes` are VAT facts by who has them."""
    parties = {
        "network": a_party("NL*NWC", Role.HUB),
        "cpo": a_party("NL*ABC"),
        "demand_partner": a_party("NL*XYZ", Role.EMSP),
    }
    return Traders(
        **{who: replace(one, vat=changes.get(who, one.vat)) for who, one in parties.items()}
    )


def decided(location="NL", agreement=None, **changes):
    agreement = agreement or an_agreement()
    return vat_of_session(vat_table(), agreement, traders(**changes), location, DAY)


def test_a_partner_that_is_no_dealer_is_supplied_at_the_charge_point():
    no_dealer = VatFacts(dealer=False)
    with pytest.raises(UndecidedVatError, match="at DE, buyer taxable no dealer, seller not"):
        decided("DE", demand_partner=no_dealer)
    registered = decided("DE", demand_partner=no_dealer, network=VatFacts(registrations=("DE",)))
    assert (registered.sold.row_id, registered.sold.place) == ("electricity-consumed", "DE")
    assert registered.bought.row_id == "electricity-dealer-at-home"


def test_who_is_no_taxable_person_charges_no_vat():
    share = decided(demand_partner=VatFacts(taxable=False)).share
    assert (share.row_id, share.category, share.pct) == (
        "seller-not-taxable",
        VatCategory.OUTSIDE,
        0,
    )


def test_who_pays_the_share_buys_it():
    stacked = decided(agreement=an_agreement(CommissionModel.STACKED)).share.key
    assert (stacked.seller, stacked.buyer, stacked.chain) == ("NL", "NL", ChainModel.AGENT)
    assert decided().share.key.chain is ChainModel.COMMISSIONAIRE


def test_below_the_tariff_one_resells():
    assert chain_of(an_agreement(wholesale_bp=9_500)) is ChainModel.BUY_SELL


def test_in_a_country_without_a_rate_of_ours_the_agreement_says_it():
    agreement = an_agreement(
        service_vat_pct=Decimal(7), vat_pct_by_country=(("CA", Decimal(5)),), dp_share_bp=0
    )
    pct = {}
    for country in ("US", "CA"):
        priced = a_priced(cpo=f"{country}*ABC", demand_partner="US*XYZ", country_code=country)
        parties = Traders(*(a_party(f"{country}*{who}") for who in ("NWC", "ABC", "XYZ")))
        vat = vat_of_session(vat_table(), agreement, parties, priced.cdr.country_code, DAY)
        pct[country] = (vat.to_cpo.pct, vat.to_cpo.rate)
    assert pct == {"US": (7, RateRef.AGREEMENT), "CA": (5, RateRef.AGREEMENT)}


@pytest.mark.parametrize("model", CommissionModel)
def test_before_the_table_a_session_knew_no_border(model):
    agreement = an_agreement(model)
    vat = vat_before_the_table(agreement, "NL", "NL", "DE", "NL")
    parts = split(a_priced(demand_partner="DE*XYZ"), agreement, vat)
    assert (parts.vat, parts.cpo_vat, dp_share_vat(parts)) == (210, 210, 0)
    assert (commission_vat(parts), vat.notes) == (21 if model is CommissionModel.POOL else 13, ())
