"""Reports of results that are too long for paper, or whose files are on another machine."""

from dataclasses import replace

import pytest

from simulation.experiment.order import OrderKind
from simulation.experiment.tally import Tally
from simulation.outputs import report_differences, report_figures, report_parties, report_sweep
from simulation.outputs.experiment_report import experiment_report
from simulation.outputs.report_html import report_html
from simulation.outputs.report_parts import Grid, Passage
from tests.simulation.outputs.conftest import a_tally, an_order


def words_of(report):
    return [
        block.words
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Passage)
    ]


def test_a_result_is_reported_where_its_scenario_cannot_be_read():
    order = an_order(OrderKind.REPLICATE, 2)
    whole = a_tally(order)
    text = f'site_file = "not-here.csv"\n{order.base.scenario}'
    elsewhere = Tally(replace(order, base=replace(order.base, scenario=text)))
    for cell in (0, 1):
        for one in whole.played(cell):
            elsewhere.add(replace(one, tables={"liquidity_by_day": one.tables["liquidity_by_day"]}))
    report = experiment_report(elsewhere)
    assert report.title == "small.toml"
    html = report_html(report)
    assert "the scenario names files that are not here" in html
    assert "Liquidity by day" in html
    assert "By party and class" not in [one.title for one in report.sections]


@pytest.fixture
def short(monkeypatch):
    """Room for a row or two only."""
    monkeypatch.setattr(report_parties, "ROWS_MAX", 1)
    monkeypatch.setattr(report_figures, "ROWS_MAX", 1)
    monkeypatch.setattr(report_sweep, "ROWS_MAX", 1)
    monkeypatch.setattr(report_differences, "ENDS", 1)


@pytest.mark.usefixtures("short")
def test_what_is_left_out_of_a_comparison_is_counted(tally):
    told = words_of(experiment_report(tally))
    assert any("between them are in the exported tables" in words for words in told)
    assert any("more are in the exported tables" in words for words in told)


@pytest.mark.usefixtures("short")
def test_what_is_left_out_of_a_sweep_is_counted():
    report = experiment_report(a_tally(an_order(OrderKind.SWEEP, 1)))
    told = words_of(report)
    assert "1 more settings are in the exported tables." in told
    assert "The largest first; 1 more are in the exported tables." in told
    sweep = report.sections[0].blocks
    assert [len(one.rows) for one in sweep if isinstance(one, Grid)] == [1]
