"""The view of reconciliation: the queue, one case side by side, the way into the ledger."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from console.present.operate_views import OperateView
from console.present.record_link import session_link
from core.domain.errors import StoreError
from core.service.case_stakes import StakedQueue
from tests.console.present.builders import END, KEY, HandMadeBooks, a_case

LONG_MS = 20_000
OTHER = a_case(
    case_id="cdr_missing:S9", reason="cdr_missing", cdr_key=None, session_id="S9",
    opened_at=END + timedelta(hours=49),
)  # fmt: skip


class TwoCases(HandMadeBooks):
    def cases(self):
        staked = super().cases()
        cases = (*staked.queue.cases, OTHER)
        ages = {one.case_id: one.age_s(staked.queue.at) for one in cases}
        return StakedQueue(replace(staked.queue, cases=cases), staked.stakes, ages)

    def case(self, case_id):
        return replace(super().case(case_id), case=a_case() if case_id == KEY else OTHER)


def _open(window, qtbot):
    window.registry.run("operate.reconciliation")
    desk = window.views.reconciliation
    qtbot.waitUntil(lambda: desk.page.detail is not None and desk.is_idle, timeout=LONG_MS)
    return desk.page


def _cells(table, row):
    return [table.item(row, column).text() for column in range(table.columnCount())]


@pytest.fixture
def window(make_window):
    return make_window(books=TwoCases())


def test_the_queue_begins_with_what_waits_longest_and_shows_it_side_by_side(window, qtbot):
    page = _open(window, qtbot)
    assert [row.key for row in page.queue.rows] == [KEY, OTHER.case_id]
    assert "2 cases" in page.queue_card._note.text()
    assert _cells(page.case.sides, 2)[0] == "\N{NOT EQUAL TO}"
    assert page.case.sides.item(2, 3).font().bold()
    assert "opened" in _cells(page.case.history, 0)[2]


def test_arrows_go_through_the_cases(window, qtbot):
    page = _open(window, qtbot)
    qtbot.keyClick(page.queue, Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: page.detail is not None and page.detail.case.case_id == OTHER.case_id,
        timeout=LONG_MS,
    )
    assert not page.case.to_session.isEnabled()


def test_the_filter_leaves_what_has_its_words(window, qtbot):
    page = _open(window, qtbot)
    page.filter.setText("cdr missing")
    assert [row.key for row in page.queue.rows] == [OTHER.case_id]
    assert page.queue_card._note.text().startswith("1 of 2")
    page.filter.setText("nothing like it")
    assert page.chosen is None
    assert page.case.is_empty


def test_a_case_leads_to_its_session_in_the_ledger(window, qtbot):
    page = _open(window, qtbot)
    with qtbot.waitSignal(window.operate.detail.link_opened, timeout=LONG_MS) as told:
        qtbot.keyClick(page.queue, Qt.Key.Key_Return)
    assert told.args == [session_link(KEY)]
    assert window.operate_tabs.view is OperateView.OVERVIEW


def test_nothing_that_waits_is_good_news(make_window, qtbot):
    class Quiet(HandMadeBooks):
        def cases(self):
            return StakedQueue(replace(super().cases().queue, cases=()), {}, {})

    window = make_window(books=Quiet())
    window.registry.run("operate.reconciliation")
    page = window.views.reconciliation.page
    qtbot.waitUntil(lambda: "Nothing waits" in page.queue_card._empty.text(), timeout=LONG_MS)


def test_a_case_that_cannot_be_read_says_so_and_the_queue_stays(make_window, qtbot):
    class Flaky(HandMadeBooks):
        def case(self, case_id):
            raise StoreError(f"{case_id}: the disk is gone")

    window = make_window(books=Flaky())
    window.registry.run("operate.reconciliation")
    page = window.views.reconciliation.page
    qtbot.waitUntil(lambda: "disk is gone" in page.case._empty.text(), timeout=LONG_MS)
    assert len(page.queue.rows) == 1


def test_a_queue_that_cannot_be_read_can_be_asked_again(make_window, qtbot):
    class Broken(HandMadeBooks):
        broken = True

        def cases(self):
            if self.broken:
                raise StoreError("the disk is gone")
            return super().cases()

    books = Broken()
    window = make_window(books=books)
    window.registry.run("operate.reconciliation")
    page = window.views.reconciliation.page
    qtbot.waitUntil(page.again.isVisible, timeout=LONG_MS)
    assert "disk is gone" in page.queue_card._empty.text()
    books.broken = False
    page.again.click()
    qtbot.waitUntil(lambda: page.detail is not None, timeout=LONG_MS)
    assert not page.again.isVisible()


def test_without_books_it_says_so(make_window):
    window = make_window()
    window.registry.run("operate.reconciliation")
    assert window.views.reconciliation.page.queue_card.is_empty


def test_every_control_has_a_name(window, qtbot):
    page = _open(window, qtbot)
    for widget in (
        page.filter, page.queue, page.again, page.case.sides, page.case.figures,
        page.case.history, page.case.to_session, page.case.bar,
    ):  # fmt: skip
        face = QAccessible.queryAccessibleInterface(widget)
        assert face.text(QAccessible.Text.Name), widget
