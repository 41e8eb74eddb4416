"""The palette and the keys, by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.present.command_list import COMMANDS
from console.present.workspaces import Workspace
from console.qt.key_hints import KeyHints

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(make_window, qtbot):
    window = make_window()
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(window.palette_dialog.query.hasFocus)
    return window


def _titles(palette):
    return [
        palette.found.topLevelItem(row).text(0) for row in range(palette.found.topLevelItemCount())
    ]


def test_a_command_is_found_and_run_without_the_mouse(window, qtbot):
    palette = window.palette_dialog
    qtbot.keyClicks(palette.query, "hgh contr")
    item = palette.found.currentItem()
    assert item.text(0) == "Theme: high contrast"
    assert item.text(1) == "View"
    assert "strong colours" in palette._summary.text()
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.theme.tokens.name == "contrast"


def test_arrows_move_in_the_list_and_around_its_ends(window, qtbot):
    palette = window.palette_dialog
    qtbot.keyClicks(palette.query, "theme")
    titles = _titles(palette)
    qtbot.keyClick(palette.query, Qt.Key.Key_Down)
    assert palette.found.currentItem().text(0) == titles[1]
    qtbot.keyClick(palette.query, Qt.Key.Key_Up)
    qtbot.keyClick(palette.query, Qt.Key.Key_Up)
    assert palette.found.currentItem().text(0) == titles[-1]
    qtbot.keyClick(palette.query, Qt.Key.Key_PageUp)
    assert palette.found.currentItem().text(0) == titles[0]


def test_the_recent_come_first_and_shortcuts_are_shown(window, qtbot):
    palette = window.palette_dialog
    assert len(_titles(palette)) == len(COMMANDS)
    qtbot.keyClicks(palette.query, "jobs")
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert window._pages.currentIndex() == Workspace.JOBS
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    first = [palette.found.topLevelItem(row) for row in (0, 1)]
    assert first[0].text(0) == "Jobs"
    assert first[0].text(1) == "recent"
    assert first[0].text(2) == "Alt+4"
    assert palette.query.text() == ""
    palette.close()


def test_escape_runs_nothing(window, qtbot):
    qtbot.keyClick(window.palette_dialog.query, Qt.Key.Key_Escape)
    assert not window.palette_dialog.isVisible()
    assert window._pages.currentIndex() == Workspace.WELCOME


def test_what_cannot_run_says_what_it_needs(window, qtbot):
    palette = window.palette_dialog
    qtbot.keyClicks(palette.query, "cancel the run")
    assert palette.found.topLevelItem(0).text(1) == "needs a job that is going on"
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert window.status.notice == "Cancel the run: needs a job that is going on"


def test_nothing_found_is_said_and_enter_does_nothing(window, qtbot):
    palette = window.palette_dialog
    qtbot.keyClicks(palette.query, "zzzzqqq")
    assert palette._summary.text() == "No command is called like this."
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    qtbot.keyClick(palette.query, Qt.Key.Key_Down)
    assert palette.isVisible()
    palette.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_keys_are_shown_and_searched(make_window, qtbot, key):
    window = make_window()
    qtbot.keyClick(window, key)
    hints = next(w for w in QApplication.topLevelWidgets() if isinstance(w, KeyHints))
    qtbot.keyClicks(hints.search, "ctrl+k")
    shown = [
        (child.text(0), child.text(1), child.text(2))
        for _, children in hints._groups
        for child in children
        if not child.isHidden()
    ]
    assert shown == [("Find a command\N{HORIZONTAL ELLIPSIS}", "Ctrl+K", "yes")]
    hints.close()


def test_a_question_mark_can_be_typed(make_window, qtbot):
    window = make_window()
    window.open_workspace(Workspace.SETTINGS)
    window.settings_page.runs_folder.setFocus()
    qtbot.keyClicks(window.settings_page.runs_folder, "a?")
    assert window.settings_page.runs_folder.text() == "a?"
    assert not any(isinstance(w, KeyHints) for w in QApplication.topLevelWidgets())


def test_the_menu_greys_what_cannot_run(make_window):
    window = make_window()
    menu = window.registry.menu(window)
    parts = {part.title(): part for part in (action.menu() for action in menu.actions())}
    enabled = {action.text(): action.isEnabled() for action in parts["Run"].actions()}
    assert enabled["Run the scenario"]
    assert not enabled["Cancel the run"]
