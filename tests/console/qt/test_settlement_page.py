"""Settlement behind its tab: read when looked at, said when it cannot be, opened row by row."""

import threading

import pytest
from PySide6.QtCore import Qt

from console.present.operate_views import OperateView
from core.domain.table_fields import BookTable
from core.settlement.time_to_money import TimeToMoney
from tests.console.present.builders import CYCLE, HandMadeBooks, a_settlement
from tests.console.qt.view_reading import LONG_MS, refused_then_read


class CountedBooks(HandMadeBooks):
    """Count how often settlement was asked for, and by which thread."""

    def __init__(self):
        super().__init__()
        self.asked = []
        self.answer = a_settlement()

    def settlement(self):
        self.asked.append(threading.current_thread())
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def opened(window, qtbot, view=OperateView.SETTLEMENT):
    window.views.show(view)
    page = window.operate_tabs.pages[view]
    qtbot.waitUntil(lambda: page.view is not None, timeout=LONG_MS)
    return page


def test_nothing_is_read_before_the_tab_is_opened(make_window, qtbot):
    books = CountedBooks()
    window = make_window(books=books)
    qtbot.waitUntil(lambda: window.operate.ledger.rowCount() == 1, timeout=LONG_MS)
    assert window.operate_tabs.pages == {}
    assert books.asked == []
    page = opened(window, qtbot)
    assert books.asked[0] is not threading.main_thread()
    assert [row.key for row in page.cycles.rows] == ["2026-06-03", CYCLE]
    assert page.first.hasFocus()
    assert window.registry.run("operate.overview")
    assert window.operate.isVisible()


def test_the_files_are_those_of_the_chosen_cycle(make_window, qtbot):
    page = opened(make_window(books=CountedBooks()), qtbot)
    assert page.cycle.cycle_id == "2026-06-03"
    assert page.file_card.is_empty
    with qtbot.waitSignal(page.chosen):
        qtbot.keyClick(page.cycles, Qt.Key.Key_Down)
    assert not page.file_card.is_empty
    assert page.file.batch_id == page.files.rows[0].key


def test_a_cycle_and_an_account_open_the_rows_behind_them(make_window, qtbot):
    window = make_window(books=CountedBooks())
    page = opened(window, qtbot)
    page.cycles.choose(CYCLE)
    qtbot.keyClick(page.cycles, Qt.Key.Key_Return)
    assert window.operate_tabs.view is OperateView.OVERVIEW
    assert window.operate.tables.table is BookTable.INSTRUCTIONS
    assert window.operate.tables.pane.filter_line.line.text() == f"cycle:{CYCLE}"
    window.views.show(OperateView.SETTLEMENT)
    page.accounts.choose("1200:DE*AAA EUR")
    qtbot.keyClick(page.accounts, Qt.Key.Key_Return)
    assert window.operate.tables.table is BookTable.ENTRIES
    assert window.operate.tables.pane.filter_line.line.text() == 'account:"1200:DE*AAA"'


def test_books_that_cannot_be_read_say_why_and_are_read_again_on_demand(make_window, qtbot):
    window = make_window(books=CountedBooks())
    view, good = OperateView.SETTLEMENT, a_settlement()
    page = refused_then_read(window, qtbot, view, good, lambda page: page.cycle_card)
    assert page.cycles.rows, "what was read stays"


def test_without_books_and_with_empty_ones_each_card_says_what_there_is(make_window, qtbot):
    window = make_window()
    window.views.show(OperateView.SETTLEMENT)
    page = window.operate_tabs.pages[OperateView.SETTLEMENT]
    assert "No books open" in page.cycle_card._empty.text()
    books = CountedBooks()
    nothing = {"clock": None, "cycles": (), "files": (), "cycle_files": {}}
    books.answer = a_settlement(**nothing, open_accounts=(), times=TimeToMoney())
    page = opened(make_window(books=books), qtbot)
    for card in (page.cycle_card, page.file_card, page.account_card):
        assert card.is_empty


def test_other_books_are_read_anew(make_window, qtbot):
    window = make_window(books=CountedBooks())
    page = opened(window, qtbot)
    window.shown.close_books()
    assert page.view is None
    assert "No books open" in page.cycle_card._empty.text()


@pytest.mark.parametrize("has_plots_first", [True, False])
def test_the_times_are_drawn_whenever_plots_come(make_window, qtbot, has_plots_first):
    window = make_window(books=CountedBooks())
    if not has_plots_first:
        make, window.views._make_times = window.views._make_times, None
    page = opened(window, qtbot)
    if not has_plots_first:
        window.views.make_plots(make, window.views._make_days)
    qtbot.waitUntil(lambda: not page.times.is_empty, timeout=LONG_MS)
    assert "3 sessions" in page.times.plot.summary()
    plot = page.times.plot
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert "sessions" in plot.text_at(plot.pointer)
    assert list(plot.table().rows)
