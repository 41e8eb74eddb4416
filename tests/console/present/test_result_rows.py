"""Rows and pictures of replications, of figures that are made by hand."""

import numpy as np
import pytest

from console.present.comparison_rows import comparison_rows, comparison_text
from console.present.kpi_tiles import Tone
from console.present.own_comparisons import BUILT, VARIANTS, own_comparisons, viewpoints
from console.present.parameter_tree import all_parameters, parameter_groups
from console.present.result_pictures import (
    convergence_fan,
    day_fan,
    day_tables,
    day_title,
    money_of_cell,
    short_amount,
    week_of_cell,
)
from console.present.result_rows import (
    ALIKE,
    LESS,
    MORE,
    SAME,
    Choice,
    counted,
    definition_of,
    estimate_rows,
    names_shown,
    paired_heads,
    paired_rows,
    verdict_legend,
)
from core.service.resources import ResourceKind, resource_path
from simulation.experiment.comparison_file import Asker, load_comparison
from simulation.experiment.comparison_words import told_in_words
from simulation.experiment.order import Cell, compare_order
from simulation.experiment.played import Played
from simulation.experiment.point import Change, Point, Provenance
from simulation.experiment.tally import Tally

MADE = Provenance(code_version="0", input_digests={})
NET = "cpo_net_minor_eur"
MONEY = {
    "gross_at_tariff": 100_000_00,
    "gross": 100_000_00,
    "vat": 19_000_00,
    "dp_share": 2_000_00,
    "commission": 3_000_00,
    "cpo_net": 76_000_00,
}


def a_tally(*cells):
    """A tally of settings, each a list of figures by replication; tables are the same in all."""
    base = Point(scenario="", source="hand.toml", seed=1)
    titles = tuple(Cell(title=title) for title in "ABC"[: len(cells)])
    tally = Tally(compare_order(base, titles))
    for cell, replications in enumerate(cells):
        for number, kpis in enumerate(replications):
            tally.add(
                Played(
                    cell=cell,
                    replication=number,
                    kpis=kpis,
                    tables=tables_of(cell),
                    provenance=MADE,
                    seconds=1.0,
                )
            )
    return tally


def tables_of(cell):
    return {
        "liquidity_by_day": np.array([100.0, -300.0, 200.0]) * (cell + 1),
        "paid_out_by_day": np.array([100.0, 100.0, 100.0]),
        "sessions_by_day@NL*DLT": np.array([1.0, 2.0, 3.0]),
        "utilisation_by_hour_of_week@hub": np.full(168, 0.25),
    }


@pytest.fixture
def tally():
    """B earns more in every pair, by 10.00 to 12.00; as many sessions; energy is noise."""
    ours = [
        {NET: 100_00.0 + r, "sessions": 50.0, "energy_kwh": 10.0 * (-1) ** r, "sessions@X": 1.0}
        for r in range(6)
    ]
    theirs = [
        {NET: 110_00.0 + 40 * r, "sessions": 50.0, "energy_kwh": 9.0, "sessions@X": 2.0}
        for r in range(6)
    ]
    return a_tally(ours, theirs)


def test_a_verdict_is_a_glyph_and_its_colour_says_whether_it_is_better(tally):
    names = [NET, "sessions", "energy_kwh", "sessions@X"]
    net, sessions, energy, _ = paired_rows(tally, names, watched=[NET])
    assert net.is_marked
    assert not sessions.is_marked
    assert net.cells[2].text.startswith("100.03 \N{PLUS-MINUS SIGN} ")
    assert net.cells[3].text.endswith(MORE)
    assert net.cells[3].tone is Tone.GOOD
    assert "different" in net.cells[3].tip
    assert sessions.cells[3].text.endswith(SAME)
    assert sessions.cells[3].tone is None
    assert energy.cells[3].text.endswith(ALIKE)
    assert energy.cells[3].tone is None
    for glyph in (MORE, LESS, ALIKE, SAME):
        assert glyph in verdict_legend()


def test_less_of_what_should_be_more_is_worse_and_of_a_cost_better():
    a_lot = [{NET: 100_00.0 + r, "wait_p90_min": 9.0 + r / 10} for r in range(5)]
    less = [{NET: 50_00.0 + r, "wait_p90_min": 1.0 + r / 10} for r in range(5)]
    net, wait = paired_rows(a_tally(a_lot, less), [NET, "wait_p90_min"])
    assert net.cells[3].text.endswith(LESS)
    assert net.cells[3].tone is Tone.BAD
    assert wait.cells[3].text.endswith(LESS)
    assert wait.cells[3].tone is Tone.GOOD


def test_heads_name_the_settings(tally):
    titles = [head.title for head in paired_heads(tally)]
    assert titles == ["Figure", "Unit", "A \N{PLUS-MINUS SIGN} 95 %", "B, difference"]


def test_a_figure_that_no_run_has_is_left_empty(tally):
    (row,) = paired_rows(tally, ["wait_p90_min"])
    assert [cell.text for cell in row.cells[2:]] == ["", ""]


def test_means_have_intervals_and_quantiles(tally):
    (row,) = estimate_rows(tally, 0, [NET])
    title, unit, mean, spread, *quantiles = (cell.text for cell in row.cells)
    assert (title, unit, mean) == ("CPO net", "EUR", "100.03")
    assert spread == "0.02"
    assert len(quantiles) == 3
    assert definition_of(NET) == row.cells[0].tip
    assert "Better: higher." in definition_of(NET)


def test_one_replication_has_no_interval():
    tally = a_tally([{"sessions": 3.0}], [{"sessions": 4.0}])
    (row,) = estimate_rows(tally, 0, ["sessions"])
    assert row.cells[3].text == "n = 1"
    assert counted(tally) == "1 replication"
    (paired,) = paired_rows(tally, ["sessions"])
    assert "n = 1" in paired.cells[3].text


def test_figures_are_chosen_by_whose_they_are(tally):
    assert names_shown(tally, Choice.WATCHED, ["sessions", "nothing"]) == ("sessions",)
    assert "sessions@X" not in names_shown(tally, Choice.NETWORK)
    assert names_shown(tally, Choice.KEYED) == ("sessions@X",)
    assert counted(tally) == "6 replications"


def test_an_interval_closes_with_replications(tally):
    fan = convergence_fan(tally, 0, NET)
    assert list(fan.at) == [2, 3, 4, 5, 6]
    assert fan.median[-1] == pytest.approx(100.025)
    widths = fan.highs[0] - fan.median
    assert widths[-1] < widths[0]
    assert (fan.highs[0] >= fan.highs[2]).all(), "95 % is wider than 50 %"
    assert fan.middle_name in fan.readout(-1)
    assert convergence_fan(a_tally([{NET: 1.0}] * 2), 0, NET) is None


def test_levels_are_shown_at_the_end_of_a_day_and_flows_added_up(tally):
    assert day_tables(tally, 0) == (
        "liquidity_by_day",
        "paid_out_by_day",
        "sessions_by_day@NL*DLT",
    )
    level = day_fan(tally, 1, "liquidity_by_day", "EUR")
    assert list(level.median) == [2.0, -6.0, 4.0]
    assert list(level.base) == [1.0, -3.0, 2.0]
    assert (level.base_name, level.unit) == ("A", "EUR")
    flow = day_fan(tally, 0, "paid_out_by_day", "EUR")
    assert list(flow.median) == [1.0, 2.0, 3.0]
    assert flow.base is None
    counts = day_fan(tally, 0, "sessions_by_day@NL*DLT", "")
    assert list(counts.median) == [1.0, 3.0, 6.0]
    assert day_title("liquidity_by_day") == "Liquidity, end of day"
    assert day_title("sessions_by_day@NL*DLT") == "Sessions, NL*DLT, added up"
    assert day_fan(tally, 0, "liquidity_by_day", "").median[0] == 100.0
    assert day_fan(tally, 0, "nothing_by_day", "EUR") is None


def test_the_week_is_a_row_a_class(tally):
    grid = week_of_cell(tally, 0)
    assert grid.rows == ("hub",)
    assert grid.values.shape == (1, 168)
    empty = Tally(tally.order)
    assert week_of_cell(empty, 0) is None


def test_the_mean_waterfall_has_short_amounts_and_exact_readings():
    kpis = {f"{name}_minor_eur": float(value) for name, value in MONEY.items()}
    money = money_of_cell(a_tally([kpis, kpis]), 0)
    bars = money.by_currency["EUR"]
    assert [bar.title for bar in bars] == ["At tariff", "VAT", "DP", "Fees", "CPO net"]
    assert [bar.text for bar in bars] == [
        "100k",
        "\N{MINUS SIGN}19.0k",
        "\N{MINUS SIGN}2.00k",
        "\N{MINUS SIGN}3.00k",
        "76.0k",
    ]
    assert "19,000.00 EUR" in bars[1].reading.replace("\N{MINUS SIGN}", "")
    assert money_of_cell(a_tally([{"sessions": 1.0}]), 0).currencies == ()


@pytest.mark.parametrize(
    ("minor", "text"),
    [(0, "0"), (99_900, "999"), (-1_500_00, "\N{MINUS SIGN}1.50k"), (2_345_678_00, "2.35M")],
)
def test_an_amount_is_short(minor, text):
    assert short_amount(minor, "EUR") == text


def test_saved_comparisons_are_listed_by_who_asks_and_wrong_files_say_why():
    saved = load_comparison("reseller-or-networkcore")
    rows = comparison_rows([saved], (("broken", "broken.toml:1: format"),), ())
    assert [row.key for row in rows] == ["reseller-or-networkcore", "broken"]
    assert rows[1].cells[0].text == Tone.BAD.value
    assert rows[1].cells[1].tip == "broken.toml:1: format"
    text = comparison_text(saved)
    assert text.startswith(saved.question)
    assert "on the same random numbers" in text


@pytest.fixture
def scenario():
    path = resource_path(ResourceKind.SCENARIO, "reseller-vs-networkcore")
    groups = parameter_groups(path.read_text(encoding="utf-8"), str(path))
    return str(path), {one.path: one for one in all_parameters(groups)}


def test_everybody_of_a_scenario_may_ask(scenario):
    _, parameters = scenario
    network, cpo, *partners = viewpoints(parameters)
    assert (network.key, network.asker, network.currency) == ("", Asker.NETWORK, "EUR")
    assert (cpo.key, cpo.title, cpo.asker) == ("DE*HUN", "DE*HUN Hundert Lader", Asker.CPO)
    assert {one.asker for one in partners} == {Asker.DP}


def test_what_is_built_is_asked_against_its_file_and_by_variant(scenario):
    source, parameters = scenario
    _, cpo, partner, *_ = viewpoints(parameters)
    changes = (Change(path="days", value=1),)
    built, variants = own_comparisons(source, changes, ("NETWORKCORE", "RESELLER"), cpo)
    assert (built.name, variants.name) == (BUILT, VARIANTS)
    assert built.changes == ()
    assert built.alternatives[1].changes == changes
    assert variants.changes == changes
    assert built.watched[0].kpi == "cpo_result_minor_eur@DE*HUN"
    assert own_comparisons(source, (), ("ONE",), partner) == ()
    rows = comparison_rows([], (), [built])
    assert rows[0].cells[0].text == "Build"
    assert "Scenario reseller-vs-networkcore," in comparison_text(built)


def test_the_answer_is_of_the_watched_figures(tally):
    saved = load_comparison("reseller-or-networkcore")
    assert "CPO net" in " ".join(told_in_words(saved, tally))
