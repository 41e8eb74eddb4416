"""Replications and comparisons run on a worker, explain themselves, and are written to files."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from console.present.analyse_views import AnalyseView
from console.present.job_lines import JobState
from simulation.job_pipe import Task
from simulation.kpis import kpi_of
from tests.console.qt import scripted_worker
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 60_000
LEFT = Qt.MouseButton.LeftButton
COMPARISON = """
format = 1
title = "Fees"
question = "Does a CPO earn more under another commission?"
asked_by = "CPO"
explanation = "One day, two commissions."
scenario = "reseller-vs-networkcore"
replications = 3
set = { days = 1 }

[[alternative]]
title = "NETWORKCORE"
variant = "NETWORKCORE"

[[alternative]]
title = "RESELLER"
variant = "RESELLER"

[[watch]]
kpi = "cpo_net_minor_eur"
why = "what the CPO keeps"

[[watch]]
kpi = "arrivals"
"""


@pytest.fixture
def asked(tmp_path):
    return ScriptedQuestions(file=str(tmp_path / "told.html"))


@pytest.fixture
def window(make_window, asked):
    return make_window(questions=asked)


@pytest.fixture
def replications(window, qtbot):
    assert window.registry.run("analyse.replications")
    qtbot.waitUntil(lambda: window.analyses.draft.is_sound, timeout=LONG_MS)
    window.analyses.draft.change("days", "1")
    qtbot.waitUntil(lambda: window.analyses.draft.is_sound, timeout=LONG_MS)
    page = window.analyse_tabs.pages[AnalyseView.REPLICATIONS]
    page.replications.setValue(3)
    return page


@pytest.fixture
def compare(window, asked, tmp_path):
    """The comparison above, chosen."""
    path = tmp_path / "fees.toml"
    path.write_text(COMPARISON)
    asked._file = str(path)
    assert window.registry.run("compare.open")
    asked._file = str(tmp_path / "told.html")
    return window.analyse_tabs.pages[AnalyseView.COMPARE]


def until_done(page, qtbot):
    qtbot.waitUntil(lambda: page.run.is_done, timeout=LONG_MS)


def test_replications_tell_means_with_intervals_and_can_be_added(window, replications, qtbot):
    page = replications
    assert page.isVisible()
    assert "1 change" in page.what.text()
    qtbot.mouseClick(page.start, LEFT)
    until_done(page, qtbot)
    assert page.run.tally.count(0) == 3
    rows = {row.key: [cell.text for cell in row.cells] for row in page.table.rows}
    title, unit, mean, spread, *_ = rows["sessions"]
    assert (title, unit) == ("Sessions", "")
    assert float(mean.replace(",", "")) > 0
    assert spread != "n = 1"
    assert "3 replications" in page._results._note.text()
    assert not page.pictures.closing.is_empty
    assert window.registry.run("experiment.extend")
    until_done(page, qtbot)
    assert page.run.tally.count(0) == 6
    assert {one.replication for one in page.run.tally.played(0)} == set(range(6))
    assert [job.state for job in window.desk.jobs.jobs] == [JobState.FINISHED] * 2
    assert not window.desk.jobs.jobs[0].has_books


def test_a_figure_is_chosen_by_keys_and_says_what_it_is(replications, qtbot):
    page = replications
    page.run_shown()
    until_done(page, qtbot)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Home)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.key == "sessions"
    assert page.told.text().startswith("Sessions: ")
    assert "Sessions" in page.pictures.closing._title.text()
    page.figures.setCurrentIndex(1)
    assert page.table.rows
    assert all(kpi_of(row.key).key for row in page.table.rows)


def test_replications_are_added_until_a_figure_is_known(replications, qtbot):
    page = replications
    page.until.setChecked(True)
    page.tolerance.setValue(50)
    (target,) = page.order().targets
    assert (target.kpi, target.half_width) == ("sessions", 0.5)
    page.run_shown()
    until_done(page, qtbot)
    assert page.run.tally.is_met(target)


def test_what_cannot_be_is_not_run_and_says_why(window, replications, qtbot):
    window.analyses.draft.change("days", "0")
    qtbot.waitUntil(lambda: bool(window.analyses.draft.problems), timeout=LONG_MS)
    assert not replications.start.isEnabled()
    assert "found 0" in replications.start.accessibleDescription()
    assert not window.registry.run("experiment.run")


def test_a_comparison_explains_itself_and_its_verdicts_are_glyphs(compare, qtbot):
    page = compare
    assert page.isVisible()
    assert page.list.key == "fees"
    assert "another commission" in page.about.toPlainText()
    assert page.replications.value() == 3
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    until_done(page, qtbot)
    assert page.run.tally.done == 6
    words = page.answer.toPlainText()
    assert "CPO net" in words
    assert "95 % interval" in words or "cannot be told" in words
    net, arrivals = page.table.rows
    assert net.key == "cpo_net_minor_eur"
    assert net.cells[-1].text[-1] in "\N{BLACK DOWN-POINTING TRIANGLE}\N{ALMOST EQUAL TO}"
    assert arrivals.cells[-1].text[-1] in "\N{BLACK DOWN-POINTING TRIANGLE}="
    assert "not distinguishable" in page._paired._note.text()
    page.pictures.bar.setCurrentIndex(2)
    assert not page.pictures.money.is_empty
    assert page.pictures.beside._title.text() == "RESELLER"
    steps = page.pictures.money.canvas, page.pictures.beside.canvas
    for plot in steps:
        plot.freshen()
    ranges = [plot.view.viewRange()[1] for plot in steps]
    assert ranges[0] == pytest.approx(ranges[1], rel=0.05), "side by side on one scale"
    page.figures.setCurrentIndex(1)
    assert any(row.is_marked for row in page.table.rows)


def test_what_is_built_is_compared_with_its_file_by_one_command(window, qtbot):
    draft = window.analyses.draft
    assert window.registry.run("analyse.build")
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    assert not window.registry.run("build.compare"), "nothing is changed"
    draft.change("days", "1")
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    draft.change("demand.rapid_50.sessions_per_evse_per_day", "2")
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    assert window.analyses.build.compare.isEnabled()
    window.registry.run("analyse.compare")
    page = window.analyse_tabs.pages[AnalyseView.COMPARE]
    assert page.list.rows[0].key == "*built"
    page.replications.setValue(2)
    page.choose("*built")
    assert page.seen_by.isVisible()
    page.seen_by.setCurrentIndex(page.seen_by.findText("DE*LOE Stadtstrom Loerrach"))
    assert page.viewpoint.key == "DE*LOE"
    page.replications.setValue(2)
    assert window.registry.run("experiment.run")
    until_done(page, qtbot)
    assert all(row.key.endswith("@DE*LOE") for row in page.table.rows)
    assert "as built" in page.answer.toPlainText()
    page.choose("idle-fees")
    assert not page.seen_by.isVisible()


def test_the_variants_of_the_chosen_scenario_are_compared(window, qtbot):
    window.offer_scenario("resources/scenarios/reseller-vs-networkcore.toml")
    assert window.registry.run("analyse.compare")
    page = window.analyse_tabs.pages[AnalyseView.COMPARE]
    qtbot.waitUntil(lambda: page.list.rows[0].key == "*variants", timeout=LONG_MS)
    page.choose("*variants")
    assert [cell.title for cell in page.chosen.alternatives][:2] == ["NETWORKCORE", "RESELLER"]
    assert page.list.rows[0].cells[0].text == "Build"


def test_what_is_built_is_replicated_by_one_command(window, qtbot):
    draft = window.analyses.draft
    assert window.registry.run("analyse.build")
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    draft.change("days", "1")
    qtbot.waitUntil(lambda: draft.is_sound, timeout=LONG_MS)
    qtbot.mouseClick(window.analyses.build.replicate, LEFT)
    page = window.analyse_tabs.pages[AnalyseView.REPLICATIONS]
    assert page.isVisible()
    qtbot.waitUntil(lambda: bool(page.run.tally and page.run.tally.done), timeout=LONG_MS)
    assert window.registry.run("experiment.stop")
    until_done(page, qtbot)


def test_the_report_and_the_figures_are_written(window, compare, asked, tmp_path, qtbot):
    page = compare
    assert not window.registry.run("experiment.report"), "nothing was played"
    assert window.registry.run("experiment.run")
    until_done(page, qtbot)
    told = []
    window.analyses.told.connect(told.append)
    for ending, command in (("html", "report"), ("pdf", "report"), ("xlsx", "export")):
        asked._file = str(tmp_path / f"told.{ending}")
        assert window.registry.run(f"experiment.{command}")
        qtbot.waitUntil(lambda ending=ending: f"told.{ending}" in " ".join(told), timeout=LONG_MS)
        assert (tmp_path / f"told.{ending}").stat().st_size > 1_000
    page_text = (tmp_path / "told.html").read_text(encoding="utf-8")
    assert "Does a CPO earn more under another commission?" in page_text
    asked._file = str(tmp_path / "told.doc")
    assert window.registry.run("experiment.report")
    qtbot.waitUntil(lambda: "wanted one of" in told[-1], timeout=LONG_MS)


def test_a_comparison_ended_early_keeps_what_was_played(window, compare, qtbot):
    page = compare
    page.replications.setValue(500)
    page.run_shown()
    qtbot.waitUntil(lambda: bool(page.run.tally and page.run.tally.done), timeout=LONG_MS)
    assert window.registry.run("experiment.stop")
    until_done(page, qtbot)
    assert 0 < page.run.tally.done < 1_000
    assert "Ended early" in page.panel.state
    assert page.extend.isEnabled()
    tally = page.run.tally
    least = min(tally.count(cell) for cell in range(2))
    page.replications.setValue(2)
    qtbot.mouseClick(page.extend, LEFT)
    until_done(page, qtbot)
    assert all({least, least + 1} <= {one.replication for one in tally.played(c)} for c in range(2))


def test_a_comparison_of_a_missing_scenario_says_so(window, asked, tmp_path, qtbot):
    path = tmp_path / "lost.toml"
    path.write_text(COMPARISON.replace("reseller-vs-networkcore", "nowhere"))
    asked._file = str(path)
    assert window.registry.run("compare.open")
    page = window.analyse_tabs.pages[AnalyseView.COMPARE]
    assert window.registry.run("experiment.run")
    qtbot.waitUntil(lambda: "nowhere" in page.panel.state, timeout=LONG_MS)
    path.write_text("title = ")
    told = []
    window.analyses.told.connect(told.append)
    assert window.registry.run("compare.open")
    assert "lost.toml" in told[0]


def test_a_worker_that_fails_says_why_in_the_panel(make_window, qtbot):
    def fails(_order):
        return Task(work=scripted_worker.says_why_it_failed, path="", seed=None, url="")

    window = make_window(experiment_task=fails)
    window.registry.run("analyse.compare")
    page = window.analyse_tabs.pages[AnalyseView.COMPARE]
    page.choose("reseller-or-networkcore")
    page.run_shown()
    qtbot.waitUntil(lambda: "wanted a whole number" in page.panel.state, timeout=LONG_MS)


def test_every_control_has_a_name(replications, compare):
    widgets = (
        *(replications.choice, replications.variant, replications.engine, replications.until),
        *(replications.tolerance, replications.target, replications.table, replications.figures),
        *(compare.list, compare.about, compare.answer, compare.table, compare.figures),
        *(compare.pictures.bar, compare.pictures.cell, compare.pictures.figure),
        *(page.replications for page in (replications, compare)),
        *(page.start for page in (replications, compare)),
    )
    for widget in widgets:
        face = QAccessible.queryAccessibleInterface(widget)
        assert face.text(QAccessible.Text.Name), widget
