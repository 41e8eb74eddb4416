"""Sweeps in reports: every setting with its figures, and the plot that fits what was varied."""

import pytest

from simulation.experiment.designs import Axis, Span, grid_order, tornado_order
from simulation.experiment.order import OrderKind
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of
from simulation.outputs.experiment_report import experiment_report
from simulation.outputs.report_html import report_html
from simulation.outputs.report_parts import Grid, Picture
from simulation.outputs.report_sweep import sweep_section
from simulation.outputs.subject import Question, Subject
from tests.simulation.conftest import SMALL
from tests.simulation.outputs.conftest import RATE, a_tally, an_order

ENERGY = "demand.dc.energy_scale_kwh"
ASKED = Question(watched=("sessions",))


def swept(order):
    subject = Subject(tally=a_tally(order), question=ASKED)
    return subject, sweep_section(subject)


def pictures_of(section):
    return [one for one in section.blocks if isinstance(one, Picture)]


def base():
    return an_order().base


def test_one_axis_becomes_a_curve_with_its_interval():
    subject, section = swept(grid_order(base(), [Axis(path=RATE, values=(40, 4, 12))], 2))
    (picture,) = pictures_of(section)
    assert picture.title == "Sessions by dc.sessions_per_evse_per_day"
    grid = next(one for one in section.blocks if isinstance(one, Grid))
    assert grid.heads[0].title == "dc.sessions_per_evse_per_day"
    assert [row[0] for row in grid.rows] == ["40", "4", "12"]
    found = subject.tally.estimate(0, "sessions")
    text = kpi_of("sessions").text
    assert grid.rows[0][1] == f"{text(found.mean)} ± {text(found.half_width)}"


def test_two_axes_become_a_heat_map_of_every_pair():
    axes = [Axis(path=RATE, values=(4, 12)), Axis(path=ENERGY, values=(20, 30, 40))]
    subject, section = swept(grid_order(base(), axes, 1))
    (picture,) = pictures_of(section)
    assert picture.title == "Sessions by dc.sessions_per_evse_per_day and dc.energy_scale_kwh"
    said = {one.said for one in picture.drawing.shapes if getattr(one, "said", "")}
    means = subject.tally.means("sessions")
    assert f"12, 30: {means[4]:,.0f} Sessions" in said
    assert len(said) == 6


def test_factors_alone_become_a_tornado():
    spans = [Span(path=RATE, low=4, high=12), Span(path=ENERGY, low=36, high=37)]
    subject, section = swept(tornado_order(base(), spans, 2))
    (picture,) = pictures_of(section)
    assert picture.title == "What moves Sessions"
    low = subject.tally.difference("sessions", 1).mean
    assert (
        f"dc.sessions_per_evse_per_day \N{MINUS SIGN}{abs(low):,.0f} to" in picture.drawing.summary
    )


def test_what_was_not_played_yet_is_said_and_not_drawn():
    order = grid_order(base(), [Axis(path=RATE, values=(4, 12))], 1)
    tally, whole = Tally(order), a_tally(order)
    tally.add(whole.played(0)[0])
    section = sweep_section(Subject(tally=tally, question=ASKED))
    assert pictures_of(section) == []
    grid = next(one for one in section.blocks if isinstance(one, Grid))
    assert grid.rows[1][1] == "not played"


def test_a_sweep_of_many_settings_is_reported_by_its_table_alone():
    order = grid_order(base(), [Axis(path=RATE, values=tuple(range(2, 10)))], 1)
    report = experiment_report(a_tally(order))
    titles = [one.title for one in report.sections]
    assert titles == ["What was varied", "How this was made", "Definitions"]
    assert "not distinguishable" not in report_html(report)


def test_without_a_question_the_usual_figures_are_shown():
    tally = a_tally(an_order(OrderKind.SWEEP, 1))
    section = sweep_section(Subject(tally=tally, question=Question()))
    grid = next(one for one in section.blocks if isinstance(one, Grid))
    assert [head.title for head in grid.heads[1:]] == [
        "Sessions",
        "CPO net, EUR",
        "Network net, EUR",
    ]


@pytest.mark.parametrize("key", ["DE*ABC", "dc", "DE*ABC by NL*XYZ", "NL*XYZ"])
def test_figures_of_whoever_has_imputed_prices_are_marked(key):
    text = SMALL.replace('tariff_id = "T1"\ncpo', 'tariff_id = "T1"\nimputed = true\ncpo')
    marked = Subject(tally=Tally(an_order(scenario=text)), question=Question())
    published = Subject(tally=Tally(an_order()), question=Question())
    name = f"cpo_net_minor_eur@{key}"
    assert marked.has_imputed([name])
    assert not published.has_imputed([name])
