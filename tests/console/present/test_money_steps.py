from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from console.present.money_steps import (
    bar_text,
    money_steps,
    plain_amount,
    share_text,
    steps_summary,
    steps_table,
)
from console.present.plot_table import csv_text
from console.present.run_results import waterfall_of
from core.service.snapshot import CurrencySummary, Summary

EUR = CurrencySummary(
    gross_at_tariff=12100, gross=12100, vat=2100, cpo_net=9000, dp_share=500, commission=500
)
BARS = waterfall_of(EUR, "EUR")


def a_summary(**by_currency):
    return Summary(
        sessions=1,
        posted=1,
        free=0,
        held={},
        energy_kwh=Decimal(1),
        by_currency=by_currency,
        trial_balance={},
        receivable={},
        payable={},
        last_seq=1,
    )


def test_the_largest_currency_comes_first_and_one_without_turnover_not_at_all():
    chf = CurrencySummary(gross_at_tariff=100, gross=100, cpo_net=100)
    steps = money_steps(a_summary(CHF=chf, EUR=EUR, SEK=CurrencySummary(payouts=3)))
    assert steps.currencies == ("EUR", "CHF")


def test_a_bar_says_its_exact_amount_its_part_and_what_is_left():
    assert bar_text(BARS, 0, "EUR") == "Gross at tariff\n121.00 EUR"
    assert bar_text(BARS, 1, "EUR") == (
        "VAT\n\N{MINUS SIGN}21.00 EUR\n17.36 % of Gross at tariff\n100.00 EUR left"
    )


def test_the_table_adds_up_to_the_last_total():
    lines = csv_text(steps_table(BARS, "EUR")).splitlines()
    assert lines[2] == "VAT,-21.00,EUR,step"
    amounts = [Decimal(line.split(",")[1]) for line in lines[1:]]
    assert sum(amounts[:-1]) == amounts[-1] == Decimal("90.00")
    assert steps_summary(BARS, "EUR").endswith("CPO net 90.00 EUR")


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12))
def test_a_share_is_the_fraction_to_two_decimals(part, whole):
    text = (
        share_text(part, whole).removesuffix(" %").replace(",", "").replace("\N{MINUS SIGN}", "-")
    )
    assert abs(Decimal(text) - Decimal(part) * 100 / Decimal(whole)) <= Decimal("0.005000001")


def test_amounts_in_files_have_no_grouping_and_a_plain_minus():
    assert plain_amount(-1234567, "EUR") == "-12345.67"
    assert plain_amount(1500, "JPY") == "1500"
