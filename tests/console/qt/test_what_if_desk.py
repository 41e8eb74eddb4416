"""What if: the period goes to a job, and what came of it is shown per party."""

import pytest
from PySide6.QtCore import QDate
from PySide6.QtGui import QAccessible

from console.present.job_lines import JobState
from tests.console.present.builders import HandMadeBooks
from tests.console.qt import scripted_worker

LONG_MS = 30_000


@pytest.fixture
def window_of(make_window, qtbot, tmp_path):
    def show(work, url=f"sqlite:///{tmp_path / 'books.db'}"):
        window = make_window(work=work, books=HandMadeBooks(), books_url=url)
        window.registry.run("operate.agreements")
        page = window.views.agreements.page
        qtbot.waitUntil(lambda: page.chosen is not None, timeout=LONG_MS)
        return window, page

    return show


def test_the_difference_per_party_comes_from_a_job(window_of, qtbot):
    window, page = window_of(scripted_worker.answers_what_if)
    page.what_if.compare.click()
    qtbot.waitUntil(lambda: len(page.what_if.table.rows) > 0, timeout=LONG_MS)
    (job,) = window.desk.jobs.jobs
    assert job.order.title == "what if networkcore@2020-01-01"
    assert page.what_if.isVisible()
    assert page.what_if.sentence.text().startswith("2 sessions that ended")
    assert page.what_if.table.rows[0].key == "CPO"
    qtbot.waitUntil(lambda: job.state is JobState.FINISHED, timeout=LONG_MS)


def test_a_job_that_fails_says_why_where_it_was_asked_for(window_of, qtbot):
    _, page = window_of(scripted_worker.says_why_it_failed)
    page.what_if.compare.click()
    qtbot.waitUntil(
        lambda: page.what_if.sentence.text().startswith("\N{BLACK UP-POINTING TRIANGLE}"),
        timeout=LONG_MS,
    )


def test_other_books_forget_what_was_asked_of_these(window_of, qtbot):
    window, page = window_of(scripted_worker.answers_what_if)
    page.what_if.compare.click()
    qtbot.waitUntil(lambda: len(page.what_if.table.rows) > 0, timeout=LONG_MS)
    window.registry.run("books.close")
    assert page.what_if.table.rows == ()
    assert not page.what_if.compare.isEnabled()
    assert "no version" in page.what_if.compare.toolTip()


def test_books_in_memory_cannot_be_compared_by_a_job(window_of):
    window, page = window_of(scripted_worker.answers_what_if, url="sqlite:///:memory:")
    assert "in memory" in page.what_if.compare.accessibleDescription()
    assert not window.registry.run("agreements.what_if")


def test_a_period_that_ends_before_it_begins_is_not_compared(window_of):
    window, page = window_of(scripted_worker.answers_what_if)
    page.what_if.start.setDate(QDate(2026, 6, 2))
    page.what_if.end.setDate(QDate(2026, 6, 1))
    window.registry.run("agreements.what_if")
    assert window.desk.jobs.jobs == ()
    assert "before it begins" in window.status.notice
    page.what_if.end.setDate(QDate(2026, 6, 2))
    assert page.what_if.time.end.day == 3


def test_every_control_has_a_name(window_of):
    _, page = window_of(scripted_worker.answers_what_if)
    pane = page.what_if
    for widget in (pane.start, pane.end, pane.compare, pane.table):
        face = QAccessible.queryAccessibleInterface(widget)
        assert face.text(QAccessible.Text.Name), widget
