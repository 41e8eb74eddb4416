"""What is stored, on screen: pointed at, searched and copied by mouse and keyboard."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor

from console.present.raw_text import NO_RAW, printed_raw
from console.qt.raw_view import RawView
from console.qt.theme import CONTRAST, LIGHT

STORED = {"cdr": {"cdr_id": "A1", "note": "\N{BATTERY}", "body": {"energy_kwh": "41.000"}}, "a1": 1}
RAW = printed_raw(json.dumps(STORED))


@pytest.fixture
def view(theme, qtbot):
    view = RawView(theme)
    qtbot.addWidget(view)
    view.resize(420, 260)
    view.show_raw(RAW)
    with qtbot.waitExposed(view):
        view.show()
    return view


def marked(view):
    """The marked texts, as Qt has them."""
    return [one.cursor.selectedText() for one in view.text.extraSelections()]


def put_cursor(view, text):
    view.text.setTextCursor(view.text.document().find(text))


def test_a_value_is_marked_and_brought_into_sight(view):
    view.choose_pointer("/cdr/body/energy_kwh")
    assert marked(view) == ['"energy_kwh": "41.000"']
    assert view.text.textCursor().block().text().strip() == '"energy_kwh": "41.000"'


def test_what_is_not_stored_is_marked_by_what_is_around_it(view):
    view.choose_pointer("/cdr/cdr_id/deeper")
    assert view.pointer == "/cdr/cdr_id"
    view.choose_pointer("")
    assert marked(view) == []
    assert not view.copy_value.isEnabled()


def test_the_cursor_says_which_value_it_is_in(view, qtbot):
    with qtbot.waitSignal(view.pointer_chosen) as chosen:
        put_cursor(view, "41")
    assert chosen.args == ["/cdr/body/energy_kwh"]
    with qtbot.assertNotEmitted(view.pointer_chosen):
        view.text.moveCursor(QTextCursor.MoveOperation.Right)
    with qtbot.waitSignal(view.pointer_chosen) as chosen:
        qtbot.keyClick(view.text, Qt.Key.Key_Up)
    assert chosen.args == ["/cdr/body"]


def test_being_pointed_at_tells_nobody(view, qtbot):
    with qtbot.assertNotEmitted(view.pointer_chosen):
        view.choose_pointer("/a1")


def test_every_match_is_marked_and_gone_to_in_a_circle(view, qtbot):
    qtbot.keyClicks(view.search, "a1")
    assert marked(view) == ["A1", "a1"]
    assert view.found.text() == "2 found"
    seen = []
    for _ in range(3):
        qtbot.keyClick(view.search, Qt.Key.Key_Return)
        seen.append((view.text.textCursor().selectedText(), view.found.text()))
    assert seen == [("A1", "1 of 2"), ("a1", "2 of 2"), ("A1", "1 of 2")]
    qtbot.keyClick(view.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.found.text() == "2 of 2"
    qtbot.keyClick(view.text, Qt.Key.Key_F3)
    assert view.found.text() == "1 of 2"


def test_going_to_a_match_says_where_it_is(view, qtbot):
    qtbot.keyClicks(view.search, "41")
    with qtbot.waitSignal(view.pointer_chosen) as chosen:
        view.find_next()
    assert chosen.args == ["/cdr/body/energy_kwh"]


def test_what_is_not_there_is_said_and_escape_ends_the_search(view, qtbot):
    view.start_search()
    qtbot.keyClicks(view.search, "zebra")
    assert view.found.text() == "not found"
    view.find_next()
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    assert (view.search.text(), view.found.text()) == ("", "")
    assert view.text.hasFocus()


def test_what_is_searched_for_is_searched_for_in_the_next_record(view, qtbot):
    qtbot.keyClicks(view.search, "b2")
    assert view.found.text() == "not found"
    view.show_raw(printed_raw('{"id": "B2"}'))
    assert view.found.text() == "1 found"


def test_a_value_and_the_whole_are_copied(view, qtbot):
    view.choose_pointer("/cdr/cdr_id")
    qtbot.mouseClick(view.copy_value, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "A1"
    qtbot.mouseClick(view.copy_all, Qt.MouseButton.LeftButton)
    assert json.loads(QGuiApplication.clipboard().text()) == STORED


def test_nothing_is_nothing_to_copy(view):
    view.show_raw(NO_RAW)
    assert not view.copy_all.isEnabled()
    assert not view.copy_value.isEnabled()
    assert view.text.isReadOnly()


@pytest.mark.parametrize("tokens", [LIGHT, CONTRAST], ids=lambda tokens: tokens.name)
def test_marks_have_the_colours_of_the_theme(view, theme, tokens):
    view.choose_pointer("/a1")
    theme.use(tokens)
    (mark,) = view.text.extraSelections()
    assert mark.format.background().color().name() == tokens.selection
