"""Build: values are typed in place by mouse and keys, checked while typed, undone and saved."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit

from console.present.analyse_views import AnalyseView
from console.qt.parameter_view import Column
from simulation.scenario_file import load_scenario
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 20_000
LEFT = Qt.MouseButton.LeftButton
PATIENCE = "demand.rapid_50.patience_median_min"
CITY = Path("resources/scenarios/city.toml")


@pytest.fixture
def window(make_window, qtbot, tmp_path):
    window = make_window(questions=ScriptedQuestions(file=str(tmp_path / "mine.toml")))
    assert window.registry.run("analyse.build")
    settled(window, qtbot)
    return window


@pytest.fixture
def page(window):
    return window.analyses.build


def settled(window, qtbot):
    qtbot.waitUntil(lambda: window.analyses.draft.is_idle, timeout=LONG_MS)


def editor_of(page, qtbot):
    def found():
        return page.tree.viewport().findChild(QLineEdit, "cellEditor")

    qtbot.waitUntil(lambda: found() is not None, timeout=LONG_MS)
    return found()


@pytest.fixture
def type_in(window, page, qtbot):
    """Type a value as somebody without a mouse does: Enter, text, Enter."""

    def type_in(path, text, column=Column.SCENARIO):
        page.tree.choose(path)
        page.tree.setCurrentItem(page.tree.currentItem(), column)
        page.tree.setFocus()
        qtbot.keyClick(page.tree, Qt.Key.Key_Return)
        editor = editor_of(page, qtbot)
        editor.selectAll()
        qtbot.keyClick(editor, Qt.Key.Key_Delete)
        qtbot.keyClicks(editor, text)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        settled(window, qtbot)

    return type_in


def test_the_tab_is_opened_by_mouse_and_shows_the_chosen_scenario(make_window, qtbot):
    window = make_window()
    window.registry.run("go.analyse")
    bar, views = window.analyse_tabs.bar, window.analyse_tabs.views
    tab = bar.tabRect(views.index(AnalyseView.BUILD))
    qtbot.mouseClick(bar, LEFT, pos=tab.center())
    settled(window, qtbot)
    page = window.analyses.build
    assert page.isVisible()
    assert page.choice.currentText() == "city"
    assert page.tree.topLevelItem(0).text(0) == "Run"
    assert window.analyses.draft.is_sound


def test_a_typed_value_is_told_as_a_change(window, page, type_in):
    type_in(PATIENCE, "5")
    (row,) = page.changes.rows
    assert [cell.text for cell in row.cells[1:4]] == [
        "Patience median, rapid_50",
        "12 min",
        "5 min",
    ]
    assert window.analyses.draft.is_sound
    assert page.save.isEnabled()
    type_in(PATIENCE, "12")
    assert page.changes.rows == ()


def test_what_cannot_be_is_told_with_field_value_and_reason(window, page, type_in):
    type_in(PATIENCE, "-5")
    (row,) = page.changes.rows
    assert row.key == PATIENCE
    assert row.cells[0].text == "\N{MULTIPLICATION SIGN}"
    assert row.cells[-1].text == "wanted greater than or equal to 0, found -5"
    assert not page.save.isEnabled()
    assert not window.registry.run("build.save")
    item = page.tree.currentItem()
    assert item.text(Column.SCENARIO) == "\N{MULTIPLICATION SIGN} -5"
    type_in("days", "many")
    assert page.changes.rows[1].cells[-1].text == "wanted a whole number, found 'many'"


def test_a_value_is_judged_while_it_is_typed(window, page, qtbot):
    page.tree.edit_cell("days", Column.SCENARIO)
    editor = editor_of(page, qtbot)
    assert editor.accessibleName() == "Value of Days"
    editor.selectAll()
    qtbot.keyClicks(editor, "9999")
    qtbot.waitUntil(lambda: "found 9999" in page.about, timeout=LONG_MS)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert page.changes.rows == ()
    settled(window, qtbot)


def test_changes_are_taken_back_and_made_again_one_by_one(window, page, type_in, qtbot):
    type_in(PATIENCE, "5")
    type_in("days", "3")
    run = window.registry.run
    assert run("edit.undo")
    assert [row.key for row in page.changes.rows] == [PATIENCE]
    assert run("edit.redo")
    assert len(page.changes.rows) == 2
    settled(window, qtbot)
    assert run("build.revert")
    assert page.changes.rows == ()
    assert run("edit.undo")
    assert len(page.changes.rows) == 2
    settled(window, qtbot)
    run("go.operate")
    assert not run("edit.undo"), "elsewhere it is about the look"


def test_a_sweep_is_a_list_or_a_range(window, page, type_in):
    type_in("days", "2, 4:8:2", Column.SWEEP)
    assert window.analyses.draft.is_sound
    assert page.changes.rows[0].cells[4].text == "2, 4:8:2"
    type_in("days", "0, 4", Column.SWEEP)
    assert "found 0" in page.changes.rows[0].cells[-1].text
    type_in("days", "4:2:1", Column.SWEEP)
    assert "a step above 0" in page.changes.rows[0].cells[-1].text


def test_delete_gives_the_base_again(window, page, type_in, qtbot):
    type_in("days", "3")
    page.tree.choose("days")
    qtbot.keyClick(page.tree, Qt.Key.Key_Delete)
    assert page.changes.rows == ()
    settled(window, qtbot)


def test_the_built_scenario_is_saved_with_its_comments_and_chosen(
    window, page, type_in, tmp_path, qtbot
):
    type_in(PATIENCE, "5")
    type_in("settle_every_h", "12")
    assert window.registry.run("build.save")
    path = tmp_path / "mine.toml"
    saved = load_scenario(path)
    assert saved.settle_every_h == 12
    (changed,) = [one for one in saved.demand if one.charge_point_class == "rapid_50"]
    assert changed.patience_median_min == 5
    before, after = CITY.read_text().splitlines(), path.read_text().splitlines()
    assert Counter(after) - Counter(before) == Counter(
        {"patience_median_min = 5": 1, "settle_every_h = 12": 1}
    )
    assert [line for line in after if line.startswith("#")] == [
        line for line in before if line.startswith("#")
    ]
    assert tomllib.loads(path.read_text())["title"] == tomllib.loads(CITY.read_text())["title"]
    settled(window, qtbot)
    assert page.choice.currentText() == "mine"
    assert page.isVisible()
    assert page.changes.rows == ()


def test_each_scenario_keeps_its_draft(window, page, type_in, qtbot):
    type_in("days", "3")
    window.offer_scenario("resources/scenarios/corridor.toml")
    window.registry.run("analyse.build")
    settled(window, qtbot)
    assert page.choice.currentText() == "corridor"
    assert page.changes.rows == ()
    window.analyse.choose("city")
    settled(window, qtbot)
    assert [row.key for row in page.changes.rows] == ["days"]


def test_a_wrong_scenario_says_what_is_wrong(window, page, qtbot):
    window.analyse.choose("wrong")
    settled(window, qtbot)
    assert page._parameters.is_empty
    assert not window.registry.run("build.find")


def test_only_parameters_with_the_words_are_shown(window, page, qtbot):
    window.registry.run("build.find")
    qtbot.keyClicks(page.search, "patience rapid")
    items = page.tree._items
    shown = [path for path, item in items.items() if not item.isHidden()]
    assert shown == ["demand.rapid_50.patience_median_min", "demand.rapid_50.patience_sigma"]
    page.search.clear()
    assert not any(item.isHidden() for item in items.values())


def test_every_control_has_a_name(page):
    for widget in (page.choice, page.search, page.tree, page.changes, page.save, page.revert):
        face = QAccessible.queryAccessibleInterface(widget)
        assert face.text(QAccessible.Text.Name), widget
