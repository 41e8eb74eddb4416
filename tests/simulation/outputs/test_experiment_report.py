"""Reports: figures with interval, definition and origin, in both forms, twice the same."""

from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pytest

from core.domain.errors import RuleError
from simulation.experiment.comparison_file import comparison_order, load_comparison
from simulation.experiment.order import OrderKind
from simulation.experiment.played import Played
from simulation.experiment.point import Provenance
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of
from simulation.outputs.experiment_report import experiment_report
from simulation.outputs.question import known_question, question_of
from simulation.outputs.report_html import report_html
from simulation.outputs.report_parts import Grid, Passage, Picture
from simulation.outputs.report_pdf import report_pdf
from simulation.outputs.subject import Question, Subject
from tests.simulation.conftest import SMALL
from tests.simulation.outputs.conftest import a_tally, an_order

pypdf = pytest.importorskip("pypdf")
VOID = {"meta"}


class Nesting(HTMLParser):
    """Follows elements and refuses one that is closed before it was opened."""

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read_html(text):
    page = Nesting()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


def pdf_text(content):
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def section(report, title):
    return next(one for one in report.sections if one.title.startswith(title))


def rows_of(report, title):
    grids = [one for one in section(report, title).blocks if isinstance(one, Grid)]
    return {row[0]: row for grid in grids for row in grid.rows}


def test_a_page_is_whole_and_needs_nothing_else(tally):
    text = report_html(experiment_report(tally))
    page = read_html(text)
    assert page.links == []
    assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"')
    assert text.count("url(") == text.count("url(data:font/ttf;base64,") == 2


def test_both_forms_of_a_report_say_the_same(tally):
    report = experiment_report(tally)
    html = " ".join(" ".join(read_html(report_html(report)).texts).split())
    pdf = pdf_text(report_pdf(report))
    for one in report.sections:
        assert one.title in html
        assert one.title in pdf
        for block in one.blocks:
            if isinstance(block, Grid):
                assert all(cell in html for row in block.rows for cell in row)
    assert kpi_of("sessions").text(tally.estimate(1, "sessions").mean) in pdf
    assert "seed 5" in pdf


def test_a_report_is_the_same_bytes_twice_and_from_points_in_any_order():
    order = an_order(replications=2)
    played = [one for cell in (0, 1) for one in a_tally(order).played(cell)]
    reports = []
    for way in (1, -1):
        tally = Tally(order)
        for one in played[::way]:
            tally.add(one)
        report = experiment_report(tally)
        reports.append((report_html(report), report_pdf(report)))
    assert reports[0] == reports[1]


def test_every_figure_has_its_interval_and_its_definition(tally):
    report = experiment_report(tally)
    figures, definitions = rows_of(report, "Figures: few"), rows_of(report, "Definitions")
    parties = rows_of(report, "By party and class, side by side")
    for name in tally.kpis():
        kpi = kpi_of(name)
        assert kpi.definition in definitions[kpi.kpi.title][1]
        title = f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title
        if kpi.key:
            if title in parties:
                assert parties[title][2] == kpi.text(tally.values(1, name).mean())
            continue
        estimate = tally.estimate(0, name)
        row = figures[title]
        assert row[1] == kpi.text(estimate.mean)
        assert row[2] == f"± {kpi.text(estimate.half_width)}"
        assert row[3:] == tuple(kpi.text(one.value) for one in estimate.quantiles)


def test_a_difference_is_paired_and_has_its_verdict(tally):
    rows = rows_of(experiment_report(tally), "many against few")
    found = tally.difference("sessions", 1)
    row = rows["Sessions"]
    assert row[2] == kpi_of("sessions").text(found.mean, signed=True)
    assert row[6] == "different, better"
    assert row[5] == "< 0.001"


def test_who_gains_and_who_loses_is_told_with_a_verdict(tally):
    blocks = section(experiment_report(tally), "many against few").blocks
    grid = [one for one in blocks if isinstance(one, Grid)][-1]
    names = [row[0] for row in grid.rows]
    assert names[0] == "CPO net, DE*ABC, EUR"
    assert {"DP net, NL*XYZ, EUR", "DP net, FR*OPQ, EUR"} <= set(names)
    gains = [float(row[2].replace(",", "").replace("\N{MINUS SIGN}", "-")) for row in grid.rows]
    assert gains == sorted(gains, reverse=True)
    assert {row[6] for row in grid.rows} <= {"different, better", "not distinguishable"}


def test_one_replication_has_no_interval_and_says_so():
    tally = a_tally(an_order(OrderKind.REPLICATE, replications=1))
    report = experiment_report(tally)
    assert rows_of(report, "Figures: few")["Sessions"][2] == "n = 1"
    assert "n = 1" in pdf_text(report_pdf(report))


def test_a_report_says_how_it_was_made(tally):
    rows = rows_of(experiment_report(tally), "How this was made")
    provenance = tally.played(0)[0].provenance
    assert rows["Program"][1] == f"networkcore {provenance.code_version}"
    assert rows["Scenario"][1] == "small.toml"
    digest = provenance.input_digests["/somewhere/small.toml"]
    assert rows["Input, SHA-256"][1] == f"small.toml: {digest}"
    assert "seed 5" in rows["Random numbers"][1]
    assert rows["Replications"][1] == "6"
    assert rows["Changed in all settings"][1] == "days = 1"
    assert rows["Imputed"][1].startswith("nothing")
    assert "somewhere" not in report_html(experiment_report(tally))


def test_money_that_rests_on_prices_nobody_published_is_marked():
    text = SMALL.replace('tariff_id = "T1"\ncpo', 'tariff_id = "T1"\nimputed = true\ncpo')
    tally = a_tally(an_order(OrderKind.REPLICATE, 1, text))
    report = experiment_report(tally)
    figures = rows_of(report, "Figures: few")
    assert "CPO net, EUR (imputed prices)" in figures
    assert "Sessions" in figures
    assert rows_of(report, "How this was made")["Imputed"][1].startswith("Imputed prices at 2")
    first = section(report, "Know this first").blocks[0].words
    assert first.startswith("Imputed prices at 2 of 2 sites, 1 of 1 CPOs")
    subject = Subject(tally=tally, question=Question())
    assert subject.has_imputed(["cpo_net_minor_eur@DE*ABC"])
    assert not subject.has_imputed(["sessions"])


def test_tables_of_a_result_become_plots(tally):
    report = experiment_report(tally)
    blocks = section(report, "Plots: many").blocks
    pictures = {one.title: one for one in blocks if isinstance(one, Picture)}
    week = "Utilisation by hour of the week, dc"
    assert week not in pictures  # once is enough in a comparison
    assert week in [getattr(one, "title", "") for one in section(report, "Plots: few").blocks]
    assert set(pictures) >= {
        "From gross to the CPOs' net, EUR",
        "Occupancy by duration",
        "Liquidity by day",
        "Owed by DPs by day",
        "Settlement by age",
    }
    assert pictures["Settlement by age"].drawing.summary == "Owed to CPOs, EUR by day: at most 60."
    assert "median at the end 6." in pictures["Owed by DPs by day"].drawing.summary
    assert "median at the end 2." in pictures["Liquidity by day"].drawing.summary


@pytest.mark.parametrize("kind", OrderKind)
def test_an_experiment_that_is_half_done_is_reported_as_far_as_it_is(kind):
    order = an_order(kind, replications=2)
    half = Tally(order)
    half.add(a_tally(order).played(1)[0])
    report = experiment_report(half)
    assert (
        rows_of(report, "How this was made")["Replications"][1] == "0 to 1, the order is not done"
    )
    assert "Figures: many" in [one.title for one in report.sections]
    assert "Figures: few" not in [one.title for one in report.sections]
    assert report_pdf(report)


def test_a_waterfall_ends_at_the_net(tally):
    blocks = section(experiment_report(tally), "Plots: many").blocks
    picture = next(one for one in blocks if isinstance(one, Picture))
    net = tally.estimate(1, "cpo_net_minor_eur").mean / 100
    assert picture.drawing.summary.endswith(f"CPO net {net:,.0f}.")


def test_a_result_without_points_has_no_report():
    with pytest.raises(RuleError, match="nothing was played yet"):
        experiment_report(Tally(an_order()))


def test_words_of_strangers_are_words(tally):
    asked = Question(title="<script>alert(1)</script>", words="a & b", watched=("sessions",))
    report = experiment_report(tally, asked)
    text = report_html(report)
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert [one.words for one in section(report, "Answer").blocks] == ["a & b"]
    assert next(iter(rows_of(report, "many against few"))) == "Sessions"


def test_a_saved_comparison_is_known_by_its_settings_and_answered():
    comparison = load_comparison("reseller-or-networkcore")
    order = comparison_order(comparison, replications=2)
    tally = Tally(order)
    for cell in range(len(order.cells)):
        for number in range(2):
            kpis = {one.kpi: 1000.0 + 10 * cell + number for one in comparison.watched}
            tally.add(
                Played(
                    cell=cell,
                    replication=number,
                    kpis=kpis,
                    provenance=Provenance(code_version="1", input_digests={}),
                    seconds=0.0,
                )
            )
    question = known_question(tally)
    assert question == question_of(comparison, tally)
    answer = section(experiment_report(tally, question), "Answer").blocks
    assert answer[0] == Passage(" ".join(comparison.question.split()))
    assert known_question(Tally(an_order())) == Question()


def test_what_is_the_same_in_every_pair_is_called_that():
    tally, order = Tally(an_order(replications=2)), an_order(replications=2)
    whole = a_tally(order)
    for cell in (0, 1):
        for one in whole.played(0):
            tally.add(replace(one, cell=cell))
    report = experiment_report(tally)
    rows = rows_of(report, "many against few")
    assert {row[6] for row in rows.values()} == {"the same"}
    picture = next(one for one in section(report, "many").blocks if isinstance(one, Picture))
    assert "not distinguishable" not in picture.drawing.summary


def test_figures_that_nothing_changed_are_counted_where_others_changed(tally):
    report = experiment_report(tally)
    rows = rows_of(report, "many against few")
    found = tally.differences(Subject(tally=tally, question=Question()).watched())
    same = sum(not one.mean and not one.half_width for one in found)
    assert same
    words = [one.words for one in section(report, "many").blocks if isinstance(one, Passage)]
    assert f"{same} more figures are the same in every pair." in words
    assert "the same" not in {row[6] for row in rows.values()}


def test_a_single_setting_has_the_figures_of_its_parties():
    whole = an_order(OrderKind.REPLICATE, 2)
    tally = a_tally(replace(whole, cells=whole.cells[:1]))
    report = experiment_report(tally)
    rows = rows_of(report, "By party and class: few")
    row = rows["Abc, DE*ABC"]
    assert row[1] == "EUR"
    for place, name in (
        (2, "sessions"),
        (4, "cpo_net_minor_eur"),
        (6, "cpo_net_minor_eur_per_kwh"),
    ):
        mean = tally.estimate(0, f"{name}@DE*ABC").mean
        assert row[place] == kpi_of(f"{name}@DE*ABC").text(mean)
    partners = [name for name in rows if name.endswith(("NL*XYZ", "FR*OPQ"))]
    assert partners == ["Xyz, NL*XYZ", "Opq, FR*OPQ"]  # the larger first
    assert rows["dc"][2] == kpi_of("utilisation_dc_pct").text(
        tally.estimate(0, "utilisation_dc_pct").mean
    )


def test_parties_stand_side_by_side_where_settings_are_compared(tally):
    rows = rows_of(experiment_report(tally), "By party and class, side by side")
    name = "cpo_net_minor_eur@DE*ABC"
    means = tuple(kpi_of(name).text(tally.values(cell, name).mean()) for cell in (0, 1))
    assert rows["CPO net, DE*ABC, EUR"][1:] == means
    assert not any(" by " in title for title in rows)
