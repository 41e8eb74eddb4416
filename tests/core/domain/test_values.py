"""Values that cannot exist are refused, and those that can say what they are called."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.cdr import ChargingPeriod
from core.domain.demand_partner import assumed_demand_partner
from core.domain.entry import EntryKind, Posting
from core.domain.errors import InvalidValueError, NotFoundError, SourceError, WireError
from core.domain.interval import Interval
from core.domain.location import Evse
from core.domain.money import Money
from core.domain.network import ChargePointClass
from core.domain.party import Role, country_of
from core.domain.usage import Usage
from tests.builders import (
    CPO,
    DP,
    START,
    a_cdr,
    a_connector,
    a_credit,
    a_demand_partner,
    a_network,
    a_party,
    a_period,
    a_priced,
    a_rate,
    a_tariff,
    a_usage,
    an_agreement,
    an_entry,
)


def test_a_party_is_named_by_country_and_id():
    assert a_party("NL*ABC").key == "NL*ABC"
    assert a_demand_partner("DE*STR").key == "DE*STR"
    assert country_of("DE*STR") == "DE"


@pytest.mark.parametrize("key", ["NLD*ABC", "N1*ABC", "*ABC"])
def test_a_country_is_two_letters(key):
    with pytest.raises(InvalidValueError, match="country_code: wanted two letters"):
        a_party(key)


def test_a_party_id_is_three_characters():
    with pytest.raises(InvalidValueError, match="party_id: wanted 3 characters, found 'ABCD'"):
        a_party("NL*ABCD", Role.EMSP)


def test_a_cdr_is_named_by_its_cpo_and_id():
    cdr = a_cdr("4711")
    assert (cdr.key, cdr.demand_partner, cdr.duration_s) == ("cdr:NL*ABC:4711", DP, 3600)
    credit = a_credit(cdr)
    assert (credit.key, credit.credited_key) == ("cdr:NL*ABC:4711-C", cdr.key)


def test_a_cdr_has_periods_and_does_not_end_before_it_starts():
    with pytest.raises(InvalidValueError, match=r"cdr:NL\*ABC:1: wanted at least one"):
        replace(a_cdr(), charging_periods=())
    with pytest.raises(InvalidValueError, match=r"cdr:NL\*ABC:1: it ends before it starts"):
        a_cdr(stay_s=-1)


def test_a_period_is_empty_unless_it_says_otherwise():
    period = ChargingPeriod(start=START)
    assert (period.energy_kwh, period.charging_s, period.parking_s) == (0, 0, 0)


def test_a_tariff_has_elements_and_a_currency_that_we_settle_in():
    assert a_tariff().version == "2026-01-01T00:00:00Z"
    with pytest.raises(InvalidValueError, match="tariff T1: wanted at least one element"):
        replace(a_tariff(), elements=())
    with pytest.raises(InvalidValueError, match="ISO 4217"):
        a_tariff(currency="XXX")


def test_a_tolerance_is_nothing_or_more():
    with pytest.raises(InvalidValueError, match="tolerance_minor: wanted 0 or more, found -1"):
        an_agreement(tolerance_minor=-1)


@pytest.mark.parametrize("field", ["commission_bp", "dp_share_bp", "wholesale_bp", "fx_margin_bp"])
@pytest.mark.parametrize("value", [-1, 10_001])
def test_a_share_is_between_nothing_and_all(field, value):
    with pytest.raises(InvalidValueError, match=f"{field}: wanted 0 to 10000, found {value}"):
        an_agreement(**{field: value})


def test_an_agreement_pays_in_a_currency_that_we_settle_in():
    with pytest.raises(InvalidValueError, match="ISO 4217"):
        an_agreement(payout_currency="ZZZ")


YEAR_2026 = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("scope", "covers"),
    [
        ({}, True),
        ({"cpo": CPO}, True),
        ({"demand_partner": DP}, True),
        ({"cpo": CPO, "demand_partner": DP}, True),
        ({"cpo": "NL*OTH"}, False),
        ({"demand_partner": "DE*OTH"}, False),
        ({"cpo": CPO, "demand_partner": "DE*OTH"}, False),
        ({"effective": Interval(datetime(2027, 1, 1, tzinfo=UTC))}, False),
        ({"effective": YEAR_2026}, True),
    ],
)
def test_an_agreement_covers_its_parties_in_its_time(scope, covers):
    assert an_agreement(**scope).covers(CPO, DP, "NL", START) is covers


def test_narrower_terms_take_precedence():
    network, cpo, dp, both = (
        an_agreement(),
        an_agreement(cpo=CPO),
        an_agreement(demand_partner=DP),
        an_agreement(cpo=CPO, demand_partner=DP),
    )
    assert [one.precedence for one in (network, cpo, dp, both)] == [0, 1, 2, 3]
    assert network.version == "networkcore@2020-01-01"


def test_an_entry_is_balanced_in_each_currency_with_two_legs_and_no_zero():
    legs = (Posting("1200:X", 5, "EUR"), Posting("2900", -5, "CHF"))
    with pytest.raises(AssertionError, match="EUR"):
        an_entry(postings=legs)
    with pytest.raises(AssertionError):
        an_entry(postings=(Posting("1200:X", 0, "EUR"), Posting("2100:Y", 0, "EUR")))
    with pytest.raises(AssertionError):
        an_entry(postings=())
    assert an_entry().sums() == {"EUR": 0}


def test_the_reversal_of_an_entry_is_its_exact_mirror():
    entry = an_entry()
    later = START + timedelta(days=1)
    mirror = entry.reversed("wrong meter", later)
    assert mirror.entry_id == "reversal:cdr:NL*ABC:1"
    assert (mirror.kind, mirror.reverses) == (EntryKind.REVERSAL, entry.entry_id)
    assert (mirror.effective_at, mirror.notes) == (later, ("wrong meter",))
    assert [(leg.account, -leg.amount_minor) for leg in mirror.postings] == [
        (leg.account, leg.amount_minor) for leg in entry.postings
    ]


def test_a_rate_converts_both_ways_with_its_margin_and_rounds_once():
    rate = a_rate(rate="0.94")
    assert rate.rate_id == "EUR/CHF@2026-01-02"
    assert rate.convert(Money(1210, "EUR")) == Money(1137, "CHF")  # 11.374
    assert rate.convert(Money(1210, "EUR"), 50) == Money(1143, "CHF")  # 11.43087
    assert rate.convert(Money(1137, "CHF")) == Money(1210, "EUR")  # 12.0957...
    with pytest.raises(InvalidValueError, match="cannot convert USD"):
        rate.convert(Money(1, "USD"))


def test_a_rate_crosses_between_currencies_of_other_minor_units():
    assert a_rate("EUR", "JPY", "161.25").convert(Money(1000, "EUR")) == Money(1613, "JPY")
    assert a_rate("KWD", "EUR", "3").convert(Money(1000, "EUR")) == Money(3333, "KWD")


@pytest.mark.parametrize("rate", ["0", "-0.94"])
def test_a_rate_is_above_zero(rate):
    with pytest.raises(InvalidValueError, match="wanted above 0"):
        a_rate(rate=rate)


@given(st.integers(-(10**9), 10**9), st.decimals("0.01", 200, places=4), st.integers(0, 10_000))
def test_a_conversion_is_within_half_a_minor_unit_of_the_exact_amount(amount, rate, margin_bp):
    converted = a_rate(rate=rate).convert(Money(amount, "EUR"), margin_bp)
    exact = amount * Fraction(rate) * Fraction(10_000 + margin_bp, 10_000)
    assert abs(converted.amount_minor - exact) <= Fraction(1, 2)


def test_the_strongest_connector_is_what_an_evse_can_deliver():
    evse = Evse(
        evse_uid="E1",
        evse_id=None,
        connectors=(a_connector(max_power_kw="22"), a_connector(max_power_kw="150")),
    )
    assert evse.max_power_kw == 150


def a_class(name):
    connector = a_connector()
    return ChargePointClass(
        name=name,
        standard=connector.standard,
        power_type=connector.power_type,
        max_power_kw=Decimal(50),
        tariff_id="T1",
    )


def test_a_class_is_found_by_its_name_else_the_one_for_the_rest():
    network = a_network(classes=(a_class("7kW"), a_class("*")))
    assert network.class_named("7kW").name == "7kW"
    assert network.class_named("50kW Raption").name == "*"
    assert a_network(classes=(a_class("7kW"),)).class_named("50kW") is None


def test_a_network_finds_its_tariffs_and_names_the_one_that_it_has_not():
    assert a_network().tariff("T1") == a_tariff()
    with pytest.raises(NotFoundError, match="network test: no tariff 'T2'"):
        a_network().tariff("T2")


def test_errors_name_where_the_problem_is():
    wire = WireError("charging_periods[2].dimensions[0].volume", "wanted a number")
    assert (str(wire), wire.path) == (f"{wire.path}: wanted a number", wire.path)
    source = SourceError("demo.toml", "unknown currency", 7)
    assert (str(source), source.line) == ("demo.toml:7: unknown currency", 7)
    assert str(SourceError("demo.toml", "absent")) == "demo.toml: absent"


def test_a_priced_cdr_is_the_sum_of_its_lines():
    priced = a_priced(excl_minor=1000, vat_minor=210)
    both = replace(priced, lines=priced.lines * 2)
    assert (both.excl_minor, both.vat_minor, both.incl_minor) == (2000, 420, 2420)


def test_a_demand_partner_is_assumed_by_weight_and_always_the_same():
    partners = (
        a_demand_partner("NL*AAA", demand_weight=3),
        a_demand_partner("NL*BBB", demand_weight=1),
        a_demand_partner("NL*CCC", demand_weight=0),
    )
    assumed = [assumed_demand_partner(f"s{number}", partners).key for number in range(4000)]
    assert assumed == [assumed_demand_partner(f"s{number}", partners).key for number in range(4000)]
    assert assumed.count("NL*CCC") == 0
    # 3000 expected; five standard deviations of 27 either way.
    assert 2860 < assumed.count("NL*AAA") < 3140


def test_without_any_weight_no_demand_partner_can_be_assumed():
    with pytest.raises(InvalidValueError, match="demand_weight above 0"):
        assumed_demand_partner("s1", (a_demand_partner(demand_weight=0),))
    with pytest.raises(InvalidValueError, match="demand_weight above 0"):
        assumed_demand_partner("s1", ())


def test_a_usage_has_periods_and_ends_after_it_starts():
    with pytest.raises(InvalidValueError, match="session: wanted at least one charging period"):
        Usage(start=START, end=START, charging_periods=())
    with pytest.raises(InvalidValueError, match="session: it ends before it starts"):
        a_usage(a_period(), end=START - timedelta(seconds=1))
