"""Jobs are listed whatever page is shown; each is paused, cancelled, run again or explained."""

import os
import signal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from console.present.job_lines import JobState, jobs_text
from console.present.workspaces import Workspace
from tests.console.qt import scripted_worker
from tests.console.qt.scripted_questions import ScriptedQuestions

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


def test_a_job_whose_worker_is_killed_is_restarted_on_the_page(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    window.registry.run("run.start")
    qtbot.waitUntil(lambda: window.desk.jobs.last.progress is not None, timeout=LONG_MS)
    window.open_workspace(Workspace.JOBS)
    assert f"process {window.job.pid}" in window.jobs._facts.text()
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        os.kill(window.job.pid, signal.SIGKILL)
    assert "memory ran out" in window.jobs.failure.toPlainText()
    dead = window.desk.jobs.last
    qtbot.mouseClick(window.jobs.restart, LEFT)
    again = window.desk.jobs.last
    qtbot.waitUntil(lambda: again.state is JobState.RUNNING, timeout=LONG_MS)
    assert again.run.pid != dead.run.pid
    assert again.order.card == dead.order.card
    assert again.order.url != dead.order.url, "a run begins anew in fresh books"


def test_a_job_that_died_with_a_traceback_shows_it(make_window, qtbot):
    window = make_window(work=scripted_worker.crashes_in_a_library)
    _run_to_the_end(window, qtbot)
    assert "Segmentation fault" in window.jobs.failure.toPlainText()
    assert "crashes_in_a_library" in window.jobs.failure.toPlainText()


def test_jobs_that_wait_for_a_worker_are_seen_to_wait(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    for _ in range(3):
        window.registry.run("run.start")
    window.open_workspace(Workspace.JOBS)
    waiting = "\N{WHITE CIRCLE} waiting"
    assert [_texts(window, row)[2] for row in (0, 1)] == [waiting, waiting]
    assert [_texts(window, row)[4] for row in (0, 1)] == ["queue: number 2", "queue: next"]
    assert "2 waiting" in window.status.jobs.text()
    assert window.jobs._list_card._note.text() == "1 of 1 workers at work"
    assert not window.jobs.pause.isEnabled()
    assert not window.jobs.books.isEnabled()
    window.jobs.table.setCurrentCell(1, 0)
    qtbot.mouseClick(window.jobs.cancel, LEFT)
    qtbot.waitUntil(lambda: _texts(window, 1)[2].endswith("cancelled"), timeout=LONG_MS)
    assert _texts(window, 0)[4] == "queue: next"
    window.jobs.table.setCurrentCell(2, 0)
    qtbot.mouseClick(window.jobs.cancel, LEFT)
    qtbot.waitUntil(lambda: _texts(window, 0)[2].endswith("running"), timeout=LONG_MS)


def test_as_many_jobs_as_workers_go_on_and_analyse_watches_one(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled, workers=2)
    window.registry.run("run.start")
    shown = window.shown.url
    window.analyse.seed.setText("7")
    window.registry.run("run.start")
    assert window.shown.url == shown, "the books that are looked at stay"
    assert "beside job 1" in window.status.notice
    first, second = window.desk.jobs.jobs
    qtbot.waitUntil(lambda: second.progress is not None, timeout=LONG_MS)
    qtbot.waitUntil(lambda: first.progress is not None, timeout=LONG_MS)
    window.registry.run("run.cancel")
    qtbot.waitUntil(lambda: first.state is JobState.CANCELLED, timeout=LONG_MS)
    assert "Cancelled after" in window.analyse.panel.state
    assert second.state is JobState.RUNNING
    window.open_workspace(Workspace.JOBS)
    qtbot.mouseClick(window.jobs.watch, LEFT)
    assert window._pages.currentIndex() == Workspace.ANALYSE
    qtbot.waitUntil(lambda: "sessions" in window.analyse.panel.state, timeout=LONG_MS)
    window.registry.run("run.pause")
    assert second.state is JobState.PAUSED


def test_what_a_run_came_to_can_be_watched_later(make_window, qtbot):
    window = make_window()
    for seed in ("1", "2"):
        window.analyse.seed.setText(seed)
        window.registry.run("run.start")
    qtbot.waitUntil(lambda: not window.desk.jobs.running, timeout=LONG_MS)
    assert window.analyse._kpis.item(1, 1).text() == "1"
    window.open_workspace(Workspace.JOBS)
    window.jobs.table.setCurrentCell(0, 0)
    qtbot.mouseClick(window.jobs.watch, LEFT)
    assert window.analyse._kpis.item(1, 1).text() == "2"
    assert "Finished" in window.analyse.panel.state


def test_a_job_goes_on_whatever_page_is_shown(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    window.registry.run("run.start")
    job = window.desk.jobs.last
    for workspace in Workspace:
        window.open_workspace(workspace)
        before = 0 if job.progress is None else job.progress.sessions
        qtbot.waitUntil(
            lambda before=before: job.progress is not None and job.progress.sessions > before,
            timeout=LONG_MS,
        )


def test_closing_asks_once_and_cancels_those_that_wait_too(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    for _ in range(2):
        window.registry.run("run.start")
    pid = window.desk.jobs.jobs[0].run.pid
    window.close()
    assert window.isVisible()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG_MS)
    assert len(window.setup.questions.asked) == 1
    assert window.setup.questions.asked[0].startswith("2 jobs are going on|")
    assert [job.state for job in window.desk.jobs.jobs] == [JobState.CANCELLED] * 2
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_window_that_may_not_close_keeps_its_jobs(make_window):
    questions = ScriptedQuestions(agrees=False)
    window = make_window(work=scripted_worker.runs_until_cancelled, questions=questions)
    window.registry.run("run.start")
    window.close()
    assert window.isVisible()
    assert window.job.running
    assert not window.job.is_cancelled


def test_a_warm_window_has_workers_before_a_job_and_none_after_it_closes(make_window, qtbot):
    window = make_window(workers=2)
    pool = window.desk.jobs.pool
    assert not pool.pids
    window.desk.warm()
    qtbot.waitUntil(lambda: pool.warm_count == 2, timeout=LONG_MS)
    pids = pool.pids
    window.registry.run("run.start")
    assert window.job.pid in pids
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert pool.pids == pids
    window.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


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


def test_the_trainer_does_not_wait_for_jobs_that_were_asked_for_later(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    qtbot.mouseClick(window.welcome.trainer.button, LEFT)
    window.registry.run("run.start")
    first, second = window.desk.jobs.jobs
    window.open_workspace(Workspace.ANALYSE)
    first.cancel()
    qtbot.waitUntil(lambda: window._pages.currentIndex() == Workspace.TRAIN, timeout=LONG_MS)
    assert second.run.running


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
