"""Settings are taken at once and can be undone; layouts come back, or say why they do not."""

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from console.present.operate_views import OperateView
from console.present.settings import Layout, Settings, ThemeName, WindowState, WorkspaceLayouts
from console.present.workspaces import Workspace
from console.qt.theme import CONTRAST, DARK
from tests.console.present.builders import HandMadeBooks
from tests.console.qt.conftest import a_memory
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 30_000


class Kept:
    """A memory that remembers what was saved."""

    def __init__(self, settings=None, state=None):
        self.settings: list[Settings] = []
        self.states: list[WindowState] = []
        self.memory = replace(
            a_memory(settings, state),
            save_settings=self.settings.append,
            save_state=self.states.append,
        )


def _sizes(window):
    return window.look._panes.layout_of("operate").panes


def _are_near(panes, others):
    """The same but for some pixels: a splitter rounds, and one that is hidden has no frame."""
    flat, other = (list(itertools.chain.from_iterable(each)) for each in (panes, others))
    return all(abs(a - b) <= 4 for a, b in zip(flat, other, strict=True))


def test_a_setting_is_taken_at_once_kept_and_undone(make_window, qtbot):
    kept = Kept()
    window = make_window(memory=kept.memory)
    page = window.settings_page
    page.theme.setCurrentIndex(2)
    assert window.theme.tokens is CONTRAST
    assert kept.settings[-1].theme is ThemeName.CONTRAST
    page.font_px.setValue(15)
    assert window.theme.font_px == 15
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.font_px.value() == 13
    assert window.registry.run("edit.undo")
    assert window.theme.tokens is DARK
    assert page.theme.currentIndex() == 0
    assert kept.settings[-1] == Settings()


def test_settings_of_the_file_hold_from_the_start(make_window):
    settings = Settings(theme=ThemeName.CONTRAST, font_px=12, follow_tail=False)
    window = make_window(memory=a_memory(settings), books=HandMadeBooks())
    assert window.theme.tokens is CONTRAST
    assert window.settings_page.font_px.value() == 12
    assert not window.operate.ledger_view.is_following
    window.registry.run("view.theme_dark")
    window.registry.run("view.font_normal")


def test_a_disk_that_is_full_is_told_and_the_setting_holds(make_window):
    def refuse(_):
        raise OSError(28, "No space left on device")

    memory = replace(a_memory(), save_settings=refuse, save_state=refuse)
    window = make_window(memory=memory)
    window.settings_page.keep_runs.setValue(7)
    assert window.look.settings.keep_runs == 7
    assert "No space left on device" in window.status.notice


def test_the_text_grows_to_its_limits_and_no_further(make_window):
    window = make_window()
    for _ in range(9):
        window.registry.run("view.font_larger")
    assert window.theme.font_px == 16
    for _ in range(9):
        window.registry.run("view.font_smaller")
    assert window.theme.font_px == 11
    window.registry.run("view.font_normal")


def test_a_layout_is_named_moved_away_from_and_opened_again(make_window):
    window = make_window(questions=ScriptedQuestions(text="wall"))
    window.open_workspace(Workspace.OPERATE)
    default = _sizes(window)
    wall = Layout(panes=tuple(tuple(reversed(sizes)) for sizes in default))
    assert window.look._panes.apply("operate", wall)
    moved = _sizes(window)
    assert moved != default
    window.registry.run("layout.save")
    assert "wall" in window.top_bar.layout_menu.text()
    window.registry.run("layout.reset")
    assert _are_near(_sizes(window), default)
    assert "Default" in window.top_bar.layout_menu.text()
    window.registry.run("layout.open")
    assert _sizes(window) == moved
    window.registry.run("edit.undo")
    assert _are_near(_sizes(window), default)
    window.registry.run("edit.redo")
    assert _sizes(window) == moved


def test_the_panes_are_where_they_were_when_the_window_closed(make_window):
    kept = Kept()
    window = make_window(memory=kept.memory)
    window.open_workspace(Workspace.OPERATE)
    default = _sizes(window)
    turned = Layout(panes=tuple(tuple(reversed(sizes)) for sizes in default))
    assert window.look._panes.apply("operate", turned)
    moved = _sizes(window)
    assert not _are_near(moved, default)
    window.close()
    again = make_window(memory=a_memory(state=kept.states[-1]))
    again.open_workspace(Workspace.OPERATE)
    assert _are_near(_sizes(again), moved)


def test_a_locked_layout_cannot_be_moved(make_window):
    window = make_window()
    window.open_workspace(Workspace.TRAIN)
    handles = [
        splitter.handle(number)
        for splitter in window.look._panes._splitters["train"]
        for number in range(1, splitter.count())
    ]
    window.registry.run("layout.lock")
    assert handles
    assert not any(handle.isEnabled() for handle in handles)
    assert "\N{LOCK}" in window.top_bar.layout_menu.text()
    window.open_workspace(Workspace.OPERATE)
    assert "\N{LOCK}" not in window.top_bar.layout_menu.text()
    window.open_workspace(Workspace.TRAIN)
    window.registry.run("layout.lock")
    assert all(handle.isEnabled() for handle in handles)


@pytest.mark.parametrize("panes", [((1, 2),), ((1, 2, 3), (1, 2)), ((0, 0), (0, 0))])
def test_a_layout_of_another_page_moves_nothing(make_window, panes):
    window = make_window()
    window.open_workspace(Workspace.OPERATE)
    before = _sizes(window)
    assert not window.look._panes.apply("operate", Layout(panes=panes))
    assert _sizes(window) == before


def test_a_layout_that_does_not_fit_is_said(make_window):
    odd = WorkspaceLayouts(saved={"odd": Layout(panes=((1, 2, 3),))})
    window = make_window(memory=a_memory(state=WindowState(layouts={"operate": odd})))
    window.open_workspace(Workspace.OPERATE)
    assert window.registry.run("layout.open")
    assert "odd" in window.status.notice
    assert "another version" in window.status.notice


def test_a_workspace_without_panes_has_no_layouts(make_window):
    window = make_window()
    window.open_workspace(Workspace.SETTINGS)
    assert not window.top_bar.layout_menu.isVisible()
    assert not window.registry.run("layout.reset")


def test_what_was_wrong_with_the_files_is_said_at_the_start(make_window):
    window = make_window(memory=a_memory(problems=("settings.toml: line 3: no",)))
    assert window.welcome.notice.isVisible()
    assert "settings.toml: line 3" in window.welcome.notice.text()
    assert "settings.toml: line 3" in window.status.notice


@pytest.mark.parametrize("font_px", [11, 13, 16])
def test_the_top_bar_cuts_visibly_where_it_is_too_narrow(make_window, font_px):
    window = make_window()
    window.look.use_settings(Settings(font_px=font_px))
    bar = window.top_bar
    bar.set_clock("simulated clock  day 1,234 \N{MIDDLE DOT} 12:34:56")
    bar.set_books("a-scenario-with-a-very-long-name-20261122-135606.db")
    window.open_workspace(Workspace.OPERATE)
    window.resize(1024, 640)
    QApplication.processEvents()
    shown = [child for child in bar.findChildren(QWidget) if child.isVisible() and child.width()]
    edges = sorted((child.x(), child.x() + child.width()) for child in shown)
    assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(edges))
    assert edges[-1][1] <= bar.width()
    for label in (bar._clock, bar._books):
        assert label.text() == label.said or label.text().endswith("\N{HORIZONTAL ELLIPSIS}")
        assert label.toolTip() == label.said
    window.look.use_settings(Settings())


TABS = (
    OperateView.SETTLEMENT,
    OperateView.RECONCILIATION,
    OperateView.EXPOSURE,
    OperateView.AGREEMENTS,
)


@pytest.mark.parametrize("view", TABS)
def test_a_tab_has_layouts_of_its_own_that_are_named_reset_and_kept(make_window, view):
    kept = Kept()
    window = make_window(memory=kept.memory, questions=ScriptedQuestions(text="wide"))
    window.open_workspace(Workspace.OPERATE)
    overview = _sizes(window)
    window.views.show(view)
    panes, key = window.look._panes, view.command_id
    default = panes.layout_of(key).panes
    assert default, "it has panes"
    turned = tuple(tuple(reversed(sizes)) for sizes in default)
    assert panes.apply(key, Layout(panes=turned))
    moved = panes.layout_of(key).panes
    window.registry.run("layout.save")
    assert "wide" in window.top_bar.layout_menu.text()
    window.registry.run("layout.reset")
    assert "Default" in window.top_bar.layout_menu.text()
    window.registry.run("layout.open")
    assert panes.layout_of(key).panes == moved
    window.views.show(OperateView.OVERVIEW)
    assert "wide" not in window.top_bar.layout_menu.text()
    assert _are_near(_sizes(window), overview)
    window.close()
    again = make_window(memory=a_memory(state=kept.states[-1]))
    again.views.show(view)
    assert "wide" in again.top_bar.layout_menu.text()
    assert _are_near(again.look._panes.layout_of(key).panes, moved)
