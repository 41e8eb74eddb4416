"""Jobs are listed whatever page is shown; each is paused, cancelled, run again or explained."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from console.present.job_lines import JobState, jobs_text
from console.present.workspaces import Workspace
from tests.console.qt import scripted_worker

LONG_MS = 30_000
LEFT = Qt.MouseButton.LeftButton


def _texts(window, row=0):
    table = window.jobs.table
    return [table.item(row, column).text() for column in range(table.columnCount())]


def _run_to_the_end(window, qtbot):
    window.registry.run("run.start")
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass


def test_without_jobs_the_page_says_how_to_get_one(make_window):
    window = make_window()
    assert "Alt+2" in window.jobs._list_card._empty.text()
    assert window.status.jobs.text() == "no jobs"
    assert not window.jobs.clear.isEnabled()


def test_a_job_is_paused_resumed_and_cancelled_on_the_page(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    window.registry.run("run.start")
    window.open_workspace(Workspace.JOBS)
    qtbot.waitUntil(lambda: "sessions" in window.jobs._facts.text(), timeout=LONG_MS)
    assert _texts(window)[1:3] == ["city", "\N{BLACK RIGHT-POINTING TRIANGLE} running"]
    qtbot.mouseClick(window.jobs.pause, LEFT)
    assert window.job.paused
    assert _texts(window)[2].endswith("paused")
    assert window.analyse.panel.pause.text() == window.jobs.pause.text() == "Resume"
    assert "paused" in window.status.jobs.text()
    qtbot.mouseClick(window.jobs.pause, LEFT)
    assert not window.job.paused
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        qtbot.mouseClick(window.jobs.cancel, LEFT)
        assert not window.jobs.cancel.isEnabled()
    assert _texts(window)[2].endswith("cancelled")
    assert window.status.jobs.text() == "jobs: 1 ended"


def test_a_job_that_failed_says_why_and_is_run_again(make_window, qtbot):
    window = make_window(work=scripted_worker.says_why_it_failed)
    _run_to_the_end(window, qtbot)
    window.open_workspace(Workspace.JOBS)
    assert _texts(window)[2].endswith("failed")
    assert "Traceback" in window.jobs.failure.toPlainText()
    assert "failed" in window.status.jobs.text()
    qtbot.mouseClick(window.jobs.copy, LEFT)
    assert "city.toml:12" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(window.jobs.restart, LEFT)
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert [_texts(window, row)[0] for row in (0, 1)] == ["2", "1"]


def test_a_finished_job_is_whole_and_its_books_can_be_shown_again(make_window, qtbot, tmp_path):
    window = make_window()
    _run_to_the_end(window, qtbot)
    window.open_workspace(Workspace.JOBS)
    assert _texts(window)[3:5] == ["100%", "took 2 s"]
    (tmp_path / "city-0.db").touch()
    window.registry.run("books.close")
    qtbot.mouseClick(window.jobs.books, LEFT)
    qtbot.waitUntil(lambda: window.shown.any, timeout=LONG_MS)
    assert window._pages.currentIndex() == Workspace.OPERATE
    assert window.shown.url.endswith("city-0.db")


def test_clearing_forgets_only_what_has_ended(make_window, qtbot):
    window = make_window()
    _run_to_the_end(window, qtbot)
    window.open_workspace(Workspace.JOBS)
    qtbot.mouseClick(window.jobs.clear, LEFT)
    assert window.jobs.table.rowCount() == 0
    assert window.jobs._card.is_empty
    assert window.job is None


def test_the_status_line_opens_the_jobs(make_window, qtbot):
    window = make_window()
    qtbot.mouseClick(window.status.jobs, LEFT)
    assert window._pages.currentIndex() == Workspace.JOBS


def test_the_analyst_begins_with_a_run(make_window, qtbot):
    window = make_window()
    qtbot.mouseClick(window.welcome.analyst.button, LEFT)
    assert window._pages.currentIndex() == Workspace.ANALYSE
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass


def test_the_trainer_is_given_a_session_by_a_run(make_window, qtbot):
    window = make_window()
    qtbot.mouseClick(window.welcome.trainer.button, LEFT)
    qtbot.waitUntil(lambda: window.train.is_shown, timeout=LONG_MS)
    qtbot.waitUntil(lambda: window._pages.currentIndex() == Workspace.TRAIN, timeout=LONG_MS)
    window.open_workspace(Workspace.WELCOME)
    qtbot.mouseClick(window.welcome.trainer.button, LEFT)
    assert len(window.desk.jobs.jobs) == 1


def test_the_operator_is_asked_for_books(make_window, qtbot):
    window = make_window()
    qtbot.mouseClick(window.welcome.operator.button, LEFT)
    assert "Open books" in window.setup.questions.asked[0]


@pytest.mark.parametrize("workspace", Workspace)
def test_every_page_can_be_walked_by_tab(make_window, qtbot, workspace):
    window = make_window()
    window.open_workspace(workspace)
    page = window._pages.currentWidget()
    wanted = {
        button
        for button in page.findChildren(QPushButton)
        if button.isVisible() and button.isEnabled()
    }
    reached = set()
    for _ in range(80):
        reached.add(window.focusWidget())
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert wanted <= reached, {button.text() for button in wanted - reached}


def test_jobs_are_told_in_a_few_words():
    assert jobs_text(()) == "no jobs"
    states = (JobState.FAILED, JobState.FINISHED, JobState.CANCELLED, JobState.RUNNING)
    assert jobs_text(states) == (
        "jobs: \N{BLACK RIGHT-POINTING TRIANGLE} 1 running \N{MIDDLE DOT} "
        "\N{MULTIPLICATION SIGN} 1 failed \N{MIDDLE DOT} 2 ended"
    )
