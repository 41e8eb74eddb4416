"""The table that comes with the program: its cases by country, chain and date, and its files.

Rates on the days around a change are those of the laws that changed them.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import SourceError, UndecidedVatError
from core.domain.vat import ChainModel, Supply, VatKey
from core.ledger.vat_table import VatTable
from core.service.resources import RESOURCES
from core.service.vat_file import vat_table, vat_table_from_toml

TODAY = date(2026, 6, 1)
MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
COUNTRIES = tuple(f"{MEMBERS} CH NO GB".split())
RULES, RATES = (
    (RESOURCES / "vat" / name).read_text("utf-8") for name in ("rules.toml", "rates.toml")
)


def decide(supply, seller, buyer, location, day=TODAY, **changes):
    fields = {"chain": ChainModel.COMMISSIONAIRE} | changes
    key = VatKey(supply=Supply(supply), seller=seller, buyer=buyer, location=location, **fields)
    return vat_table().decide(key, day)


NO_DEALER = {"buyer_is_dealer": False}
ABROAD = {"seller_registered_in_location": False}
PRIVATE = {"buyer_taxable": False, "buyer_is_dealer": False}
IN_2018 = {"day": date(2018, 3, 1)}
AGENT = {"chain": ChainModel.AGENT}
OWN = {"chain": ChainModel.BUY_SELL}


@pytest.mark.parametrize(
    ("supply", "countries", "more", "told"),
    [
        # At home all around: the tariff's own rate, whoever buys.
        ("electricity", "NL NL NL", {}, "S the tariff's rate in NL by electricity-domestic"),
        ("electricity", "CH CH CH", {}, "S the tariff's rate in CH by electricity-domestic"),
        ("electricity", "US US US", {}, "S the tariff's rate in US by electricity-domestic"),
        ("electricity", "NL NL NL", PRIVATE, "S the tariff's rate in NL by electricity-domestic"),
        # To a dealer: where the dealer is, wherever the charge point stands.
        ("electricity", "DE DE FR", {}, "S 19 % in DE by electricity-dealer-at-home"),
        ("electricity", "DE DE CH", {}, "S 19 % in DE by electricity-dealer-at-home"),
        ("electricity", "CH CH DE", {}, "S 8.1 % in CH by electricity-dealer-at-home-ch-no-uk"),
        ("electricity", "NL DE NL", {}, "AE no VAT in DE by electricity-dealer-eu"),
        ("electricity", "NL DE NL", OWN, "AE no VAT in DE by electricity-dealer-eu"),
        ("electricity", "NL DE FR", ABROAD, "AE no VAT in DE by electricity-dealer-eu"),
        ("electricity", "DE CH DE", {}, "O no VAT in CH by electricity-dealer-outside-eu"),
        ("electricity", "CH DE CH", {}, "AE no VAT in DE by electricity-from-outside-eu"),
        ("electricity", "NO GB NO", {}, "O no VAT in GB by electricity-between-ch-no-uk"),
        # The United Kingdom was in until the end of 2020.
        ("electricity", "GB NL GB", IN_2018, "AE no VAT in NL by electricity-dealer-eu"),
        ("electricity", "GB NL GB", {}, "AE no VAT in NL by electricity-from-outside-eu"),
        ("electricity", "NL GB NL", IN_2018, "AE no VAT in GB by electricity-dealer-eu"),
        ("electricity", "NL GB NL", {}, "O no VAT in GB by electricity-dealer-outside-eu"),
        # To one who is no dealer: where it is consumed.
        ("electricity", "NL DE NL", NO_DEALER, "S the tariff's rate in NL by electricity-consumed"),
        ("electricity", "NL NL DE", PRIVATE, "S the tariff's rate in DE by electricity-consumed"),
        (
            "electricity",
            "NL DE DE",
            NO_DEALER | ABROAD,
            "AE no VAT in DE by electricity-consumed-reverse",
        ),
        (
            "electricity",
            "NL CH NL",
            AGENT | PRIVATE,
            "S the tariff's rate in NL by electricity-consumed",
        ),
        # Services: where the customer is; a private one has it where the seller is.
        ("service", "NL NL DE", ABROAD, "S 21 % in NL by service-at-home"),
        ("service", "NO NO NO", {}, "S 25 % in NO by service-at-home-ch-no-uk"),
        ("service", "US US US", {}, "S the tariff's rate in US by service-at-home-elsewhere"),
        ("service", "NL DE NL", AGENT, "AE no VAT in DE by service-eu"),
        ("service", "NL CH NL", {}, "O no VAT in CH by service-outside-eu"),
        ("service", "CH NL NL", {}, "AE no VAT in NL by service-from-outside-eu"),
        ("service", "CH GB CH", {}, "O no VAT in GB by service-between-ch-no-uk"),
        ("service", "NL DE NL", PRIVATE, "S 21 % in NL by service-consumer"),
        ("parking", "NL DE FR", {}, "S the tariff's rate in FR by parking"),
        (
            "service",
            "NL NL NL",
            {"seller_taxable": False},
            "O no VAT in NL by seller-not-taxable",
        ),
    ],
)
def test_a_supply_is_decided_by_its_countries_its_chain_and_its_day(supply, countries, more, told):
    assert str(decide(supply, *countries.split(), **more)) == told


@pytest.mark.parametrize(
    ("supply", "countries", "more"),
    [
        ("electricity", "NL NL DE", NO_DEALER | ABROAD),  # it would have to register there
        ("electricity", "NL DE NL", AGENT),  # an agent buys nothing
        ("electricity", "US CH US", {}),
        ("service", "US CH US", {}),
        ("parking", "NL DE DE", ABROAD),
        ("electricity", "NL DE NL", {"day": date(2009, 12, 31)}),
    ],
)
def test_what_nobody_decided_is_no_guess(supply, countries, more):
    with pytest.raises(UndecidedVatError, match=f"for {supply} .* at {countries[-2:]}"):
        decide(supply, *countries.split(), **more)


@pytest.mark.parametrize(
    ("country", "day", "before", "after"),
    [
        ("CH", date(2024, 1, 1), "7.7", "8.1"),
        ("CZ", date(2013, 1, 1), "20", "21"),
        ("DE", date(2020, 7, 1), "19", "16"),
        ("DE", date(2021, 1, 1), "16", "19"),
        ("EE", date(2024, 1, 1), "20", "22"),
        ("EE", date(2025, 7, 1), "22", "24"),
        ("ES", date(2012, 9, 1), "18", "21"),
        ("FI", date(2024, 9, 1), "24", "25.5"),
        ("FR", date(2014, 1, 1), "19.6", "20"),
        ("GB", date(2011, 1, 4), "17.5", "20"),
        ("GR", date(2016, 6, 1), "23", "24"),
        ("IE", date(2021, 3, 1), "21", "23"),
        ("LU", date(2024, 1, 1), "16", "17"),
        ("NL", date(2012, 10, 1), "19", "21"),
        ("RO", date(2025, 8, 1), "19", "21"),
        ("SK", date(2025, 1, 1), "20", "23"),
    ],
)
def test_a_rate_changes_on_its_day(country, day, before, after):
    rates = [decide("service", *[country] * 3, day=on).pct for on in (day - timedelta(1), day)]
    assert rates == [Decimal(before), Decimal(after)]


@pytest.mark.parametrize("supply", ["electricity", "service"])
def test_every_pair_of_countries_is_decided_on_every_day_by_one_row(supply):
    table = vat_table()
    places = [(s, b, x) for s, b in product(COUNTRIES, repeat=2) for x in {s, b, "FR"}]
    for (seller, buyer, location), day in product(places, (date(2013, 7, 1), TODAY)):
        decision = decide(supply, seller, buyer, location, day=day)
        fitting = table.fitting(decision.key, day)
        first = [one for one in fitting if table.specificity(one) == table.specificity(fitting[0])]
        assert [one.row_id for one in first] == [decision.row_id]
        assert (decision.category == "S") == (seller == buyer)
        assert bool(decision.vatex) == (decision.pct == 0)


@settings(max_examples=25)  # each one looks for ties among all rows
@given(
    st.permutations(vat_table().rows),
    st.sampled_from(Supply),
    st.tuples(*[st.sampled_from((*COUNTRIES, "US"))] * 3),
    st.tuples(*[st.booleans()] * 4),
    st.dates(date(2010, 1, 1), date(2027, 1, 1)),
)
def test_the_order_of_the_rows_does_not_matter(rows, supply, countries, yes_or_no, day):
    table = vat_table()
    seller, buyer, location = countries
    taxable, dealer, registered, seller_taxable = yes_or_no
    key = VatKey(
        supply=supply,
        chain=ChainModel.COMMISSIONAIRE,
        seller=seller,
        buyer=buyer,
        location=location,
        seller_taxable=seller_taxable,
        buyer_taxable=taxable,
        buyer_is_dealer=dealer,
        seller_registered_in_location=registered,
    )
    shuffled = VatTable(rows=tuple(rows), groups=table.groups, rates=table.rates)
    assert shuffled.fitting(key, day)[:1] == table.fitting(key, day)[:1]


def test_todays_rates_are_those_of_the_european_commission():
    published = pytest.importorskip(
        "eu_vat_rates_data", reason="eu-vat-rates-data is not installed: nothing to compare with"
    )
    day = date.fromisoformat(published.data_version)
    ours = {country: vat_table().standard_pct(country, day) for country in COUNTRIES}
    assert ours == {
        country: Decimal(str(published.get_standard_rate(country))) for country in COUNTRIES
    }


@pytest.mark.parametrize(
    ("rules", "rates", "problem"),
    [
        (("format = 1", "format = 2"), ("", ""), r"rules\.toml:\d+: format"),
        (('"S"', '"Q"'), ("", ""), r"rules\.toml:\d+: row\[0\]\.category: wanted"),
        (('seller = "EU"', 'seller = "EUROPE"'), ("", ""), "seller: no group 'EUROPE'"),
        (('"AT"', '"Austria"'), ("", ""), r"group\.EU\[0\]: wanted"),
        (("2021-01-01", "2021-21-01"), ("", ""), "GB until 2021-21-01"),
        (('id = "service-eu"', 'id = "parking"'), ("", ""), "an id for each"),
        (('seller = "EU"\nbuyer = "EU"', 'seller = "EU"\nbuyer = "not-EU"'), ("", ""), "says more"),
        (("", ""), ("pct = 19.6", "pct = 196"), r"rates\.toml:\d+: standard\.FR\[0\]\.pct"),
        (("", ""), ("2014-01-01, pct = 20 }]", "2010-01-01, pct = 20 }]"), "days in order"),
    ],
)
def test_a_wrong_table_says_where(rules, rates, problem):
    with pytest.raises(SourceError, match=problem):
        vat_table_from_toml(RULES.replace(*rules), RATES.replace(*rates))
