"""Exposure behind its tab: partners by nearness, the figures of one, and the rows behind it."""

import pytest
from PySide6.QtCore import Qt

from console.present.operate_views import OperateView
from core.domain.table_fields import BookTable
from core.service.credit_exposure import ExposureView
from tests.console.present.builders import HandMadeBooks, some_days
from tests.console.qt.view_reading import LONG_MS, refused_then_read


class OwedBooks(HandMadeBooks):
    answer = some_days()

    def exposure(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def opened(window, qtbot):
    window.views.show(OperateView.EXPOSURE)
    page = window.operate_tabs.pages[OperateView.EXPOSURE]
    qtbot.waitUntil(lambda: page.view is not None, timeout=LONG_MS)
    return page


def figure(page, name):
    """The amount beside its name."""
    (text,) = [row.cells[1].text for row in page.figures.rows if row.cells[0].text == name]
    return text


def test_the_nearest_partner_is_first_and_its_figures_are_shown(make_window, qtbot):
    page = opened(make_window(books=OwedBooks()), qtbot)
    assert [row.key for row in page.partners.rows][:2] == ["CH*STO", "NL*OVR"]
    assert page.chosen.credit.demand_partner == "CH*STO"
    assert figure(page, "Used") == "1,300.00 EUR"
    qtbot.keyClick(page.partners, Qt.Key.Key_Down)
    assert figure(page, "Used") == "1,100.00 EUR"
    assert "uses 1,100.00 EUR" in page.partners.item(1, 2).toolTip()


def test_enter_and_buttons_open_the_rows_behind_a_partner(make_window, qtbot):
    window = make_window(books=OwedBooks())
    page = opened(window, qtbot)
    tables = window.operate.tables
    qtbot.keyClick(page.partners, Qt.Key.Key_Return)
    assert window.operate.isVisible()
    assert tables.table is BookTable.SESSIONS
    assert tables.pane.filter_line.line.text() == "state:posted dp:CH*STO"
    for number, table in ((1, BookTable.INSTRUCTIONS), (2, BookTable.ENTRIES)):
        window.views.show(OperateView.EXPOSURE)
        page.links[number].click()
        assert tables.table is table


def test_what_cannot_be_read_is_said_and_read_again_on_demand(make_window, qtbot):
    window = make_window(books=OwedBooks())
    view, good = OperateView.EXPOSURE, some_days()
    page = refused_then_read(window, qtbot, view, good, lambda page: page.card)
    assert page.partners.rows, "what was read stays"


def test_without_books_and_without_partners_the_card_says_so(make_window, qtbot):
    window = make_window()
    window.views.show(OperateView.EXPOSURE)
    page = window.operate_tabs.pages[OperateView.EXPOSURE]
    assert "No books open" in page.card._empty.text()
    books = OwedBooks()
    books.answer = some_days(ExposureView(None, ()))
    page = opened(make_window(books=books), qtbot)
    assert "no Demand Partner" in page.card._empty.text()


@pytest.mark.parametrize("has_plots_first", [True, False])
def test_the_days_of_the_chosen_partner_are_drawn_whenever_plots_come(
    make_window, qtbot, has_plots_first
):
    window = make_window(books=OwedBooks())
    desk = window.views
    if not has_plots_first:
        make, desk._make_days = desk._make_days, None
    page = opened(window, qtbot)
    if not has_plots_first:
        desk.make_plots(desk._make_times, make)
    rows = list(page.days.plot.table().rows)
    assert [row[0] for row in rows] == ["used"] * 3 + ["may use"] * 3
    assert rows[2][2] == "1300"
    assert "CH*STO" in page.days._name
    qtbot.keyClick(page.partners, Qt.Key.Key_Down)
    assert "NL*OVR" in page.days._name
    window.shown.close_books()
    assert page.days.is_empty
