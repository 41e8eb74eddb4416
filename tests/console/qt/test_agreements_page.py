"""The view of agreements: versions, a session that follows the inputs, files, empty and wrong."""

from datetime import time
from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTime, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from console.present.operate_views import OperateView
from core.domain.errors import StoreError
from core.domain.waterfall import Condition
from core.ledger.steps_of_terms import remainder
from core.service.view_agreements import AgreementsView
from tests.console.present.builders import HandMadeBooks, a_listed
from tests.console.qt.scripted_questions import ScriptedQuestions
from tests.waterfalls import a_step

LONG_MS = 20_000
TERMS = """agreement_id = "mine"
preset = "own"
effective_from = 2026-01-01T00:00:00Z
commission_model = "POOL"
commission_bp = 2000
dp_share_bp = 5000
service_vat_pct = 21
"""
EVENING = a_step(condition=Condition(hours=(time(18), time(22))))


class TwoVersions(HandMadeBooks):
    def agreements(self):
        evening = a_listed(
            agreement_id="evening",
            steps=(EVENING, remainder()),
            commission_bp=0,
            dp_share_bp=0,
            preset="own",
        )
        return AgreementsView((a_listed(), evening))


@pytest.fixture
def window(make_window, qtbot):
    window = make_window(books=TwoVersions())
    _open(window, qtbot)
    return window


def _open(window, qtbot):
    window.registry.run("operate.agreements")
    page = window.views.agreements.page
    qtbot.waitUntil(lambda: len(page.versions.table.rows) == 2 and page.is_idle, timeout=LONG_MS)
    return page


def _cells(table, row):
    return [table.item(row, column).text() for column in range(table.columnCount())]


def _settled(page, qtbot):
    qtbot.waitUntil(lambda: page.is_idle, timeout=LONG_MS)


def test_the_chosen_version_is_drawn_and_listed_step_by_step(window, qtbot):
    page = window.views.agreements.page
    assert window.operate_tabs.view is OperateView.AGREEMENTS
    _settled(page, qtbot)
    assert page.chosen.agreement.agreement_id == "networkcore"
    assert not page.picture.is_empty
    assert "CPO 9.00 EUR" in page.picture.plot.summary()
    parties = "CPO \N{RIGHTWARDS ARROW} network"
    assert _cells(page.told.steps, 0)[1:4] == ["Commission", parties, "10 % of net"]


def test_the_inputs_change_it_to_the_cent(window, qtbot):
    page = window.views.agreements.page
    page.sample.energy.setValue(33.33)
    page.sample.price.setValue(0.6)
    _settled(page, qtbot)
    # 33.33 kWh x 0.60 = 20.00, 10 % of it 2.00.
    assert _cells(page.told.steps, 0)[4:6] == ["20.00", "2.00"]
    page.sample.per_minute.setValue(0.1)
    _settled(page, qtbot)
    # And 45 min x 0.10 = 4.50.
    assert _cells(page.told.steps, 0)[4:6] == ["24.50", "2.45"]
    page.sample.per_minute.setValue(0)
    page.sample.country.setCurrentText("DE")
    _settled(page, qtbot)
    assert "VAT \N{MINUS SIGN}3.80 EUR" in page.picture.plot.summary()


def test_the_time_of_day_decides_what_applies(window, qtbot):
    page = window.views.agreements.page
    page.versions.table.setCurrentCell(1, 1)
    _settled(page, qtbot)
    assert "does not apply" in _cells(page.told.steps, 0)
    page.sample.start.setTime(QTime(18, 30))
    _settled(page, qtbot)
    assert _cells(page.told.steps, 0)[5] == "1.00"


def test_another_version_is_compared_party_by_party(window, qtbot):
    page = window.views.agreements.page
    pane = page.told.difference
    page.told.bar.setCurrentIndex(1)
    pane.choice.setCurrentIndex(1)
    pane.choice.activated.emit(1)
    _settled(page, qtbot)
    assert "differ" in pane.sentence.text()
    rows = {_cells(pane.parties, row)[1]: _cells(pane.parties, row)[2:] for row in range(5)}
    assert rows["CPO"] == ["10.00", "9.00", "\N{MINUS SIGN}1.00"]
    assert _cells(pane.fields, 0)[0] == "\N{NOT EQUAL TO}"


def test_a_session_that_costs_nothing_says_so(window, qtbot):
    page = window.views.agreements.page
    page.sample.price.setValue(0)
    _settled(page, qtbot)
    assert page.picture.is_empty


def test_a_file_of_terms_is_shown_as_one_and_priced_at_once(make_window, qtbot, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TERMS, encoding="utf-8")
    window = make_window(books=TwoVersions(), questions=ScriptedQuestions(file=str(path)))
    page = _open(window, qtbot)
    assert window.registry.run("agreements.open")
    qtbot.waitUntil(lambda: len(page.versions.table.rows) == 3, timeout=LONG_MS)
    _settled(page, qtbot)
    assert page.chosen.agreement.agreement_id == "mine"
    assert "file" in page.versions.standing.text()
    assert _cells(page.told.steps, 0)[5] == "2.00"


def test_a_wrong_file_says_which_line(make_window, qtbot, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text(TERMS.replace("2000", "20000"), encoding="utf-8")
    questions = ScriptedQuestions(file=str(path))
    window = make_window(questions=questions)
    window.registry.run("agreements.open")
    qtbot.waitUntil(lambda: len(questions.asked) == 2, timeout=LONG_MS)
    assert "commission_bp" in questions.asked[1]


def _drop(window, path):
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path))])
    middle, copy = QPoint(500, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(middle, copy, files, left, none))
    QApplication.sendEvent(window, QDropEvent(middle.toPointF(), copy, files, left, none))


def test_a_dropped_file_of_terms_is_no_scenario(make_window, qtbot, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TERMS, encoding="utf-8")
    window = make_window()
    _drop(window, path)
    page = window.views.agreements.page
    qtbot.waitUntil(
        lambda: len(page.versions.table.rows) == 1 and page.isVisible(), timeout=LONG_MS
    )
    other = tmp_path / "other.toml"
    other.write_text("days = 1", encoding="utf-8")
    _drop(window, other)
    qtbot.waitUntil(lambda: window.analyse.choice.currentText() == "other", timeout=LONG_MS)


def test_without_books_it_says_what_to_do(make_window):
    window = make_window()
    window.registry.run("operate.agreements")
    page = window.views.agreements.page
    assert page.versions.is_empty
    assert page.told.is_empty


def test_books_that_cannot_be_read_say_so(make_window, qtbot):
    class Broken(HandMadeBooks):
        broken = True

        def agreements(self):
            if self.broken:
                raise StoreError("the disk is gone")
            return super().agreements()

    books = Broken()
    window = make_window(books=books)
    window.registry.run("operate.agreements")
    page = window.views.agreements.page
    qtbot.waitUntil(lambda: "disk is gone" in page.versions._empty.text(), timeout=LONG_MS)
    books.broken = False
    page.versions.again.click()
    qtbot.waitUntil(lambda: page.chosen is not None, timeout=LONG_MS)
    assert not page.versions.again.isVisible()


def test_every_control_has_a_name(window):
    page = window.views.agreements.page
    for widget in (
        page.versions.table, page.versions.open, page.sample.energy, page.sample.minutes,
        page.sample.price, page.sample.per_minute,
        page.sample.power, page.sample.country, page.sample.start,
        page.told.bar, page.told.steps, page.told.difference.choice,
        page.told.difference.parties, page.told.difference.fields, page.picture.plot,
    ):  # fmt: skip
        face = QAccessible.queryAccessibleInterface(widget)
        assert face.text(QAccessible.Text.Name), widget
    assert page.sample.sample.energy_kwh == Decimal(20)
