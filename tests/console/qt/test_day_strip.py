"""The calendar strip: keys and clicks go to days and open their cycles; it says what it shows."""

from PySide6.QtCore import QPointF, Qt

from console.present.day_cells import day_cells
from console.qt.day_strip import DayStrip
from console.qt.theme import LIGHT
from tests.console.present.builders import a_settlement


def a_strip(theme, qtbot):
    strip = DayStrip(theme, "Calendar")
    qtbot.addWidget(strip)
    view = a_settlement()
    strip.show_cells(day_cells(view.days, view.cycles))
    strip.resize(1050, strip.sizeHint().height())
    strip.show()
    strip.setFocus()
    return strip


def test_arrows_begin_at_the_day_of_the_books_and_enter_opens_its_cycle(theme, qtbot):
    strip = a_strip(theme, qtbot)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert "the day of the books" in strip.toolTip()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    with qtbot.waitSignal(strip.cycle_chosen) as told:
        qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert told.args == ["2026-06-03"]
    for _ in range(99):
        qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert strip.cells[0].said == strip.toolTip()
    with qtbot.assertNotEmitted(strip.cycle_chosen):
        qtbot.keyClick(strip, Qt.Key.Key_Return)


def test_a_click_opens_the_cycle_of_its_day(theme, qtbot):
    strip = a_strip(theme, qtbot)
    number = next(n for n, cell in enumerate(strip.cells) if cell.cycle_id)
    at = strip._rect(number).center().toPoint()
    with qtbot.waitSignal(strip.cycle_chosen) as told:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [strip.cells[number].cycle_id]


def test_the_tip_is_of_the_day_under_the_pointer(theme, qtbot):
    strip = a_strip(theme, qtbot)
    assert strip.tip_at(strip._rect(2).center()) == strip.cells[2].said
    assert strip.tip_at(QPointF(-5, -5)) == ""


def test_it_says_what_it_shows_and_is_drawn_in_any_theme(theme, qtbot):
    strip = a_strip(theme, qtbot)
    assert strip.accessibleDescription().startswith(f"{len(strip.cells)} days")
    dark = strip.grab().toImage()
    theme.use(LIGHT)
    assert strip.grab().toImage() != dark
