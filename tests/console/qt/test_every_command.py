"""Every command is run by its id and does what it says; the table below lists what that is."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from console.present.agreement_deeds import TermsDeed
from console.present.analyse_views import AnalyseView
from console.present.case_deeds import CaseDeed
from console.present.command_list import COMMANDS, command_of
from console.present.command_value import Fact
from console.present.file_deeds import FileDeed
from console.present.job_lines import JobState
from console.present.network_deeds import NetworkDeed
from console.present.operate_views import OperateView
from console.present.record_link import entry_link, payout_link, session_link
from console.present.workspaces import Workspace
from console.qt.theme import CONTRAST, DARK, LIGHT
from core.domain.table_fields import BookTable
from tests.console.present.builders import CYCLE, KEY, HandMadeBooks, a_summary
from tests.console.qt import scripted_worker
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 30_000
PAYOUT = payout_link(f"{CYCLE}:NL*EVB:EUR")
FAULTY_TARIFF = """{"currency": "EUR", "elements": [
{"price_components": [{"type": "ENERGY", "price": 0.4, "vat": 20, "step_size": 1000}]}]}"""


class AbnormalBooks(HandMadeBooks):
    """An alert is open: too many exceptions."""

    def summary(self):
        return a_summary(last_seq=1, held={"too_short": 100})


@pytest.fixture
def full_window(make_window, qtbot, tmp_path):
    """A window in which every command but those of runs can run."""
    path = tmp_path / "other.db"
    path.touch()
    window = make_window(
        books=AbnormalBooks(), questions=ScriptedQuestions(file=str(path), text="wall")
    )
    window.shown.ask_story(KEY, window.train.show_story)
    qtbot.waitUntil(lambda: window.train.is_shown, timeout=LONG_MS)
    _look_around(window, qtbot)
    window.train.go_to(2)
    qtbot.waitUntil(lambda: window.operate.alerts.lines != (), timeout=LONG_MS)
    window.operate.alerts.list.setCurrentRow(0)
    window.look.save_layout("wide")
    window.analyses.draft.open(window.analyse.card)
    window.tariffs.workbench.show_text(FAULTY_TARIFF)
    qtbot.waitUntil(lambda: window.tariffs.workbench.has_findings, timeout=LONG_MS)
    QGuiApplication.clipboard().setText("{}")
    return window


def _look_around(window, qtbot):
    """An entry was looked at between two others; a row is chosen, and a value marked."""
    links = (session_link(KEY), entry_link(KEY), PAYOUT)
    for link in links:
        window.detail_desk.open(link)
        qtbot.waitUntil(lambda link=link: _looks_at(link)(window), timeout=LONG_MS)
    window.detail_desk.back()
    qtbot.waitUntil(lambda: _looks_at(entry_link(KEY))(window), timeout=LONG_MS)
    window.operate.detail.raw.choose_pointer("/entry/id")
    window.operate.tables.open_table(BookTable.ENTRIES)
    qtbot.waitUntil(lambda: window.operate.ledger.record(0) is not None, timeout=LONG_MS)
    window.operate.ledger_view.choose_row(0)


def _looks_at(link):
    def looks(window):
        detail = window.operate.detail.detail
        return detail is not None and detail.link == link

    return looks


def _shows(workspace):
    return lambda window: window._pages.currentIndex() == workspace


def _layouts(window):
    return window.look.layouts_of(window.look.key)


def _open(kind):
    return lambda _: any(
        isinstance(widget, kind) and widget.isVisible() for widget in QApplication.topLevelWidgets()
    )


def _experiments(window, view):
    return window.analyse_tabs.pages[view].isVisible()


DONE = {
    **{f"go.{each.key}": _shows(each) for each in Workspace},
    "books.open": lambda window: "Open books" in window.questions_asked[0],
    "books.open_address": lambda window: "postgresql://" in window.questions_asked[0],
    "books.close": lambda window: not window.shown.any,
    "file.replay": lambda window: "Replay a file" in window.questions_asked[0],
    "scenario.open": lambda window: window.analyse.choice.currentText() == "other",
    "window.close": lambda window: not window.isVisible(),
    "analyse.scenarios": lambda window: window.analyse.isVisible(),
    "analyse.build": lambda window: window.analyses.build.isVisible(),
    "build.find": lambda window: window.analyses.build.search.hasFocus(),
    "analyse.replications": lambda window: _experiments(window, AnalyseView.REPLICATIONS),
    "analyse.compare": lambda window: _experiments(window, AnalyseView.COMPARE),
    "analyse.validate": lambda window: _experiments(window, AnalyseView.VALIDATE),
    "analyse.sweep": lambda window: _experiments(window, AnalyseView.SWEEP),
    "sweep.kind": lambda window: window.analyse_tabs.pages[AnalyseView.SWEEP].is_tornado,
    "analyse.map": lambda window: _experiments(window, AnalyseView.MAP),
    "validate.open": lambda window: "Check against a file" in window.questions_asked[0],
    "compare.open": lambda window: "Open a comparison" in window.questions_asked[0],
    "tariff.workbench": lambda window: window.tariffs.workbench.isVisible(),
    "tariff.open": lambda window: "Open tariff" in window.questions_asked[0],
    "tariff.open_cdr": lambda window: "Open CDR" in window.questions_asked[0],
    "tariff.paste": lambda window: window.tariffs.workbench.pane.text.toPlainText() == "{}",
    "tariff.next_finding": lambda window: window.tariffs.workbench.pane.findings.currentRow() == 0,
    "operate.reconciliation": lambda window: window.views.reconciliation.page.isVisible(),
    "operate.agreements": lambda window: window.views.agreements.page.isVisible(),
    "agreements.open": lambda window: "Open a draft of terms" in window.questions_asked[0],
    "operate.overview": lambda window: window.operate.isVisible(),
    "operate.settlement": lambda window: window.operate_tabs.pages[
        OperateView.SETTLEMENT
    ].isVisible(),
    "operate.exposure": lambda window: window.operate_tabs.pages[OperateView.EXPOSURE].isVisible(),
    "operate.network": lambda window: window.views.network.page.isVisible(),
    "operate.messages": lambda window: window.views.network.messages.isVisible(),
    "operate.follow": lambda window: window.operate.ledger_view.is_following,
    "operate.train": _shows(Workspace.TRAIN),
    "alerts.acknowledge": lambda window: any(
        line.acknowledged and line.acknowledged.note == "wall"
        for line in window.operator.watch.lines
    ),
    "operate.map": lambda window: window.operate.use.is_map,
    "operate.open_row": _looks_at(session_link(KEY)),
    "operate.train_row": _shows(Workspace.TRAIN),
    "detail.back": _looks_at(session_link(KEY)),
    "detail.forward": _looks_at(PAYOUT),
    "detail.raw": lambda window: not window.operate.detail.show_stored.isChecked(),
    "detail.find": lambda window: window.operate.detail.raw.search.hasFocus(),
    "detail.copy_value": lambda _: QGuiApplication.clipboard().text() == "12",
    "detail.copy_all": lambda _: '"leg": 2' in QGuiApplication.clipboard().text(),
    "alerts.reload": lambda window: len(window.operator.watch.rules.rules) == 11,
    "train.first": lambda window: window.train.current == 0,
    "train.back": lambda window: window.train.current == 1,
    "train.on": lambda window: window.train.current == 3,
    "train.play": lambda window: window.train._player.isActive(),
    "view.theme_next": lambda window: window.theme.tokens is LIGHT,
    "view.theme_dark": lambda window: window.theme.tokens is DARK,
    "view.theme_light": lambda window: window.theme.tokens is LIGHT,
    "view.theme_contrast": lambda window: window.theme.tokens is CONTRAST,
    "view.font_larger": lambda window: window.theme.font_px == 14,
    "view.font_smaller": lambda window: window.theme.font_px == 12,
    "view.font_normal": lambda window: window.theme.font_px == 13,
    "layout.save": lambda window: set(_layouts(window).saved) == {"wall", "wide"},
    "layout.open": lambda window: _layouts(window).name == "wide",
    "layout.lock": lambda window: _layouts(window).locked,
    "layout.reset": lambda window: not _layouts(window).name,
    "edit.undo": lambda window: window.theme.tokens is LIGHT,
    "edit.redo": lambda window: window.theme.tokens is DARK,
    "help.palette": lambda window: window.palette_dialog.isVisible(),
    "help.keys": _open(QDialog),
    "help.menu": _open(QMenu),
}
RUNS = {
    "run.start",
    "run.pause",
    "run.cancel",
    "run.restart",
    "run.copy_failure",
    "run.clear",
    "run.cancel_all",
    "job.pause",
    "job.cancel",
    "job.restart",
    "job.watch",
    "job.books",
}


ACTIONS = {
    *("build.save", "build.revert", "build.replicate", "build.compare"),
    *(f"experiment.{verb}" for verb in ("run", "stop", "extend", "report", "export")),
    *(f"validate.{verb}" for verb in ("run", "stop", "forget", "report")),
    "sweep.open",
    *(f"map.{verb}" for verb in ("colour", "reach", "run", "stop")),
    *("books.arm", "books.disarm", "books.settle", "books.take_back"),
    *(deed.command_id for deed in FileDeed),
    *(deed.command_id for deed in CaseDeed),
    *(deed.command_id for deed in TermsDeed),
    *(deed.command_id for deed in NetworkDeed),
    "agreements.what_if",
}
"""Tested in ``test_build_page``, ``test_experiment_views``, ``test_validate_page``,
``test_network_map``, ``test_sweep_page``, ``test_actions``, ``test_arming``,
``test_payment_desk``, ``test_case_deeds``, ``test_agreement_deeds`` and ``test_network_page``:
they need real money, a hub, or a change."""


def test_every_command_is_in_the_table():
    assert set(DONE) | RUNS | ACTIONS == {command.id for command in COMMANDS}


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")  # Of a menu, offscreen.
@pytest.mark.parametrize("id_", DONE)
def test_a_command_does_what_it_says(full_window, id_, qtbot):
    window = full_window
    if id_ in ("edit.undo", "edit.redo"):
        _undo_something(window, id_)
    else:
        window.registry.run("view.theme_dark")
        window.setup.questions.asked.clear()
        assert window.registry.run(id_)
    window.questions_asked = window.setup.questions.asked
    qtbot.waitUntil(lambda: DONE[id_](window), timeout=LONG_MS)
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog | QMenu):
            widget.close()
    window.train._player.stop()
    window.registry.run("view.font_normal")


def _undo_something(window, id_):
    window.registry.run("view.theme_light")
    window.registry.run("view.theme_dark")
    assert window.registry.run("edit.undo")
    if id_ == "edit.redo":
        assert window.theme.tokens is LIGHT
        assert window.registry.run("edit.redo")


def test_the_commands_of_a_run(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    run = window.registry.run
    assert not run("run.pause")
    assert Fact.RUNNING in window.status.notice
    assert run("run.start")
    assert _shows(Workspace.ANALYSE)(window)
    first = window.job
    qtbot.waitUntil(lambda: "sessions" in window.analyse.panel.state, timeout=LONG_MS)
    assert run("run.pause")
    assert first.paused
    assert run("run.pause")
    assert not first.paused
    with qtbot.waitSignal(first.ended, timeout=LONG_MS):
        assert run("run.cancel")
    assert not run("run.copy_failure")
    assert run("run.restart")
    assert window.job is not first
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        assert run("run.cancel")
    assert len(window.desk.jobs.jobs) == 2
    assert run("run.clear")
    assert window.desk.jobs.jobs == ()


def test_the_commands_of_the_chosen_job(make_window, qtbot, tmp_path):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    run, jobs = window.registry.run, window.desk.jobs
    for verb in ("pause", "cancel", "restart", "watch", "books"):
        assert not run(f"job.{verb}")
    for _ in range(2):
        assert run("run.start")
    first, second = jobs.jobs
    assert jobs.chosen is second
    assert not run("job.pause"), "it waits for a worker"
    qtbot.waitUntil(lambda: first.progress is not None, timeout=LONG_MS)
    window.jobs.table.setCurrentCell(1, 0)
    assert jobs.chosen is first
    assert run("job.pause")
    assert first.state is JobState.PAUSED
    assert run("job.pause")
    assert run("job.watch")
    assert _shows(Workspace.ANALYSE)(window)
    (tmp_path / "city-0.db").touch()
    assert run("job.books")
    qtbot.waitUntil(lambda: _shows(Workspace.OPERATE)(window), timeout=LONG_MS)
    with qtbot.waitSignal(first.run.ended, timeout=LONG_MS):
        assert run("job.cancel")
    assert run("job.restart")
    assert len(jobs.jobs) == 3
    assert run("run.cancel_all")
    qtbot.waitUntil(lambda: not jobs.running, timeout=LONG_MS)


def test_why_a_run_failed_is_copied(make_window, qtbot):
    window = make_window(work=scripted_worker.says_why_it_failed)
    window.registry.run("run.start")
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert window.registry.run("run.copy_failure")
    assert "Traceback" in QGuiApplication.clipboard().text()


def test_only_changes_of_the_look_can_be_undone(full_window):
    window = full_window
    count = window.look.undo_stack.count()
    for id_ in ("go.train", "train.on", "operate.follow"):
        assert not command_of(id_).undoable
        window.registry.run(id_)
    assert window.look.undo_stack.count() == count


def test_the_shortcut_of_every_command_is_heard(full_window):
    for command in COMMANDS:
        action = full_window.registry.action(command.id)
        told = [keys.toString() for keys in action.shortcuts()]
        assert told == [keys for keys in (command.shortcut, command.also) if keys]
        assert len(action.associatedObjects()) == 1, command.id
