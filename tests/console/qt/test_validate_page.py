"""The checks of the simulator are made by a worker, told in words, and written as a report."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from console.present.analyse_views import AnalyseView
from console.present.check_rows import check_number, check_rows, check_text, checks_counted
from console.present.job_lines import JobState
from console.qt.validate_desk import ValidateDesk
from simulation.job_pipe import Task
from simulation.validation.check import CheckGroup, Question, skipped_check, value_check
from tests.console.qt import scripted_worker
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 60_000
ASKED = Question(name="laws.energy", group=CheckGroup.LAWS, what="Energy", definition="kWh twice.")
CHECKS = (
    value_check(ASKED, 10.0, wanted=10.0, tolerance=0.0),
    value_check(ASKED, 12345.6, wanted=12000.0, tolerance=2.0),
    skipped_check(ASKED, "no file"),
)


def fails(_files, _seed):
    return Task(work=scripted_worker.says_why_it_failed, path="", seed=1, url="")


def makes_checks(_files, seed):
    return Task(work=partial(scripted_worker.makes_checks, CHECKS), path="", seed=seed, url="")


@pytest.fixture
def asked(tmp_path):
    return ScriptedQuestions(file=str(tmp_path / "told.html"))


@pytest.fixture
def window(make_window, asked):
    return make_window(questions=asked)


@pytest.fixture
def desk(window):
    desk = window.findChild(ValidateDesk)
    desk.task_of = makes_checks
    return desk


@pytest.fixture
def page(window, desk):  # noqa: ARG001 (its checks are made by hand)
    assert window.registry.run("analyse.validate")
    return window.analyse_tabs.pages[AnalyseView.VALIDATE]


def until_made(desk, qtbot):
    qtbot.waitUntil(lambda: desk.job is not None and not desk.is_running, timeout=LONG_MS)


def test_a_verdict_is_a_sign_and_a_word():
    passed, failed, skipped = check_rows(CHECKS)
    assert [row.cells[0].text[2:] for row in (passed, failed, skipped)] == [
        "passed",
        "failed",
        "skipped",
    ]
    assert [cell.text for cell in passed.cells[3:7]] == ["10", "exact", "10", "exact"]
    assert failed.is_marked
    assert failed.cells[3].text == "12,346"
    assert {cell.text for cell in skipped.cells[3:7]} == {""}
    assert "345.6 away, wanted at most 2" in check_text(CHECKS[1])
    assert checks_counted(CHECKS) == "1 passed, 1 failed, 1 skipped"
    assert check_number(-0.12345) == "\N{MINUS SIGN}0.1235"


def test_the_checks_of_the_simulator_come_one_after_the_other(make_window, qtbot):
    """The real ones, ended as soon as the first are there: those are kept."""
    window = make_window()
    assert window.registry.run("validate.run")
    desk = window.findChild(ValidateDesk)
    page = window.analyse_tabs.pages[AnalyseView.VALIDATE]
    assert page.isVisible()
    qtbot.waitUntil(lambda: bool(desk.checks), timeout=LONG_MS)
    assert page.table.rows
    assert window.registry.run("validate.stop")
    until_made(desk, qtbot)
    assert {check.verdict.value for check in desk.checks} == {"PASSED"}
    assert window.desk.jobs.jobs[0].state is JobState.CANCELLED


def test_a_button_makes_the_checks_and_the_chosen_one_is_explained(window, page, desk, qtbot):
    assert not page.report.isEnabled()
    assert not window.registry.run("validate.report"), "nothing was checked"
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert not page.start.isEnabled()
    until_made(desk, qtbot)
    assert len(page.table.rows) == len(CHECKS)
    assert "kWh twice." in page.told.text()
    assert "1 failed" in page.results._note.text()
    assert page.start.isEnabled()


def test_the_report_of_the_checks_is_written(window, page, desk, asked, tmp_path, qtbot):
    assert page.isVisible()
    assert window.registry.run("validate.run")
    until_made(desk, qtbot)
    told = []
    window.analyses.told.connect(told.append)
    for ending in ("html", "pdf"):
        asked._file = str(tmp_path / f"told.{ending}")
        assert window.registry.run("validate.report")
        qtbot.waitUntil(lambda ending=ending: f"told.{ending}" in " ".join(told), timeout=LONG_MS)
        assert (tmp_path / f"told.{ending}").stat().st_size > 1_000
    assert "kWh twice." in Path(tmp_path / "told.html").read_text(encoding="utf-8")
    asked._file = str(tmp_path / "told.doc")
    assert window.registry.run("validate.report")
    qtbot.waitUntil(lambda: "wanted one of" in told[-1], timeout=LONG_MS)


def test_files_to_compare_with_are_listed_once_and_forgotten(window, page, desk, asked):
    assert not window.registry.run("validate.forget"), "there are none"
    assert window.registry.run("validate.open")
    assert window.registry.run("validate.open")
    assert desk.files == (asked._file,)
    assert [page.files.item(at).text() for at in range(page.files.count())] == ["told.html"]
    assert window.registry.run("validate.forget")
    assert (desk.files, page.files.count()) == ((), 0)


def test_checks_that_cannot_be_made_say_why(window, page, desk, qtbot):
    desk.task_of = fails
    assert window.registry.run("validate.run")
    until_made(desk, qtbot)
    assert "wanted a whole number" in page.panel.state
    assert not page.report.isEnabled()
    assert page.start.isEnabled()
