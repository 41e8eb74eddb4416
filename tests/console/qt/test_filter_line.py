"""The filter line says at once whether it can be read, completes, and remembers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from console.qt.filter_line import FilterLine
from console.qt.theme import LIGHT
from core.domain.filter_tree import Compare, Operator
from core.domain.table_fields import FIELDS, BookTable

CTRL = Qt.KeyboardModifier.ControlModifier
HELD = Compare("dp", Operator.EQ, "NL*XYZ")


@pytest.fixture
def line(theme, qtbot):
    line = FilterLine(theme, FIELDS[BookTable.ENTRIES])
    line.know({"dp": ("DE*AAA", "NL*ABC", "NL*XYZ")})
    qtbot.addWidget(line)
    line.resize(700, 60)
    with qtbot.waitExposed(line):
        line.show()
    line.line.setFocus()
    return line


@pytest.fixture
def applied(line):
    trees = []
    line.applied.connect(trees.append)
    return trees


def typed(qtbot, line, text, *, enter=True):
    line.line.clear()
    qtbot.keyClicks(line.line, text)
    line._list.hide()
    if enter:
        qtbot.keyClick(line.line, Qt.Key.Key_Return)


def offered(line):
    assert line._list.isVisible()
    return line._list.texts


def test_enter_applies_what_can_be_read(line, applied, qtbot):
    typed(qtbot, line, "dp:NL*XYZ", enter=False)
    assert line.verdict.text() == "✓ Enter applies"
    assert applied == []
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert applied == [HELD]
    assert line.verdict.text() == "✓ applied"


def test_what_cannot_be_read_is_marked_where_it_is_and_not_applied(line, applied, qtbot):
    typed(qtbot, line, "dp:NL*XYZ amount>abc")
    assert applied == []
    assert line.verdict.text() == "✗ not a filter yet".replace("✗", "\N{MULTIPLICATION X}")
    assert line.mark.isVisible()
    assert line.mark.sentence == "wanted an amount, as 20 or 12.50, found 'abc'"
    assert line.mark.accessibleName() == line.mark.sentence
    letter = line.line.fontMetrics().horizontalAdvance("x")
    assert abs(line.mark._width - 3 * letter) <= 1  # a letter's width is no whole number
    assert line.mark._left == line.line.letter_x(17) + line.line.x()
    typed(qtbot, line, "amount>5", enter=False)
    assert not line.mark.isVisible()


def test_clearing_the_line_shows_every_row_again(line, applied, qtbot):
    typed(qtbot, line, "dp:NL*XYZ")
    line.line.clear()
    assert applied == [HELD, None]
    assert line.verdict.text() == "no filter"


def test_up_and_down_go_through_what_was_applied(line, qtbot):
    line.remember(["kind:cdr"])
    for text in ("dp:NL*XYZ", "dp:NL*XYZ", "amount>5"):
        typed(qtbot, line, text)
    assert line.history == ("kind:cdr", "dp:NL*XYZ", "amount>5")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(line.line, key)
        seen.append(line.line.text())
    assert seen == ["amount>5", "dp:NL*XYZ", "kind:cdr", "kind:cdr", "dp:NL*XYZ"]


def test_esc_gives_back_what_is_applied(line, qtbot):
    typed(qtbot, line, "dp:NL*XYZ")
    qtbot.keyClicks(line.line, " or x")
    line._list.hide()
    qtbot.keyClick(line.line, Qt.Key.Key_Escape)
    assert line.line.text() == "dp:NL*XYZ"


def test_fields_and_values_are_offered_and_put_where_they_belong(line, qtbot):
    qtbot.keyClicks(line.line, "am")
    assert offered(line) == ["amount:", "amount>"]
    line._complete(1)
    assert line.line.text() == "amount>"
    line.line.setText("kind:cdr -dp:nl or x")
    line.line.setCursorPosition(len("kind:cdr -dp:nl"))
    qtbot.keyClick(line.line, Qt.Key.Key_Space, CTRL)
    assert offered(line) == ["-dp:NL*ABC", "-dp:NL*XYZ"]
    line._complete(1)
    assert line.line.text() == "kind:cdr -dp:NL*XYZ or x"
    assert line.line.cursorPosition() == len("kind:cdr -dp:NL*XYZ ")


def test_a_candidate_is_chosen_by_keys(line, applied, qtbot):
    qtbot.keyClicks(line.line, "kind:rev")
    qtbot.keyClick(line.line, Qt.Key.Key_Down)
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert line.line.text() == "kind:reversal "
    assert applied == []
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert applied == [Compare("kind", Operator.EQ, "reversal")]
    qtbot.keyClicks(line.line, "not dp:de")
    qtbot.keyClick(line.line, Qt.Key.Key_Tab)
    assert line.line.text() == "kind:reversal not dp:DE*AAA "
    assert not line._list.isVisible()


def test_what_is_offered_goes_when_one_goes_on(line, qtbot):
    qtbot.keyClicks(line.line, "kind:")
    assert line._list.isVisible()
    qtbot.keyClick(line.line, Qt.Key.Key_Escape)
    assert not line._list.isVisible()
    assert line.line.text() == "kind:"
    qtbot.keyClicks(line.line, "c")
    assert line._list.isVisible()
    line.line.clearFocus()
    assert not line._list.isVisible()


def test_a_cell_s_filter_narrows_the_one_there_is(line, applied):
    line.show_text("a or b")
    line.add("dp:NL*XYZ")
    assert line.line.text() == "(a or b) dp:NL*XYZ"
    line.show_text("")
    line.add("dp:NL*XYZ")
    assert applied[-1] == HELD


def test_everything_has_a_name_and_survives_another_theme(line, theme):
    assert all(one.accessibleName() for one in line.findChildren(QLineEdit))
    theme.use(LIGHT)
    line.line.setText("amount>x")
    assert LIGHT.bad in line.verdict.styleSheet()
