"""The tables of Operate over real books: tabs, figures that open their rows, and following."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.application.opened_books import OpenedBooks
from console.present.kpi_tiles import TITLES, Tile
from console.present.record_link import payout_link
from console.qt.book_tabs import TABLES
from console.qt.paged_model import Stage
from console.qt.tile_row import TileFrame
from core.domain.errors import StoreError
from core.domain.table_fields import BookTable
from core.service.carry_cdrs import carry
from tests.books import fill, now
from tests.builders import START, a_cdr
from tests.console.present.builders import HandMadeBooks
from tests.made_books import books_in

LONG_MS = 30_000
SESSIONS, SETTLED, RECEIVABLE, HELD, INVARIANT, LAG = TITLES


@pytest.fixture
def books(url):
    """Books that somebody writes while the window shows them."""
    runtime = books_in(url, now)
    fill(runtime)
    yield runtime
    runtime.database.close()


@pytest.fixture
def window(make_window, books, url, qtbot):
    assert books
    window = make_window(books=OpenedBooks(url), books_url=url)
    _until_read(window, qtbot)
    qtbot.waitUntil(lambda: _tile(window, SESSIONS).accessibleName() != "", timeout=LONG_MS)
    qtbot.waitUntil(lambda: "Enter" in _tile(window, SESSIONS).accessibleName(), timeout=LONG_MS)
    return window


def _late_cdrs(count):
    """Sound CDRs after all that the books have."""
    return [
        a_cdr(f"late-{number}", start=START + timedelta(days=20, hours=2 * number))
        for number in range(count)
    ]


def _tile(window, title):
    return window.operate.tiles.frames[TITLES.index(title)]


def _until_read(window, qtbot):
    def is_read():
        model = window.operate.tables.pane.model
        assert model.stage is Stage.READY
        assert model.record(0) is not None

    qtbot.waitUntil(is_read, timeout=LONG_MS)


def _column(window, name):
    model = window.operate.tables.pane.model
    return [model.record(row)[name] for row in range(model.rowCount())]


def test_a_tab_is_read_when_it_is_looked_at(window, qtbot):
    tables = window.operate.tables
    assert [tables.bar.tabText(at) for at in range(4)] == ["Ledger", "Sessions", "Held", "Payouts"]
    assert tables.panes[BookTable.SESSIONS].model.source is None
    counts = {}
    for at, table in enumerate(TABLES):
        tables.bar.setCurrentIndex(at)
        _until_read(window, qtbot)
        counts[table] = tables.pane.model.rowCount()
    assert counts[BookTable.SESSIONS] == 6
    assert counts[BookTable.HELD] == 1
    assert counts[BookTable.ENTRIES] > 4
    assert counts[BookTable.INSTRUCTIONS] > 1


@pytest.mark.parametrize(
    ("title", "table", "text"),
    [
        (SESSIONS, BookTable.SESSIONS, ""),
        (HELD, BookTable.HELD, ""),
        (INVARIANT, BookTable.ENTRIES, ""),
        (LAG, BookTable.ENTRIES, ""),
        (SETTLED, BookTable.INSTRUCTIONS, "kind:PAYOUT on:2026-06-03"),
    ],
)
def test_a_click_on_a_figure_opens_the_rows_behind_it(window, qtbot, title, table, text):
    tile = _tile(window, title)
    assert tile.cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert window.operate.tables.table is table
    assert window.operate.tables.pane.filter_line.line.text() == text
    _until_read(window, qtbot)


def test_enter_on_the_receivable_opens_what_is_not_settled(window, books, qtbot):
    carry(books, _late_cdrs(2))
    tile = _tile(window, RECEIVABLE)
    tile.setFocus()
    assert QApplication.focusWidget() is tile
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert window.operate.tables.pane.filter_line.line.text() == "state:posted"
    _until_read(window, qtbot)
    assert set(_column(window, "state")) == {"posted"}
    assert len(_column(window, "state")) == 2


def test_a_tile_without_books_is_no_link(make_window, qtbot):
    window = make_window()
    tile = _tile(window, HELD)
    assert tile.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert tile.cursor().shape() is Qt.CursorShape.ArrowCursor
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert window.operate.tables.table is BookTable.ENTRIES


def test_the_name_of_a_link_says_what_it_opens(window):
    name = _tile(window, HELD).accessibleName()
    assert name.startswith("Exceptions: 1, 1 too short")
    assert "Enter shows what waits for review" in name


@pytest.mark.parametrize("title", [SESSIONS, HELD])
def test_a_session_opens_its_detail_from_any_table(window, qtbot, title):
    qtbot.mouseClick(_tile(window, title), Qt.MouseButton.LeftButton)
    _until_read(window, qtbot)
    pane = window.operate.tables.pane
    key = pane.model.record(0)["cdr_key"]
    pane.view.choose_row(0)
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.operate.story is not None, timeout=LONG_MS)
    assert window.operate.story.cdr.key == key


def test_a_payout_shows_itself(window, qtbot):
    window.operate.tables.open_table(BookTable.INSTRUCTIONS)
    _until_read(window, qtbot)
    id_ = window.operate.tables.pane.model.record(0)["instruction_id"]
    window.operate.tables.pane.view.row_chosen.emit(0)
    qtbot.waitUntil(lambda: window.operate.detail.detail is not None, timeout=LONG_MS)
    assert window.operate.detail.detail.link == payout_link(id_)
    assert window.operate.story is None


def test_entries_that_somebody_else_writes_appear_at_the_tail(window, books, qtbot):
    before = window.operate.ledger.rowCount()
    assert window.operate.ledger_view.is_following
    carry(books, _late_cdrs(40))
    qtbot.waitUntil(lambda: window.operate.ledger.rowCount() == before + 40, timeout=LONG_MS)
    bar = window.operate.ledger_view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_a_table_that_gets_lower_keeps_the_newest_row_in_sight(window, books, qtbot):
    carry(books, _late_cdrs(40))
    bar = window.operate.ledger_view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=LONG_MS)
    before = bar.maximum()
    window.resize(1100, 660)
    qtbot.waitUntil(lambda: bar.maximum() > before, timeout=LONG_MS)
    assert bar.value() == bar.maximum()


def test_a_tile_says_less_rather_than_being_cut(theme, qtbot):
    tile = TileFrame(theme)
    qtbot.addWidget(tile)
    notes = ("7 too short, and that for a long time", "7 too short +2", "2 reasons")
    tile.show_tile(
        Tile("T", "9", notes[0], shorter=notes[1:], details="7 too short, 2 unknown evse")
    )
    tile.show()
    texts = []
    for note in tile._notes:
        tile.resize(tile._note.fontMetrics().horizontalAdvance(note) + 27, 80)
        texts.append(tile._note.text())
    assert texts == list(notes)
    assert "2 unknown evse" in tile.toolTip()


def test_other_tables_say_that_there_are_new_rows_and_read_them(window, books, qtbot):
    tables = window.operate.tables
    tables.open_table(BookTable.SESSIONS)
    _until_read(window, qtbot)
    assert not tables.again.isVisible()
    carry(books, _late_cdrs(3))
    qtbot.waitUntil(tables.again.isVisible, timeout=LONG_MS)
    assert tables.pane.model.rowCount() == 6
    qtbot.mouseClick(tables.again, Qt.MouseButton.LeftButton)
    _until_read(window, qtbot)
    assert tables.pane.model.rowCount() == 9
    assert not tables.again.isVisible()


def test_closed_books_leave_no_rows(window):
    assert window.registry.run("books.close")
    assert window.operate._ledger_card.is_empty
    assert not window.operate.tables.bar.isEnabled()
    assert window.operate.ledger.rowCount() == 0


def test_follow_brings_the_ledger_to_the_front(window):
    window.operate.tables.open_table(BookTable.HELD)
    assert window.registry.run("operate.follow")
    assert window.operate.tables.table is BookTable.ENTRIES


def test_books_that_stop_answering_keep_their_rows_and_say_so(make_window, qtbot):
    class Flaky(HandMadeBooks):
        is_broken = False

        def summary(self):
            if self.is_broken:
                raise StoreError("the server went away")
            return super().summary()

    books = Flaky()
    window = make_window(books=books)
    _until_read(window, qtbot)
    problem = window.operate.tables.pane._problem
    books.is_broken = True
    qtbot.waitUntil(problem.isVisible, timeout=LONG_MS)
    assert "the server went away; next try at 13:00:00 UTC" in problem.text()
    assert window.operate.ledger.rowCount() == 1
    books.is_broken = False
    qtbot.waitUntil(lambda: not problem.isVisible(), timeout=LONG_MS)
    assert window.operate.ledger.rowCount() == 1
