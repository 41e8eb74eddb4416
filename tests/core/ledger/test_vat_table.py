"""Of the rows that fit, the one that says most decides; no row and no choice are errors."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError, UndecidedVatError
from core.domain.vat import ChainModel, RateRef, Supply, VatCategory, VatKey
from core.ledger.vat_table import Member, Place, VatRow, VatTable

DAY = date(2026, 6, 1)
GROUPS = {"EU": (Member("NL"), Member("DE"), Member("GB", end=date(2021, 1, 1))), "NORTH": ()}
RATES = {"NL": ((date(2010, 1, 1), Decimal(19)), (date(2012, 10, 1), Decimal(21)))}


def a_row(row_id, **changes):
    """A row for everything, that leaves the rate to the tariff."""
    fields = {
        "valid_from": date(2010, 1, 1),
        "supply": None,
        "place": Place.SELLER,
        "category": VatCategory.STANDARD,
        "rate": RateRef.TARIFF,
        "text": row_id,
    }
    return VatRow(row_id=row_id, **(fields | changes))


def a_table(*rows):
    return VatTable(rows=rows, groups=GROUPS, rates=RATES)


def a_key(seller="NL", buyer="NL", location="NL", **changes):
    fields = {"supply": Supply.ELECTRICITY, "chain": ChainModel.COMMISSIONAIRE} | changes
    return VatKey(seller=seller, buyer=buyer, location=location, **fields)


LADDER = (
    a_row("anything"),
    a_row("goods", supply=Supply.ELECTRICITY),
    a_row("goods-dealer", supply=Supply.ELECTRICITY, buyer_is_dealer=True),
    a_row("union", seller="EU"),
    a_row("union-union", seller="EU", buyer="EU"),
    a_row("abroad", seller="EU", buyer="not-seller", location="EU"),
    a_row("home", buyer="seller"),
    a_row("all-home", buyer="seller", location="seller"),
    a_row("dutch", seller="NL"),
    a_row("dutch-home", seller="NL", buyer="seller"),
    a_row("dutch-german", seller="NL", buyer="DE"),
)


@pytest.mark.parametrize(
    ("key", "row_id"),
    [
        (a_key("US", "CA", "US", supply=Supply.SERVICE), "anything"),
        (a_key("US", "CA", "US", buyer_is_dealer=False), "goods"),
        (a_key("US", "CA", "US"), "goods-dealer"),
        (a_key("DE", "CA", "US"), "union"),
        (a_key("DE", "NL", "US"), "union-union"),
        (a_key("DE", "NL", "NL"), "abroad"),
        (a_key("DE", "DE", "NL"), "home"),
        (a_key("DE", "DE", "DE"), "all-home"),
        (a_key("NL", "US", "US"), "dutch"),
        (a_key("NL", "NL", "US"), "dutch-home"),
        (a_key("NL", "DE", "DE"), "dutch-german"),
    ],
)
def test_the_row_that_says_most_decides(key, row_id):
    assert a_table(*LADDER).decide(key, DAY).row_id == row_id


COUNTRIES = st.sampled_from(("NL", "DE", "GB", "US", "XX"))
KEYS = st.builds(
    VatKey,
    supply=st.sampled_from(Supply),
    chain=st.sampled_from(ChainModel),
    seller=COUNTRIES,
    buyer=COUNTRIES,
    location=COUNTRIES,
    buyer_taxable=st.booleans(),
    buyer_is_dealer=st.booleans(),
    seller_registered_in_location=st.booleans(),
)
DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1))


@given(st.permutations(LADDER), KEYS, DAYS)
def test_the_order_of_the_rows_does_not_matter(rows, key, day):
    assert a_table(*rows).decide(key, day) == a_table(*LADDER).decide(key, day)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"supply": Supply.PARKING}, {"buyer_taxable": True}),
        ({"seller": "EU"}, {"buyer": "EU"}),
        ({"seller": "EU"}, {"location": "not-EU"}),
        ({"buyer": "seller"}, {"location": "seller"}),
        ({"seller": "NL"}, {"buyer": "DE"}),
        ({"chain": (ChainModel.AGENT,)}, {"buyer_is_dealer": False}),
    ],
)
def test_two_rows_of_which_neither_says_more_are_an_error(one, other):
    with pytest.raises(InvalidValueError, match=r"VAT rows one and other: both fit .* says more"):
        a_table(a_row("one", **one), a_row("other", **other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"supply": Supply.PARKING}, {"supply": Supply.SERVICE}),
        ({"chain": (ChainModel.AGENT,)}, {"chain": (ChainModel.BUY_SELL,)}),
        ({"seller": "EU"}, {"seller": "not-EU"}),
        ({"seller": "NL"}, {"seller": "DE"}),
        ({"buyer_taxable": True}, {"buyer_taxable": False}),
        ({"seller_taxable": True}, {"seller_taxable": False}),
        ({"valid_until": date(2020, 1, 1)}, {"valid_from": date(2020, 1, 1)}),
        ({"buyer": "seller", "seller": "EU"}, {"buyer": "not-seller", "location": "seller"}),
    ],
)
def test_rows_that_never_meet_may_say_as_much(one, other):
    assert a_table(a_row("one", **one), a_row("other", **other)).rows


def test_a_member_counts_from_its_first_day_until_before_its_last():
    table = a_table(a_row("union", seller="EU"), a_row("others", seller="not-EU"))
    days = (date(2020, 12, 31), date(2021, 1, 1))
    assert [table.decide(a_key("GB"), day).row_id for day in days] == ["union", "others"]


def test_no_row_stops_and_prints_the_key():
    table = a_table(a_row("dutch", seller="NL"))
    key = a_key("DE", "FR", "FR", buyer_is_dealer=False, seller_registered_in_location=False)
    with pytest.raises(UndecidedVatError) as caught:
        table.decide(key, DAY)
    assert str(caught.value) == (
        "no row of the VAT table on 2026-06-01 for electricity commissionaire DE>FR at FR, "
        "buyer taxable no dealer, seller not registered"
    )


def test_a_row_counts_in_its_time_only():
    table = a_table(a_row("once", valid_until=date(2020, 1, 1)))
    assert table.decide(a_key(), date(2019, 12, 31)).row_id == "once"
    with pytest.raises(UndecidedVatError):
        table.decide(a_key(), date(2020, 1, 1))


def test_a_standard_rate_is_that_of_the_place_on_the_day():
    table = a_table(a_row("one", rate=RateRef.STANDARD, place=Place.BUYER))
    days = (date(2012, 9, 30), date(2012, 10, 1))
    assert [table.decide(a_key("DE"), day).pct for day in days] == [19, 21]
    with pytest.raises(UndecidedVatError, match="row one: no standard rate of NL on 2009-12-31"):
        a_table(a_row("one", rate=RateRef.STANDARD, valid_from=date(2009, 1, 1))).decide(
            a_key(), date(2009, 12, 31)
        )
    with pytest.raises(UndecidedVatError, match="no standard rate of DE"):
        table.decide(a_key(buyer="DE"), DAY)


@pytest.mark.parametrize(
    ("rate", "pct"), [(RateRef.NONE, 0), (RateRef.TARIFF, None), (RateRef.AGREEMENT, None)]
)
def test_a_rate_that_stands_elsewhere_is_left_open(rate, pct):
    assert a_table(a_row("one", rate=rate)).decide(a_key(), DAY).pct == pct


@pytest.mark.parametrize(
    ("place", "country"), [(Place.SELLER, "NL"), (Place.BUYER, "DE"), (Place.LOCATION, "FR")]
)
def test_the_place_of_supply_is_that_of_one_of_the_three(place, country):
    assert a_table(a_row("one", place=place)).decide(a_key("NL", "DE", "FR"), DAY).place == country


def test_a_decision_says_what_and_why_in_words():
    row = a_row("home", rate=RateRef.STANDARD, vatex="X", text="at home")
    decision = a_table(row).decide(a_key(seller_taxable=True), DAY)
    assert (str(decision), decision.text, decision.vatex) == (
        "S 21 % in NL by home",
        "at home",
        "X",
    )
    none = replace(decision, rate=RateRef.NONE, category=VatCategory.REVERSE_CHARGE)
    assert str(none) == "AE no VAT in NL by home"
    assert str(replace(decision, pct=None)) == "S the tariff's rate in NL by home"
    assert str(a_key(seller_taxable=False, buyer_taxable=False)) == (
        "electricity commissionaire NL>NL at NL, "
        "buyer not taxable dealer, seller not taxable, registered"
    )


@pytest.mark.parametrize("selector", ["NOBODY", "not-NOBODY", "seller"])
def test_a_selector_that_means_nothing_is_an_error(selector):
    with pytest.raises(InvalidValueError, match=r"VAT row one: seller: no group"):
        a_table(a_row("one", seller=selector))


def test_an_id_stands_once():
    with pytest.raises(InvalidValueError, match="an id for each"):
        a_table(a_row("one", seller="NL"), a_row("one", seller="DE"))
