"""An explanation says in plain sentences what a price is made of, with its arithmetic."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from core.domain.money import RoundingMode
from core.domain.price_note import PriceNote
from core.domain.rounding import EXACT, PROFILES, RoundedAt, RoundingPolicy
from core.domain.tariff import (
    DayOfWeek,
    PriceLimit,
    ReservationRestriction,
    TariffDimension,
    TariffRestrictions,
    TaxIncluded,
)
from core.pricing.explain import explained
from core.pricing.explain_layout import explanation_html, explanation_text
from core.pricing.explain_words import (
    NOTES,
    condition_words,
    exact_words,
    rounding_words,
    time_words,
)
from core.pricing.price import price_exactly
from core.pricing.round_price import rounded_price
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, a_usage, an_element
from tests.core.pricing.strategies import any_tariffs, sessions

ZONE = "Europe/Amsterdam"
ENERGY, TIME = TariffDimension.ENERGY, TariffDimension.TIME
PARKING, FLAT = TariffDimension.PARKING_TIME, TariffDimension.FLAT
WORK_DAYS = tuple(DayOfWeek)[:5]


def told_of(*periods, tariff, stay=timedelta(hours=2), **options):
    return explained(a_usage(*periods, end=START + stay), tariff, ZONE, **options)


def test_energy_is_told_with_its_arithmetic_and_its_tax():
    told = told_of(
        a_period(energy_kwh="13.2"), tariff=a_tariff(an_element(a_component(price="0.33")))
    )
    (line,) = told.lines
    assert line.title == "Energy"
    assert line.arithmetic == (
        "13.2 kWh \N{MULTIPLICATION SIGN} 0.33 EUR per kWh = 4.356 EUR, rounded 4.36 EUR"
    )
    assert line.taxes == (
        "VAT: 21 % of 4.356 EUR = 0.91476 EUR, rounded 0.91 EUR; with taxes 5.27 EUR"
    )
    assert line.reason == "Why: price element 1 of the tariff applies at any time."
    assert told.total == "4.36 EUR before taxes, 5.27 EUR with taxes."
    assert told.taxes == ("VAT 21 %: 0.91 EUR",)
    assert (
        told.session == "From Monday 2026-06-01 12:00 to 14:00 (Europe/Amsterdam), 2 h: 13.2 kWh."
    )


def test_what_a_step_adds_is_told():
    tariff = a_tariff(an_element(a_component(PARKING, "5", None, 300)))
    (line,) = told_of(a_period(parking_s=2520), tariff=tariff).lines
    assert line.step == "Used: 42 min; billed in whole steps of 5 min, which adds 3 min"
    assert line.arithmetic == "45 min \N{MULTIPLICATION SIGN} 5.00 EUR per hour = 3.75 EUR"
    assert line.taxes == ""
    tariff = a_tariff(an_element(a_component(ENERGY, "1", None, 500)))
    (line,) = told_of(a_period(energy_kwh="1.2"), tariff=tariff).lines
    assert line.step == "Used: 1.2 kWh; billed in whole steps of 500 Wh, which adds 0.3 kWh"


def test_a_price_that_holds_taxes_is_parted():
    tariff = a_tariff(an_element(a_component(price="0.50")), tax_included=TaxIncluded.YES)
    told = told_of(a_period(energy_kwh="20"), tariff=tariff)
    (line,) = told.lines
    assert line.arithmetic == "20 kWh \N{MULTIPLICATION SIGN} 0.50 EUR per kWh = 10.00 EUR"
    assert line.taxes == (
        "21 % VAT within \N{ALMOST EQUAL TO} 1.735537 EUR, rounded 1.74 EUR; before taxes 8.26 EUR"
    )
    assert told.tariffs == ("Tariff T1, version 2026-01-01T00:00:00Z, in EUR; prices hold taxes.",)


@pytest.mark.parametrize(
    ("tax_included", "unknown"),
    [(TaxIncluded.NO, "with taxes"), (TaxIncluded.YES, "before taxes")],
)
def test_an_amount_that_nobody_can_know_is_told(tax_included, unknown):
    tariff = a_tariff(an_element(a_component(vat_pct=None)), tax_included=tax_included)
    told = told_of(a_period(energy_kwh="20"), tariff=tariff)
    assert told.lines[0].taxes == (
        f"The tax rate is not stated, so the amount {unknown} is unknown"
    )
    assert f"unknown {unknown}" in told.total
    assert "Energy: 10.00 EUR" in explanation_text(told)
    assert told.notes[0].code == PriceNote.TAXES_UNKNOWN


@pytest.mark.parametrize(
    ("limits", "title", "arithmetic", "reason"),
    [
        (
            {"max_price": PriceLimit(Decimal(8), Decimal(9))},
            "Greatest price",
            "2.00 EUR before taxes and 3.10 EUR with taxes taken off",
            "The tariff charges at most 8.00 EUR before taxes and 9.00 EUR with taxes.",
        ),
        (
            {"min_price": PriceLimit(Decimal(12))},
            "Least price",
            "2.00 EUR before taxes and 2.42 EUR with taxes added",
            "The tariff charges at least 12.00 EUR before taxes.",
        ),
    ],
)
def test_a_limit_is_told(limits, title, arithmetic, reason):
    told = told_of(a_period(energy_kwh="20"), tariff=a_tariff(**limits))
    line = told.lines[-1]
    assert (line.title, line.arithmetic, line.reason) == (title, arithmetic, reason)


def test_a_limit_on_an_unknown_amount_is_told():
    tariff = a_tariff(
        an_element(a_component(vat_pct=None)),
        tax_included=TaxIncluded.NO,
        max_price=PriceLimit(Decimal(8)),
    )
    line = told_of(a_period(energy_kwh="20"), tariff=tariff).lines[-1]
    assert line.arithmetic == "2.00 EUR before taxes and unknown with taxes taken off"


def test_what_is_free_is_told():
    tariff = a_tariff(an_element(a_component(ENERGY), max_kwh=Decimal(5)))
    later = a_period(START + timedelta(hours=1), "2", charging_s=60, reservation_s=90)
    told = told_of(a_period(energy_kwh="6", parking_s=30), later, tariff=tariff)
    assert told.free == (
        "2 kWh of energy: no price of the tariff applies, so this is free.",
        "1 min of charging time: no price of the tariff applies, so this is free.",
        "30 s connected without charging: no price of the tariff applies, so this is free.",
        "1 min 30 s reserved: no price of the tariff applies, so this is free.",
    )


def test_a_reservation_has_its_own_words():
    reserved = an_element(
        a_component(TIME, "3"),
        a_component(FLAT, "1"),
        reservation=ReservationRestriction.RESERVATION,
    )
    told = told_of(a_period(reservation_s=1800), tariff=a_tariff(reserved))
    assert [line.title for line in told.lines] == ["Price per reservation", "Time reserved"]
    assert told.lines[0].reason.endswith("applies while the charge point is reserved.")


def test_each_tariff_that_priced_something_is_named():
    first, second = a_tariff(tariff_id="A"), a_tariff(tariff_id="B")
    later = a_period(START + timedelta(hours=1), "2", tariff_id="B")
    told = told_of(a_period(energy_kwh="6", tariff_id="A"), later, tariff=[first, second])
    assert [one.split(",")[0] for one in told.tariffs] == ["Tariff A", "Tariff B"]
    nothing = told_of(a_period(), tariff=a_tariff(tariff_id="A"))
    assert nothing.tariffs[0].startswith("Tariff A, ")
    assert nothing.lines == ()


def test_a_session_over_midnight_and_within_a_minute_is_told():
    told = told_of(a_period(energy_kwh="6"), tariff=a_tariff(), stay=timedelta(hours=14, seconds=5))
    assert told.session == (
        "From Monday 2026-06-01 12:00 to Tuesday 2026-06-02 02:00:05 (Europe/Amsterdam), "
        "14 h 5 s: 6 kWh."
    )


RESTRICTIONS = [
    ({}, "at any time"),
    ({"start_time": time(9), "end_time": time(18)}, "from 09:00 to 18:00 (local time)"),
    ({"start_time": time(22), "end_time": time(6, 30)},
     "from 22:00 to 06:30 of the next day (local time)"),
    ({"start_time": time(22)}, "from 22:00 to 24:00 (local time)"),
    ({"day_of_week": WORK_DAYS}, "from Monday to Friday"),
    ({"day_of_week": (DayOfWeek.SUNDAY,)}, "on Sunday"),
    ({"day_of_week": (DayOfWeek.SUNDAY, DayOfWeek.SATURDAY)}, "on Saturday and Sunday"),
    ({"day_of_week": (DayOfWeek.SUNDAY, DayOfWeek.MONDAY, DayOfWeek.FRIDAY)},
     "on Monday, Friday and Sunday"),
    ({"day_of_week": tuple(DayOfWeek)}, "at any time"),
    ({"start_date": date(2026, 1, 1), "end_date": date(2026, 7, 1)},
     "from 2026-01-01 on, before 2026-07-01"),
    ({"min_duration_s": 1800, "max_duration_s": 3600},
     "once 30 min have passed since the start, within 1 h of the start"),
    ({"min_kwh": Decimal("10.0"), "max_kwh": Decimal(20)}, "after 10 kWh, up to 20 kWh"),
    ({"max_power_kw": Decimal(22)}, "while the power is below 22 kW"),
    ({"min_power_kw": Decimal(16), "max_power_kw": Decimal(22)},
     "while the power is 16 kW or more and below 22 kW"),
    ({"min_current_a": Decimal(16), "max_current_a": Decimal(32)},
     "while the current is 16 A or more and below 32 A"),
    ({"reservation": ReservationRestriction.RESERVATION_EXPIRES},
     "when the driver of a reservation does not come"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "words"), RESTRICTIONS)
def test_a_restriction_is_told_in_words(fields, words):
    assert condition_words(TariffRestrictions(**fields)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (3900, "1 h 5 min"), (Decimal("61.5"), "1 min 1.5 s"), (-60, "-1 min")],
)
def test_time_is_told_in_hours_minutes_and_seconds(seconds, words):
    assert time_words(seconds) == words


def test_an_amount_that_does_not_end_is_told_as_such():
    assert exact_words(Fraction(1, 3)) == ("0.333333", False)
    assert exact_words(Fraction(5)) == ("5.00", True)


def test_every_note_has_a_sentence():
    assert set(NOTES) == set(PriceNote)
    assert all(text.endswith(".") for text in NOTES.values())


def test_rounding_is_told():
    told = {name: rounding_words(policy, "EUR") for name, policy in PROFILES.items()}
    assert told == {
        "exact": "The total is rounded to 12 decimals, to the nearest, halves to the even digit.",
        "four-decimals": "The total is rounded to 4 decimals, to the nearest, halves up.",
        "minor-unit": "Each line is rounded to 2 decimals, to the nearest, halves up.",
        "up": "The total is rounded to 2 decimals, up.",
    }
    by_part = RoundingPolicy(RoundedAt.COMPONENT, None, RoundingMode.UP)
    assert "each charging period is rounded to 0 decimals" in rounding_words(by_part, "JPY")


@pytest.mark.parametrize(
    ("parking_vat", "taxes"),
    [
        ("10", ("VAT 20 %: 0.20 EUR", "VAT 10 %: 0.35 EUR", "VAT in all: 0.55 EUR")),
        ("20", ("VAT 20 %: 0.90 EUR",)),
        (None, ("VAT 20 %: 0.20 EUR",)),
    ],
)
def test_several_rates_are_told_one_by_one_and_added_up_where_all_are_known(parking_vat, taxes):
    tariff = a_tariff(
        an_element(a_component(price="0.50", vat_pct="20")),
        an_element(a_component(PARKING, "5", parking_vat)),
    )
    told = told_of(a_period(energy_kwh="2", parking_s=2520), tariff=tariff)
    assert told.taxes == taxes


def test_the_text_is_for_reading():
    tariff = replace(
        a_tariff(an_element(a_component(PARKING, "5", "10", 300))), tariff_id="<b>T</b>"
    )
    told = told_of(a_period(parking_s=2520), tariff=tariff)
    assert (
        explanation_text(told)
        == """\
From Monday 2026-06-01 12:00 to 14:00 (Europe/Amsterdam), 2 h: no energy reported.
Tariff <b>T</b>, version 2026-01-01T00:00:00Z, in EUR; prices are before taxes.

1. Time connected without charging: 4.13 EUR with taxes
   Used: 42 min; billed in whole steps of 5 min, which adds 3 min.
   45 min \N{MULTIPLICATION SIGN} 5.00 EUR per hour = 3.75 EUR.
   VAT: 10 % of 3.75 EUR = 0.375 EUR, rounded 0.38 EUR; with taxes 4.13 EUR.
   Why: price element 1 of the tariff applies at any time.

Total: 3.75 EUR before taxes, 4.13 EUR with taxes.
   VAT 10 %: 0.38 EUR
Each line is rounded to 2 decimals, to the nearest, halves up.
Note: The time billed in a charging period is not the time from its start to its end; what the \
record states as billed was priced.
Note: Time is billed in whole steps; one that was begun is billed in full.
"""
    )


def test_the_page_holds_the_same_sentences_and_nothing_from_outside_as_markup():
    tariff = replace(a_tariff(an_element(a_component(PARKING))), tariff_id="<b>T</b>")
    told = told_of(a_period(energy_kwh="2", parking_s=2520), tariff=tariff)
    page = explanation_html(told)
    assert "<b>T</b>" not in page
    assert "Tariff &lt;b&gt;T&lt;/b&gt;" in page
    assert told.lines[0].arithmetic in page
    assert "<h2>Free</h2><ul><li>2 kWh of energy" in page
    assert "<h2>Notes</h2>" in page
    assert "<h2>Notes</h2>" not in explanation_html(explained(a_cdr(), a_tariff(), ZONE))


@given(any_tariffs(), sessions())
def test_every_price_can_be_explained_and_its_figures_are_the_prices(tariff, session):
    told = explained(session, tariff, ZONE, rounding=EXACT)
    assert told.price == rounded_price(price_exactly(session, tariff, ZONE), EXACT)
    text = explanation_text(told)
    assert text.count("\n") > 3
    for line in told.lines:
        assert line.arithmetic in text
