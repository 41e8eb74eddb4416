from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.present.heat_grid import grid_of_heat
from console.present.run_results import currencies_by_size, kpi_table, waterfall_of
from console.present.scenario_choice import parameters_of
from console.present.utilisation_heat import heat_of_books, heat_of_run
from core.service.snapshot import CurrencySummary, SiteHour
from simulation.feed import Utilisation
from tests.console.present.builders import a_summary


def test_figures_have_a_name_a_unit_and_a_value_and_money_comes_first():
    table = kpi_table({"sessions": 1284.0, "wait_p50_min": 1.25, "cpo_net_minor_eur": -123456.0})
    assert table.variants == ("",)
    assert table.rows == (
        ("CPO net", "EUR", ("\N{MINUS SIGN}1,234.56",)),
        ("Sessions", "", ("1,284",)),
        ("Wait p50", "min", ("1.25",)),
    )


def test_variants_stand_side_by_side():
    table = kpi_table({"sessions": 2.0, "A.sessions": 2.0, "B.sessions": 3.0, "B.balked": 1.0})
    assert table.variants == ("A", "B")
    assert table.rows == (("Sessions", "", ("2", "3")), ("Balked", "", ("\N{EM DASH}", "1")))


@given(st.integers(0, 10**9), st.integers(0, 10**8), st.integers(0, 10**8), st.integers(0, 10**7))
def test_the_waterfall_ends_where_the_net_begins(gross, vat, share, commission):
    net = gross - vat - share - commission
    bars = waterfall_of(
        CurrencySummary(
            gross_at_tariff=gross,
            gross=gross,
            vat=vat,
            dp_share=share,
            commission=commission,
            cpo_net=net,
        ),
        "EUR",
    )
    falls = [bar for bar in bars if not bar.is_total]
    level = gross
    for bar in falls:
        assert bar.start_minor + bar.amount_minor == level
        level = bar.start_minor
    assert level == net == bars[-1].amount_minor


def test_wholesale_and_card_cost_are_bars_of_their_own():
    totals = CurrencySummary(
        gross_at_tariff=1200, gross=1000, vat=160, dp_share=0, commission=40, cpo_net=750
    )
    titles = [bar.title for bar in waterfall_of(totals, "EUR")]
    assert titles == [
        "Gross at tariff", "Wholesale, other VAT", "Owed by DPs",
        "VAT", "Commission", "Card cost", "CPO net",
    ]  # fmt: skip


def test_what_hosts_and_drivers_get_is_no_card_cost():
    totals = CurrencySummary(
        gross_at_tariff=1000, gross=1000, vat=160, commission=40, others=50, cpo_net=750
    )
    assert [bar.title for bar in waterfall_of(totals, "EUR")] == [
        "Gross at tariff", "VAT", "Commission", "Hosts, rebates", "CPO net",
    ]  # fmt: skip


def test_the_currency_with_the_largest_turnover_comes_first():
    assert currencies_by_size(a_summary()) == ["EUR", "CHF"]


def test_parameters_are_flat_and_long_lists_are_cut():
    rows = dict(
        parameters_of(
            {"days": 7, "cpo": [{"name": "A"}, {"name": "B"}], "week": list(range(24)), "x": {}}
        )
    )
    assert rows["days"] == "7"
    assert rows["cpo 2.name"] == "B"
    assert rows["week"].endswith("(24 values)")
    assert "x" not in rows


def test_a_cell_of_the_heatmap_tells_its_exact_figure():
    connected = np.zeros((2, 24))
    connected[1, 7] = 0.412
    heat = heat_of_run(Utilisation(sites=("a", "b"), connected=connected))
    assert grid_of_heat(heat).cell_text(1, 7) == "b\n07:00 to 08:00\n41.2 % connected"


def test_the_books_know_hours_and_not_shares():
    hour = SiteHour(location_id="x", hour=23, connected_s=5400, energy_kwh=Decimal(1), sessions=1)
    heat = heat_of_books([hour])
    assert grid_of_heat(heat).cell_text(0, 23) == "x\n23:00 to 24:00\n1.50 h connected"
    assert grid_of_heat(heat_of_books([])).top == 1.0
