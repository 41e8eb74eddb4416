"""Fields as a tree: where each is stored, and what a click on a value opens."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from console.present.record_link import payout_link, session_link
from console.present.story_sections import Line, Section
from console.qt.section_tree import SectionTree

LEFT = Qt.MouseButton.LeftButton
SECTIONS = (
    Section(
        "Session",
        (
            Line("CDR", "cdr:A", pointer="/cdr/cdr_key"),
            Line("Payout", "1:A:EUR", pointer="/payout", link=payout_link("1:A:EUR")),
            Line("Session", "cdr:B", "with a meaning", link=session_link("cdr:B")),
        ),
        "/cdr",
    ),
    Section("Postings", (Line("2100", "5.00 EUR", pointer="/posting/0"),)),
)


@pytest.fixture
def tree(theme, qtbot):
    tree = SectionTree(theme, "Fields", has_links=True)
    qtbot.addWidget(tree)
    tree.resize(460, 300)
    tree.show_sections(SECTIONS)
    with qtbot.waitExposed(tree):
        tree.show()
    return tree


def cell(tree, label, column):
    (item,) = tree.findItems(label, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive, 0)[-1:]
    index = tree.indexFromItem(item, column)
    rect = tree.visualRect(index)
    return QPoint(rect.left() + 12, rect.center().y())


def click(tree, qtbot, label, column):
    qtbot.mouseClick(tree.viewport(), LEFT, pos=cell(tree, label, column))


def test_a_click_on_a_value_that_leads_somewhere_opens_it(tree, qtbot):
    with qtbot.waitSignal(tree.link_opened) as opened:
        click(tree, qtbot, "Payout", 1)
    assert opened.args == [payout_link("1:A:EUR")]


def test_a_click_on_its_name_only_chooses_it(tree, qtbot):
    with qtbot.assertNotEmitted(tree.link_opened), qtbot.waitSignal(tree.pointer_chosen) as chosen:
        click(tree, qtbot, "Payout", 0)
    assert chosen.args == ["/payout"]
    with qtbot.assertNotEmitted(tree.link_opened):
        click(tree, qtbot, "CDR", 1)


def test_the_meaning_of_a_value_is_no_link(tree, qtbot):
    with qtbot.assertNotEmitted(tree.link_opened):
        click(tree, qtbot, "Session", 2)
    with qtbot.waitSignal(tree.link_opened):
        click(tree, qtbot, "Session", 1)


def test_a_press_that_ends_elsewhere_opens_nothing(tree, qtbot):
    with qtbot.assertNotEmitted(tree.link_opened):
        qtbot.mousePress(tree.viewport(), LEFT, pos=cell(tree, "Payout", 1))
        qtbot.mouseRelease(tree.viewport(), LEFT, pos=cell(tree, "CDR", 1))


def test_enter_opens_the_current_value(tree, qtbot):
    assert tree.choose_pointer("/payout")
    with qtbot.waitSignal(tree.link_opened) as opened:
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert opened.args == [payout_link("1:A:EUR")]
    tree.choose_pointer("/cdr/cdr_key")
    with qtbot.assertNotEmitted(tree.link_opened):
        qtbot.keyClick(tree, Qt.Key.Key_Return)


def test_arrows_say_where_each_field_is_stored(tree, qtbot):
    tree.choose_first()
    said = []
    tree.pointer_chosen.connect(said.append)
    for _ in range(5):
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert said == ["/cdr/cdr_key", "/payout", "", "", "/posting/0"]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/cdr/cdr_key", "cdr:A"),
        ("/cdr/body/token", "Session"),
        ("/posting", "5.00 EUR"),
    ],
)
def test_a_place_chooses_the_field_that_shows_it_best(tree, qtbot, pointer, value):
    with qtbot.assertNotEmitted(tree.pointer_chosen):
        assert tree.choose_pointer(pointer)
    item = tree.currentItem()
    assert (item.text(1) or item.text(0)) == value


def test_a_place_that_no_field_shows_chooses_none(tree):
    assert not tree.choose_pointer("/hold")


def test_the_hand_is_shown_over_links_only(tree, qtbot):
    qtbot.mouseMove(tree.viewport(), cell(tree, "Payout", 1))
    assert tree.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(tree.viewport(), cell(tree, "CDR", 1))
    assert tree.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor


def test_the_menu_of_a_line_copies_it_and_opens_what_it_leads_to(tree, qtbot):
    tree.choose_pointer("/payout")
    menu = tree.line_menu(tree.currentItem())
    copy_value, copy_lines, _, show = menu.actions()
    copy_value.trigger()
    assert QGuiApplication.clipboard().text() == "1:A:EUR"
    copy_lines.trigger()
    assert QGuiApplication.clipboard().text() == "Payout\t1:A:EUR\t\n"
    with qtbot.waitSignal(tree.link_opened):
        show.trigger()
    plain = tree.line_menu(tree.topLevelItem(1))
    assert [action.text() for action in plain.actions()] == ["Copy value", "Copy lines"]


def test_the_room_is_parted_until_somebody_moves_a_column(tree):
    tree.resize(300, 300)
    assert tree.columnWidth(1) == tree.viewport().width() // 3
    tree.resize(900, 300)
    assert (tree.columnWidth(0), tree.columnWidth(1)) == (150, 126)
    tree.header().resizeSection(1, 200)
    tree.resize(600, 300)
    assert tree.columnWidth(1) == 200


def test_links_are_underlined_and_lead_nowhere_where_there_are_none(theme, qtbot):
    shown = SectionTree(theme, "Fields")
    qtbot.addWidget(shown)
    shown.show_sections(SECTIONS)
    assert not shown.topLevelItem(0).child(1).font(1).underline()
    linked = SectionTree(theme, "Fields", has_links=True)
    qtbot.addWidget(linked)
    linked.show_sections(SECTIONS)
    assert linked.topLevelItem(0).child(1).font(1).underline()
    assert "payout 1:A:EUR" in linked.topLevelItem(0).child(1).toolTip(1)
