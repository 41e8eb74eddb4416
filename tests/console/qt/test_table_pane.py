"""Tables of any size: what is on screen comes at once, the rest when one looks at it."""

import csv
import threading
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QListView,
    QMenu,
    QProgressBar,
    QTableView,
)

from console.present.book_tables import LOOKS
from console.present.export_rows import ExportFormat
from console.qt.paged_model import FRAME_MS, PLACEHOLDER, Stage
from console.qt.table_pane import TablePane
from core.domain.table_fields import BookTable
from core.service.pages import RowOrder
from tests.console.present.builders import ledger_rows
from tests.console.present.memory_rows import MemoryRows, ledger_of_feed
from tests.console.qt.table_sources import MadeLedger

LOOK = LOOKS[BookTable.ENTRIES]
CTRL = Qt.KeyboardModifier.ControlModifier
TEN_MILLION = 10_000_000


@pytest.fixture
def pane(theme, qtbot):
    pane = TablePane(LOOK, theme)
    qtbot.addWidget(pane)
    pane.resize(1280, 500)
    pane.show()
    yield pane
    pane.close_reader()
    assert not [one for one in threading.enumerate() if one.name.startswith(("pages", "export"))]


@pytest.fixture
def sound_pane(pane):
    """Under Qt's own checks, which look at every cell: for small tables."""
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(pane.model, mode)
    yield pane
    del tester


@pytest.fixture
def settled(pane, qtbot):
    """Wait until all that was asked for is here."""

    def wait():
        def is_there():
            model = pane.model
            assert not model.reader.is_busy
            assert model.stage in (Stage.READY, Stage.EMPTY, Stage.FAILED)
            first = pane.view.rowAt(0)
            assert first < 0 or model.stage is Stage.FAILED or shown(pane, first) != PLACEHOLDER

        qtbot.waitUntil(is_there, timeout=10_000)

    return wait


def shown(pane, row, column=0):
    return pane.model.index(row, column).data()


def test_ten_million_rows_are_there_at_once_and_one_sees_the_newest(pane, settled):
    ledger = MadeLedger(TEN_MILLION)
    pane.show_source(ledger)
    assert pane.note == ""
    settled()
    assert pane.model.rowCount() == TEN_MILLION
    assert shown(pane, TEN_MILLION - 1) == "10,000,000"
    assert pane.view.rowAt(pane.view.viewport().height() - 12) == TEN_MILLION - 1
    assert "10,000,000 rows" in pane.note
    assert "following" in pane.note
    assert ledger.pages_read <= 4


def test_a_page_that_is_not_here_yet_shows_placeholders(pane, settled):
    ledger = MadeLedger(TEN_MILLION)
    pane.show_source(ledger)
    settled()
    ledger.may_answer.clear()
    pane.view.scrollToTop()
    assert shown(pane, 0) == PLACEHOLDER
    ledger.may_answer.set()
    settled()
    assert shown(pane, 0) == "1"
    assert not pane.view.is_following
    assert "paused" in pane.note


def test_only_pages_that_are_on_screen_at_last_are_read(pane, settled):
    ledger = MadeLedger(TEN_MILLION)
    pane.show_source(ledger)
    settled()
    before = ledger.pages_read
    ledger.may_answer.clear()
    bar = pane.view.verticalScrollBar()
    for step in range(50):
        bar.setValue(step * bar.maximum() // 50)
        pane.view.viewport().repaint()
    ledger.may_answer.set()
    settled()
    assert ledger.pages_read - before < 12


def test_what_is_appended_comes_in_once_a_frame_and_keeps_the_tail_in_sight(pane, settled, qtbot):
    ledger = MadeLedger(1000)
    pane.show_source(ledger)
    settled()
    inserted = []
    pane.model.rowsInserted.connect(lambda _, first, last: inserted.append((first, last)))
    for _ in range(100):
        ledger.count += 5
        pane.grow()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1500)
    settled()
    assert inserted == [(1000, 1499)]
    assert pane.view.rowAt(pane.view.viewport().height() - 12) == 1499
    assert shown(pane, 1499) == "1,500"
    pane.view.verticalScrollBar().setValue(3)
    ledger.count += 10
    pane.grow()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1510)
    assert pane.view.verticalScrollBar().value() == 3
    qtbot.keyClick(pane.view, Qt.Key.Key_End)
    assert pane.view.is_following
    assert pane.view.currentIndex().row() == 1509
    qtbot.keyClick(pane.view, Qt.Key.Key_Home)
    assert pane.view.currentIndex().row() == 0


def test_rows_are_not_shown_twice_when_more_are_asked_for_while_they_are_read(pane, qtbot):
    ledger = MadeLedger(1000)
    ledger.may_answer.clear()
    pane.show_source(ledger)
    pane.grow()
    qtbot.wait(2 * FRAME_MS)
    ledger.may_answer.set()
    qtbot.waitUntil(lambda: pane.model.rowCount() > 0 and not pane.model.reader.is_busy)
    assert pane.model.rowCount() == 1000


def test_a_filter_shows_what_it_selects_and_goes_on_following(pane, settled, qtbot):
    ledger = MadeLedger(100_000)
    pane.show_source(ledger)
    settled()
    pane.filter_line.show_text("dp:DE*AAA")
    settled()
    assert pane.model.rowCount() == 25_000
    assert "25,000 rows · filtered" in pane.note
    assert shown(pane, 24_999) == "100,000"
    ledger.count += 8
    pane.grow()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 25_002)
    pane.filter_line.line.clear()
    settled()
    assert pane.model.rowCount() == 100_008


def test_the_parties_of_the_books_are_offered(pane, settled, qtbot):
    pane.show_source(MadeLedger(10))
    settled()
    qtbot.waitUntil(lambda: "DE*AAA" in pane.filter_line._known.get("dp", ()))


def test_the_last_of_several_filters_wins(pane, settled):
    ledger = MadeLedger(100_000)
    pane.show_source(ledger)
    for text in ("amount>1", "amount>2", "", "amount>3"):
        pane.filter_line.show_text(text)
    settled()
    assert pane.model.rowCount() == 25_000


def test_every_state_says_what_it_is(pane, settled, qtbot):
    assert pane._why.text() == LOOK.empty_text
    ledger = MadeLedger(0)
    ledger.may_answer.clear()
    pane.show_source(ledger)
    assert "Reading" in pane._why.text()
    ledger.may_answer.set()
    settled()
    assert pane._why.text() == LOOK.empty_text
    ledger.count = 50
    pane.grow()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 50)
    pane.lose("the server does not answer; trying again in 4 s")
    assert "trying again in 4 s" in pane._problem.text()
    assert pane._problem.isVisible()
    assert pane.model.rowCount() == 50
    ledger.count = 60
    pane.recover()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 60)
    assert not pane._problem.isVisible()


def test_a_source_that_fails_says_why_and_can_be_asked_again(pane, settled, qtbot):
    ledger = MadeLedger(500)
    ledger.problem = "books.db: the disk is gone"
    pane.show_source(ledger)
    settled()
    assert pane.model.stage is Stage.FAILED
    assert "the disk is gone" in pane._why.text()
    ledger.problem = ""
    qtbot.mouseClick(pane._retry, Qt.MouseButton.LeftButton)
    settled()
    assert pane.model.rowCount() == 500
    assert pane.model.stage is Stage.READY
    assert not pane._retry.isVisible()


def test_the_model_stays_sound_while_it_grows_is_filtered_and_fails(sound_pane, settled, qtbot):
    ledger = MadeLedger(300)
    sound_pane.show_source(ledger)
    settled()
    ledger.count = 340
    sound_pane.grow()
    qtbot.waitUntil(lambda: sound_pane.model.rowCount() == 340)
    sound_pane.filter_line.show_text("amount>1")
    settled()
    assert sound_pane.model.rowCount() == 85
    ledger.problem = "gone"
    sound_pane.filter_line.show_text("")
    settled()
    ledger.problem = ""
    sound_pane.model.retry()
    settled()
    assert sound_pane.model.rowCount() == 340
    sound_pane.show_source(None)
    assert sound_pane.model.rowCount() == 0


@pytest.mark.parametrize(
    ("section", "field", "largest_first"), [(6, "amount", True), (3, "dp", False)]
)
def test_heads_sort_one_way_the_other_and_not_at_all(pane, settled, section, field, largest_first):
    pane.show_source(MadeLedger(1000))
    settled()
    orders = []
    for _ in range(3):
        pane.view._sort_by(section)
        settled()
        orders.append(pane.model.order)
    assert orders == [
        RowOrder(field=field, descending=largest_first),
        RowOrder(field=field, descending=not largest_first),
        RowOrder(),
    ]


def test_columns_can_be_chosen_moved_and_kept(pane):
    menu = QMenu()
    pane.view.fill_columns(menu)
    titles = [action.text() for action in menu.actions()]
    menu.actions()[titles.index("CPO")].setChecked(False)
    menu.actions()[titles.index("DP assumed")].setChecked(True)
    pane.view.horizontalHeader().moveSection(0, 3)
    kept = pane.view.columns_state()
    names = [column.name for column in pane.view.shown_columns()]
    assert "cpo" not in names
    assert "assumed" in names
    assert names.index("seq") == 3
    pane.view.reset_columns()
    assert [column.name for column in pane.view.shown_columns()][:5] == [
        *("seq", "effective_at", "kind", "demand_partner", "cpo"),
    ]  # fmt: skip
    pane.view.restore_columns([*kept, ("a column of an older version", 10, True)])
    assert pane.view.columns_state() == kept


def test_chosen_rows_are_copied_though_they_are_not_here(pane, settled, qtbot):
    pane.show_source(MadeLedger(5000))
    settled()
    pane.view.selectAll()
    with qtbot.waitSignal(pane.state_changed):
        qtbot.keyClick(pane.view, Qt.Key.Key_C, CTRL)
    qtbot.waitUntil(lambda: "5,000 rows copied" in pane.note)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("seq\teffective_at\tkind")
    assert lines[1].startswith("1\t2026-05-28T20:26:41Z\tcdr\tDE*BBK\tNL*EVB")
    assert len(lines) == 5001


def test_too_many_rows_are_not_copied_and_it_is_said(pane, settled, qtbot):
    pane.show_source(MadeLedger(TEN_MILLION))
    settled()
    pane.view.selectAll()
    qtbot.keyClick(pane.view, Qt.Key.Key_C, CTRL)
    assert "10,000,000 rows are too many to copy" in pane.note


def test_a_cell_becomes_a_filter(pane, settled):
    pane.show_source(MadeLedger(1000))
    settled()
    pane.filter_line.show_text("amount>1 or amount<1")
    settled()
    partner = pane.model.index(0, 3)
    menu = pane.view.cell_menu(partner)
    titles = {action.text(): action for action in menu.actions()}
    titles["Only  dp:DE*AAA"].trigger()
    assert pane.filter_line.line.text() == "(amount>1 or amount<1) dp:DE*AAA"
    titles["Copy as filter"].trigger()
    assert QGuiApplication.clipboard().text() == "dp:DE*AAA"
    titles["Without  dp:DE*AAA"].trigger()
    assert pane.filter_line.line.text().endswith("dp:DE*AAA not dp:DE*AAA")


@pytest.mark.parametrize("how", [ExportFormat.CSV, ExportFormat.XLSX])
def test_an_export_holds_every_row_under_the_filter(pane, settled, qtbot, tmp_path, how):
    pane.show_source(MadeLedger(9000, keeps=3))
    settled()
    pane.filter_line.show_text("amount>1")
    settled()
    path = tmp_path / f"out.{how.value}"
    pane.export(path, how)
    qtbot.waitUntil(lambda: "3,000 rows written to out" in pane.note)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    if how is ExportFormat.CSV:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert len(rows) == 3000
        assert rows[0]["seq"] == "3"
        assert rows[0]["gross"] == "0.39"
        assert rows[0]["energy_kwh"] == "0.0111"
    else:
        sheet = ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count("<row ") == 3001
        assert "<v>0.39</v>" in sheet


def test_a_cancelled_export_leaves_nothing_behind(pane, settled, qtbot, tmp_path):
    ledger = MadeLedger(50_000)
    pane.show_source(ledger)
    settled()
    ledger.may_answer.clear()
    pane.export(tmp_path / "out.csv", ExportFormat.CSV)
    assert pane._cancel.isVisible()
    assert pane.export(tmp_path / "second.csv", ExportFormat.CSV) is None
    qtbot.mouseClick(pane._cancel, Qt.MouseButton.LeftButton)
    ledger.may_answer.set()
    qtbot.waitUntil(lambda: "cancelled" in pane.note)
    assert list(tmp_path.iterdir()) == []
    assert not pane._cancel.isVisible()


def test_an_export_that_cannot_be_written_says_why(pane, settled, qtbot):
    pane.show_source(MadeLedger(10))
    settled()
    pane.export(Path("no") / "such" / "folder" / "out.csv", ExportFormat.CSV)
    qtbot.waitUntil(lambda: "No such file or directory" in pane.note)


def test_after_a_bug_in_an_export_another_can_begin(pane, settled, qtbot, tmp_path):
    class Buggy(MadeLedger):
        has_bug = False

        def rows(self, keys):
            assert not self.has_bug, "nobody thought of this"
            return super().rows(keys)

    ledger = Buggy(10)
    pane.show_source(ledger)
    settled()
    ledger.has_bug = True
    with qtbot.capture_exceptions() as caught:
        pane.export(tmp_path / "out.csv", ExportFormat.CSV)
        qtbot.waitUntil(lambda: bool(caught))
    assert "nobody thought" in pane.note
    ledger.has_bug = False
    pane.export(tmp_path / "out.csv", ExportFormat.CSV)
    qtbot.waitUntil(lambda: "10 rows written" in pane.note)


def test_an_export_to_a_name_with_braces_is_told(pane, settled, qtbot, tmp_path):
    pane.show_source(MadeLedger(10))
    settled()
    pane.export(tmp_path / "out {june} {0}.csv", ExportFormat.CSV)
    qtbot.waitUntil(lambda: "10 rows written to out {june} {0}.csv" in pane.note)


def test_a_sheet_does_not_hold_ten_million_rows(pane, settled, tmp_path):
    pane.show_source(MadeLedger(TEN_MILLION))
    settled()
    pane.export(tmp_path / "out.xlsx", ExportFormat.XLSX)
    assert "wanted at most 1,048,575 rows" in pane.note


def test_rows_in_memory_sort_filter_and_grow_alike(pane, settled, qtbot):
    rows = MemoryRows(LOOK.dtype, LOOK.array_columns)
    rows.append(ledger_of_feed(ledger_rows(300)))
    rows.append(ledger_of_feed(ledger_rows(300, first_seq=301)))
    pane.show_source(rows)
    settled()
    pane.filter_line.show_text("seq>=290 seq<310 kind:cdr energy:41")
    settled()
    assert [shown(pane, row) for row in (0, 19)] == ["290", "309"]
    assert pane.model.rowCount() == 20
    pane.filter_line.show_text("seq>500")
    settled()
    rows.append(ledger_of_feed(ledger_rows(7, first_seq=601)))
    pane.grow()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 107)
    pane.model.show_rows(rows, None, RowOrder(field="seq", descending=True))
    settled()
    pane.view.scrollToTop()
    shown(pane, 0)
    settled()
    assert [shown(pane, row) for row in (0, 606)] == ["607", "1"]


def test_a_click_opens_the_row_and_a_key_from_elsewhere_points_at_its_row(pane, settled, qtbot):
    pane.show_source(MadeLedger(100_000))
    settled()
    pane.filter_line.show_text("amount>1")
    settled()
    row = pane.model.row_of(40_000)
    assert row == 9_999
    pane.view.choose_row(row)
    shown(pane, row)
    qtbot.waitUntil(lambda: shown(pane, row) == "40,000")
    assert not pane.view.is_following
    assert [one.row() for one in pane.view.selectionModel().selectedRows()] == [row]
    assert pane.model.row_of(40_001) is None
    at = pane.view.visualRect(pane.model.index(row, 1)).center()
    with qtbot.waitSignal(pane.record_chosen) as chosen:
        qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args[0]["seq"] == 40_000


def test_every_control_has_a_name(pane, settled):
    pane.show_source(MadeLedger(10))
    settled()
    pane.lose("gone")
    controls = [
        one
        for kind in (QAbstractButton, QLineEdit, QTableView, QListView, QProgressBar)
        for one in pane.findChildren(kind)
        if not one.objectName().startswith("qt_") and one.parent() is not pane.view
        if not isinstance(one.parent(), QLineEdit)
    ]
    assert len(controls) >= 9
    assert [one for one in controls if not one.accessibleName()] == []


def test_enter_opens_the_row(pane, settled, qtbot):
    pane.show_source(MadeLedger(10))
    settled()
    pane.view.selectRow(4)
    with qtbot.waitSignal(pane.record_chosen) as chosen:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert chosen.args[0]["entry_id"] == "cdr:NL*EVB:5"
