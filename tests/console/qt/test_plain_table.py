"""The small table: rows, their colours, and the row that stays chosen."""

from PySide6.QtCore import Qt

from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Head, row_of
from console.qt.plain_table import PlainTable
from console.qt.theme import CONTRAST

HEADS = (Head(""), Head("Step"), Head("Amount", is_number=True))


def a_table(theme, qtbot):
    table = PlainTable(theme, "Steps", HEADS)
    qtbot.addWidget(table)
    table.show_rows(
        (
            row_of(Cell("\N{CHECK MARK}", Tone.GOOD), "commission", "1.00", key="a"),
            row_of("", Cell("share", tip="the whole of it"), "0.40", key="b", is_marked=True),
        )
    )
    return table


def test_cells_say_what_they_are_told_and_numbers_stand_at_the_right(theme, qtbot):
    table = a_table(theme, qtbot)
    assert table.item(1, 1).text() == "share"
    assert table.item(1, 1).toolTip() == "the whole of it"
    assert table.item(0, 2).textAlignment() & Qt.AlignmentFlag.AlignRight.value
    assert table.item(1, 1).font().bold()
    assert not table.item(0, 1).font().bold()
    assert table.accessibleName() == "Steps"


def test_colours_follow_the_theme(theme, qtbot):
    table = a_table(theme, qtbot)
    theme.use(CONTRAST)
    assert table.item(0, 0).foreground().color().name() == CONTRAST.good
    assert table.item(0, 1).foreground().color().name() == CONTRAST.text


def test_the_chosen_row_stays_the_same_when_rows_are_replaced(theme, qtbot):
    table = a_table(theme, qtbot)
    assert table.key == "a"
    table.choose("b")
    with qtbot.assertNotEmitted(table.row_chosen):
        table.show_rows(
            (row_of("", "x", "1", key="x"), row_of("", "y", "1"), row_of("", "b", "2", key="b"))
        )
    assert table.key == "b"
    with qtbot.waitSignal(table.row_chosen) as told:
        table.show_rows((row_of("", "x", "1", key="x"),))
    assert told.args == ["x"]
    with qtbot.waitSignal(table.row_chosen) as told:
        table.show_rows(())
    assert told.args == [""]


def test_a_row_is_chosen_by_arrow_and_opened_by_enter(theme, qtbot):
    table = a_table(theme, qtbot)
    with qtbot.waitSignal(table.row_chosen) as told:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert told.args == ["b"]
    with qtbot.waitSignal(table.row_opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == ["b"]
