"""Every figure that a CDR states is held against ours, and what differs is classed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.cdr import ClaimedTotals, Price
from core.domain.claim import claim_of
from core.domain.rounding import FOUR_DECIMALS
from core.domain.session import Session, SessionStatus
from core.domain.tariff import (
    PriceLimit,
    ReservationRestriction,
    TariffDimension,
    TaxIncluded,
)
from core.pricing.compare_cdr import compared
from core.pricing.compare_records import unmatched
from core.pricing.discrepancy import AGREED, DifferenceKind
from core.pricing.price import price
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, an_element
from tests.core.pricing.strategies import any_tariffs, sessions

ZONE = "Europe/Amsterdam"
ENERGY, TIME = TariffDimension.ENERGY, TariffDimension.TIME
PARKING, FLAT = TariffDimension.PARKING_TIME, TariffDimension.FLAT


def a_session(session_id="S1", energy_kwh="20", stay_s=3600, status=SessionStatus.COMPLETED):
    return Session(
        session_id=session_id,
        status=status,
        evse="E1",
        charge_point_class="",
        site="",
        start=START,
        end=START + timedelta(seconds=stay_s),
        energy_kwh=Decimal(energy_kwh),
    )


def claimed(before, after=None):
    """A CDR of 20 kWh, which is 10.00 and with 21 % 12.10 by the default tariff."""
    total = Price(Decimal(before), None if after is None else Decimal(after))
    return replace(a_cdr(), total_cost=total)


def by_name(cdr, tariffs=None, **options):
    found = compared(cdr, tariffs or a_tariff(), ZONE, **options)
    assert len({one.of for one in found}) == len(found)
    return {one.of: one for one in found}


@pytest.mark.parametrize(
    ("before", "after", "kinds", "amounts"),
    [
        ("10", "12.1", ("EXACT", "EXACT"), ("0", "0")),
        ("10.01", "12.11", ("WITHIN_ONE_MINOR_UNIT", "WITHIN_ONE_MINOR_UNIT"), ("0.01", "0.01")),
        ("10", "12.5", ("EXACT", "VAT"), ("0", "0.4")),
        ("10", None, ("EXACT", "MISSING"), ("0", "-12.1")),
        ("12.1", "12.1", ("VAT", "EXACT"), ("2.1", "0")),
        ("9", "10", ("UNEXPLAINED", "VAT"), ("-1", "-2.1")),
        ("9", "11", ("UNEXPLAINED", "UNEXPLAINED"), ("-1", "-1.1")),
    ],
)
def test_a_total_is_classed_with_its_amount(before, after, kinds, amounts):
    found = by_name(claimed(before, after))
    pair = found["total before taxes"], found["total with taxes"]
    assert tuple(one.kind for one in pair) == kinds
    assert tuple(one.amount for one in pair) == tuple(map(Decimal, amounts))
    assert {one.unit for one in pair} == {"EUR"}


def test_a_cdr_without_a_total_states_nothing():
    found = by_name(a_cdr())
    assert found["total before taxes"].kind is DifferenceKind.MISSING
    assert found["total before taxes"].amount == -10
    assert found["total with taxes"].kind is DifferenceKind.MISSING


@pytest.mark.parametrize(
    ("stated", "kind", "words"),
    [
        # 57.344 kWh at 0.33 are 18.92352.
        ("18.92", "EXACT", ""),
        ("18.92352", "EXACT", ""),
        ("18.93", "ROUNDING_MODE", "each line is rounded to 2 decimals, up"),
        (
            "18.9235",
            "ROUNDING_MODE",
            "each line is rounded to 4 decimals, to the nearest, halves up",
        ),
        ("19", "UNEXPLAINED", ""),
        ("18.91", "WITHIN_ONE_MINOR_UNIT", ""),
        ("18.94", "UNEXPLAINED", ""),
    ],
)
def test_another_rounding_is_found_and_told(stated, kind, words):
    cdr = replace(a_cdr(energy_kwh="57.344"), total_cost=Price(Decimal(stated), None))
    tariff = a_tariff(an_element(a_component(price="0.33")))
    one = by_name(cdr, tariff)["total before taxes"]
    assert (one.kind, one.because) == (kind, words)


def test_the_rounding_of_the_agreement_is_exact():
    cdr = replace(a_cdr(energy_kwh="57.344"), total_cost=Price(Decimal("18.9235"), None))
    tariff = a_tariff(an_element(a_component(price="0.33")))
    one = by_name(cdr, tariff, rounding=FOUR_DECIMALS)["total before taxes"]
    assert (one.kind, one.ours) == (DifferenceKind.EXACT, Decimal("18.9235"))


def test_another_version_of_the_tariff_is_found():
    newer = a_tariff(an_element(a_component(price="0.60")), last_updated=START + timedelta(days=1))
    swiss = a_tariff(tariff_id="CH", currency="CHF")
    one = by_name(claimed("12", "14.52"), [a_tariff(), newer, swiss])["total before taxes"]
    assert (one.kind, one.amount) == (DifferenceKind.TARIFF_VERSION, 2)
    assert one.because == "it is the price by tariff T1, version 2026-06-02T10:00:00Z"


def test_the_energy_that_is_stated_beside_the_periods_explains_a_total():
    periods = (
        a_period(energy_kwh="12"),
        a_period(START + timedelta(minutes=30), "6"),
        a_period(START + timedelta(minutes=40), parking_s=60),
    )
    cdr = replace(claimed("10", "12.10"), charging_periods=periods)
    found = by_name(cdr)
    total, energy = found["total before taxes"], found["total energy against the periods"]
    assert (total.kind, total.ours) == (DifferenceKind.ENERGY, 9)
    assert total.because == "the CDR states 20 kWh, its periods hold 18 kWh"
    assert (energy.kind, energy.ours, energy.theirs, energy.unit) == ("ENERGY", 18, 20, "kWh")
    assert energy.amount == 1


def test_the_sessions_energy_and_time_are_held_against_the_cdr():
    tariff = a_tariff(an_element(a_component(ENERGY), a_component(TIME, "6", "21", 0)))
    cdr = replace(a_cdr(), total_cost=Price(Decimal(16)))
    found = by_name(cdr, tariff, session=a_session(energy_kwh="18", stay_s=3000))
    energy, time = found["energy against the session"], found["time against the session"]
    assert (energy.kind, energy.ours, energy.theirs, energy.amount) == ("ENERGY", 18, 20, 1)
    assert (time.kind, time.ours, time.theirs, time.amount) == ("TIME", 3000, 3600, 1)
    assert found["total before taxes"].kind is DifferenceKind.EXACT
    same = by_name(cdr, tariff, session=a_session())
    assert same["energy against the session"].kind is DifferenceKind.EXACT
    assert (same["time against the session"].amount, same["time against the session"].because) == (
        0,
        "",
    )


def test_the_time_that_is_stated_beside_the_periods_explains_a_total():
    tariff = a_tariff(an_element(a_component(PARKING, "6", None, 0)))
    cdr = a_cdr(periods=(a_period(energy_kwh="20"), a_period(START, "0", parking_s=1800)))
    cdr = replace(cdr, total_cost=Price(Decimal(4)), claimed=ClaimedTotals(time_s=2400))
    found = by_name(cdr, tariff)
    assert found["total before taxes"].kind is DifferenceKind.TIME
    assert found["total time against the periods"].amount == 1
    less = replace(cdr, total_cost=Price(Decimal(0)), claimed=ClaimedTotals(time_s=0))
    assert by_name(less, tariff)["total before taxes"].kind is DifferenceKind.TIME


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("0.5", "it is the price without the tariff's limits"),
        ("0.45", ""),
    ],
)
def test_a_rule_that_was_left_out_is_named(stated, words):
    tariff = a_tariff(min_price=PriceLimit(Decimal(2)))
    cdr = replace(a_cdr(energy_kwh="1"), total_cost=Price(Decimal(stated)))
    one = by_name(cdr, tariff)["total before taxes"]
    assert (one.kind, one.because) == (DifferenceKind.UNEXPLAINED, words)


def test_steps_that_were_left_out_are_named():
    tariff = a_tariff(an_element(a_component(TIME, "6", None, 3600)))
    cdr = replace(a_cdr(stay_s=1800), total_cost=Price(Decimal(3)))
    one = by_name(cdr, tariff)["total before taxes"]
    assert one.because == "it is the price without the tariff's steps"


def test_parts_are_compared_where_they_are_stated():
    tariff = a_tariff(
        an_element(a_component(ENERGY), a_component(FLAT, "1"), a_component(PARKING, "6", "21", 0)),
        an_element(a_component(TIME, "3", "21", 0), reservation=ReservationRestriction.RESERVATION),
        max_price=PriceLimit(Decimal(12)),
    )
    periods = (a_period(energy_kwh="20", parking_s=600, reservation_s=1200),)
    parts = ClaimedTotals(
        fixed_cost=Price(Decimal(1), Decimal("1.21")),
        energy_cost=Price(Decimal(11), Decimal("13.31")),
        parking_cost=Price(Decimal(1)),
        time_cost=Price(Decimal(0), Decimal(0)),
        reservation_cost=Price(Decimal(1), Decimal("1.21")),
    )
    cdr = replace(a_cdr(periods=periods), claimed=parts, total_cost=Price(Decimal(12)))
    found = by_name(cdr, tariff)
    assert {name: one.kind.value for name, one in found.items() if "cost" in name} == {
        "fixed cost before taxes": "EXACT",
        "fixed cost with taxes": "EXACT",
        "energy cost before taxes": "UNEXPLAINED",
        "energy cost with taxes": "UNEXPLAINED",
        "time cost before taxes": "EXACT",
        "time cost with taxes": "EXACT",
        "parking cost before taxes": "EXACT",
        "parking cost with taxes": "MISSING",
        "reservation cost before taxes": "EXACT",
        "reservation cost with taxes": "EXACT",
    }
    assert found["total before taxes"].kind is DifferenceKind.EXACT


def test_what_nobody_can_know_is_a_matter_of_taxes():
    tariff = a_tariff(an_element(a_component(vat_pct=None)), tax_included=TaxIncluded.NO)
    one = by_name(claimed("10", "12.10"), tariff)["total with taxes"]
    assert (one.kind, one.ours, one.amount) == (DifferenceKind.VAT, None, None)
    gross = a_tariff(an_element(a_component(vat_pct=None)), tax_included=TaxIncluded.YES)
    found = by_name(claimed("10", "10"), gross, session=a_session(energy_kwh="19"))
    assert found["total before taxes"].kind is DifferenceKind.VAT
    assert found["energy against the session"].amount is None


def test_a_claim_without_a_total_energy_is_not_held_against_its_periods():
    claim = claim_of(claimed("10", "12.10"))
    silent = replace(claim, usage=replace(claim.usage, energy_kwh=None))
    assert [one.of for one in compared(claim, a_tariff(), ZONE)] == [
        "total before taxes",
        "total with taxes",
        "total energy against the periods",
    ]
    assert len(compared(silent, a_tariff(), ZONE)) == 2


def test_a_total_with_an_exponent_is_compared_all_the_same():
    one = by_name(claimed("1E+1", "1.21E+1"))["total before taxes"]
    assert one.kind is DifferenceKind.EXACT


@given(any_tariffs(), sessions())
def test_what_we_say_ourselves_is_exact(tariff, session):
    tariff = replace(tariff, tax_included=None)
    cdr = a_cdr(currency=tariff.currency, periods=session.charging_periods, stay_s=25_000)
    priced = price(cdr, tariff, ZONE)
    exponent = {"JPY": 0, "EUR": -2, "KWD": -3}[tariff.currency]
    ours = (Decimal(one).scaleb(exponent) for one in (priced.excl_minor, priced.incl_minor))
    found = compared(replace(cdr, total_cost=Price(*ours)), tariff, ZONE)
    assert [one.kind for one in found[:2]] == [DifferenceKind.EXACT, DifferenceKind.EXACT]
    assert [one.amount for one in found[:2]] == [0, 0]


@given(any_tariffs(), sessions(), st.decimals(-50, 50, places=3))
def test_whatever_is_stated_is_classed_with_its_amount(tariff, session, stated):
    tariff = replace(tariff, tax_included=None)
    cdr = a_cdr(currency=tariff.currency, periods=session.charging_periods, stay_s=25_000)
    cdr = replace(cdr, total_cost=Price(stated, stated))
    for one in compared(cdr, tariff, ZONE, session=a_session()):
        if one.unit == tariff.currency:
            assert one.amount == stated - one.ours
        if one.kind is DifferenceKind.EXACT and one.unit in {"kWh", "s"}:
            assert one.amount == 0
        assert one.because or one.kind in AGREED | {DifferenceKind.UNEXPLAINED}


def test_a_completed_session_without_a_cdr_is_missing():
    every = [
        a_session("S1"),
        a_session("S2", "7"),
        a_session("S3", status=SessionStatus.ACTIVE),
    ]
    (one,) = unmatched(every, [a_cdr("1")])
    assert (one.of, one.kind, one.ours) == ("session S2", DifferenceKind.MISSING, 7)


def test_a_second_cdr_of_a_session_is_a_duplicate_and_worth_its_total():
    first = a_cdr("1", total_excl="10")
    again = replace(a_cdr("2", total_excl="9"), session_id="S1")
    silent = replace(a_cdr("3"), session_id="S1")
    other_cpo = replace(a_cdr("4"), session_id="S1", cpo="DE*XYZ")
    unnamed = replace(a_cdr("5"), session_id=None)
    alone = replace(a_cdr("6"), session_id=None)
    found = unmatched([], [first, again, silent, other_cpo, unnamed, alone, unnamed])
    assert [(one.of, one.kind, one.amount) for one in found] == [
        ("cdr:NL*ABC:2", DifferenceKind.DUPLICATE, 9),
        ("cdr:NL*ABC:3", DifferenceKind.DUPLICATE, None),
    ]
    copy = replace(unnamed)
    (one,) = unmatched([], [unnamed, copy])
    assert one.because == "cdr:NL*ABC:5 charges the same session"
