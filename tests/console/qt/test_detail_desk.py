"""List, detail and raw over real books: what is chosen in one is shown in the others."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from console.application.opened_books import OpenedBooks
from console.present.record_link import RecordKind, entry_link, payout_link, session_link
from console.present.workspaces import Workspace
from console.qt.paged_model import Stage
from core.domain.errors import StoreError
from core.domain.table_fields import BookTable
from core.service.carry_cdrs import carry
from core.service.settle_cycles import settle_until
from tests.books import MONTH, fill, now, open_network, some_cdrs
from tests.builders import START
from tests.console.present.builders import KEY, HandMadeBooks
from tests.made_books import books_in

LONG_MS = 30_000
SESSION = "cdr:NL*ABC:2"
LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(make_window, tmp_path, qtbot):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    runtime = books_in(url, now)
    fill(runtime)
    runtime.database.close()
    window = make_window(books=OpenedBooks(url), books_url=url)
    until_read(window, qtbot)
    return window


def until_read(window, qtbot):
    def is_read():
        model = window.operate.tables.pane.model
        assert model.stage is Stage.READY
        assert model.record(0) is not None

    qtbot.waitUntil(is_read, timeout=LONG_MS)


def until_shown(window, qtbot, link):
    def is_shown():
        detail = window.operate.detail.detail
        assert detail is not None
        assert detail.link == link

    qtbot.waitUntil(is_shown, timeout=LONG_MS)


def open_table(window, qtbot, table):
    window.operate.tables.open_table(table)
    until_read(window, qtbot)


def current_id(window):
    """The id of the current row of the table in front."""
    pane = window.operate.tables.pane
    record = pane.model.record(pane.view.currentIndex().row())
    if record is None:
        return None
    names = ("cdr_key", "instruction_id", "entry_id")
    return next(record[name] for name in names if name in record)


def click_link(window, qtbot, link):
    """Click the value in the fields that leads there."""
    tree = window.operate.detail.fields
    item = next(one for one in tree._lines() if one.data(1, Qt.ItemDataRole.UserRole + 1) == link)
    tree.scrollToItem(item)
    rect = tree.visualRect(tree.indexFromItem(item, 1))
    qtbot.mouseClick(tree.viewport(), LEFT, pos=rect.center())


def test_arrows_in_the_list_change_what_is_shown(window, qtbot):
    open_table(window, qtbot, BookTable.SESSIONS)
    view = window.operate.tables.pane.view
    view.choose_row(0)
    shown = []
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Down)
        shown.append(current_id(window))
        until_shown(window, qtbot, session_link(shown[-1]))
    qtbot.keyClick(view, Qt.Key.Key_Up)
    until_shown(window, qtbot, session_link(shown[0]))


def test_while_one_is_read_only_the_last_wish_is_remembered(window, qtbot):
    window.shown._follower.leave()  # news of the books would have the last one read once more
    asked = []
    ask = window.detail_desk._ask_books

    def listening(question, then):
        asked.append(window.detail_desk._asked)
        ask(question, then)

    window.detail_desk._ask_books = listening
    keys = [f"cdr:NL*ABC:{number}" for number in (1, 2, 3, 4)]
    for key in keys:
        window.detail_desk.open(session_link(key))
    until_shown(window, qtbot, session_link(keys[-1]))
    assert asked == [session_link(keys[0]), session_link(keys[-1])]
    assert window.detail_desk.visits.before is None


def test_from_a_session_to_its_payout_to_its_entry_and_back(window, qtbot):
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))
    (payout, *_) = window.operate.story.instructions
    click_link(window, qtbot, payout_link(payout.instruction_id))
    until_shown(window, qtbot, payout_link(payout.instruction_id))
    qtbot.waitUntil(lambda: current_id(window) == payout.instruction_id, timeout=LONG_MS)
    assert window.operate.tables.table is BookTable.INSTRUCTIONS
    booked = entry_link(f"instructed:{payout.instruction_id}")
    click_link(window, qtbot, booked)
    until_shown(window, qtbot, booked)
    qtbot.waitUntil(lambda: current_id(window) == booked.id, timeout=LONG_MS)
    assert window.operate.tables.table is BookTable.ENTRIES
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    until_shown(window, qtbot, payout_link(payout.instruction_id))
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    until_shown(window, qtbot, session_link(SESSION))
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    until_shown(window, qtbot, payout_link(payout.instruction_id))
    qtbot.waitUntil(lambda: current_id(window) == payout.instruction_id, timeout=LONG_MS)


def test_what_is_shown_is_pointed_at_in_a_table_that_was_never_looked_at(window, qtbot):
    assert window.operate.tables.panes[BookTable.INSTRUCTIONS].model.source is None
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))
    (payout, *_) = window.operate.story.instructions
    window.detail_desk.open(payout_link(payout.instruction_id))
    qtbot.waitUntil(lambda: current_id(window) == payout.instruction_id, timeout=LONG_MS)


def test_one_comes_back_to_the_table_that_one_left(window, qtbot):
    open_table(window, qtbot, BookTable.HELD)
    window.operate.tables.pane.view.row_chosen.emit(0)
    held = session_link(current_id_of(window, 0))
    until_shown(window, qtbot, held)
    window.detail_desk.open(entry_link(SESSION))
    qtbot.waitUntil(lambda: window.operate.tables.table is BookTable.ENTRIES, timeout=LONG_MS)
    window.detail_desk.back()
    qtbot.waitUntil(lambda: window.operate.tables.table is BookTable.HELD, timeout=LONG_MS)
    assert current_id(window) == held.id


def current_id_of(window, row):
    return window.operate.tables.pane.model.record(row)["cdr_key"]


def test_a_row_that_the_filter_leaves_out_is_not_pointed_at(window, qtbot):
    open_table(window, qtbot, BookTable.SESSIONS)
    window.operate.tables.pane.filter_line.show_text("state:held")
    qtbot.waitUntil(lambda: window.operate.tables.pane.model.rowCount() == 1, timeout=LONG_MS)
    window.operate.tables.open_table(BookTable.HELD)
    until_read(window, qtbot)
    window.operate.tables.panes[BookTable.ENTRIES].filter_line.show_text("kind:cut_off")
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))
    assert window.operate.tables.table is BookTable.HELD


def test_the_sessions_of_a_payout_open_in_their_table(window, qtbot):
    open_table(window, qtbot, BookTable.INSTRUCTIONS)
    window.operate.tables.pane.view.row_chosen.emit(0)
    qtbot.waitUntil(lambda: window.operate.detail.detail is not None, timeout=LONG_MS)
    tree = window.operate.detail.fields
    (item,) = tree.findItems("Sessions", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    tree.setCurrentItem(item)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert window.operate.tables.table is BookTable.SESSIONS
    assert "cycle:" in window.operate.tables.pane.filter_line.line.text()
    count = int(item.text(1).split()[0])
    qtbot.waitUntil(lambda: window.operate.tables.pane.model.rowCount() == count, timeout=LONG_MS)


@pytest.mark.parametrize("table", [BookTable.ENTRIES, BookTable.SESSIONS, BookTable.HELD])
def test_the_menu_of_a_row_with_a_session_opens_it_in_train(window, qtbot, table):
    open_table(window, qtbot, table)
    view = window.operate.tables.pane.view
    menu = view.cell_menu(view.model().index(0, 0))
    titles = [action.text() for action in menu.actions() if action.text()]
    assert titles[:3] == ["Show detail", "Open in Train", "Copy cell"]
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: window._pages.currentIndex() == Workspace.TRAIN, timeout=LONG_MS)
    assert window.train.is_shown
    menu.deleteLater()


def test_the_menu_of_a_payout_shows_it_and_offers_no_train(window, qtbot):
    open_table(window, qtbot, BookTable.INSTRUCTIONS)
    view = window.operate.tables.pane.view
    menu = view.cell_menu(view.model().index(1, 0))
    titles = [action.text() for action in menu.actions() if action.text()]
    assert "Open in Train" not in titles
    assert "Copy as filter" in titles
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: window.operate.detail.detail is not None, timeout=LONG_MS)
    assert window.operate.detail.detail.link.kind is RecordKind.PAYOUT
    menu.deleteLater()
    assert isinstance(menu, QMenu)


def test_the_entry_of_a_session_opens_it_in_train(window, qtbot):
    window.detail_desk.open(entry_link(SESSION))
    until_shown(window, qtbot, entry_link(SESSION))
    qtbot.mouseClick(window.operate.detail.in_train, LEFT)
    qtbot.waitUntil(lambda: window._pages.currentIndex() == Workspace.TRAIN, timeout=LONG_MS)
    assert SESSION in window.train._flow_card._title.text()


def test_what_is_stored_is_searched_and_copied_by_keys(window, qtbot):
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = window.operate.detail.raw.search
    assert search.hasFocus()
    qtbot.keyClicks(search, "energy_kwh")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert window.operate.detail.fields.currentItem().text(0) == "Energy"
    assert window.registry.run("detail.copy_value")
    assert QGuiApplication.clipboard().text() == "22"


def test_what_is_shown_follows_the_books(make_window, tmp_path, qtbot):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    runtime = books_in(url, now)
    open_network(runtime)
    carry(runtime, some_cdrs(2))
    window = make_window(books=OpenedBooks(url), books_url=url)
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))
    assert window.operate.story.cycle_id is None
    window.operate.detail.raw.choose_pointer("/cdr/cpo")
    settle_until(runtime, START + MONTH)
    runtime.database.close()
    qtbot.waitUntil(lambda: window.operate.story.cycle_id is not None, timeout=LONG_MS)
    assert window.operate.detail.raw.pointer == "/cdr/cpo"
    assert window.detail_desk.visits.before is None


def test_what_has_not_changed_is_left_as_it_is(window, qtbot):
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))
    shown, item = window.operate.detail.detail, window.operate.detail.fields.topLevelItem(0)
    window.detail_desk.refresh()
    assert window.detail_desk._asked is not None
    qtbot.waitUntil(lambda: window.detail_desk._asked is None, timeout=LONG_MS)
    assert window.operate.detail.detail is shown
    assert window.operate.detail.fields.topLevelItem(0) is item


def test_what_cannot_be_read_again_stays(make_window, qtbot):
    class Flaky(HandMadeBooks):
        is_broken = False

        def session_detail(self, key):
            if self.is_broken:
                raise StoreError("the server went away")
            return super().session_detail(key)

    books = Flaky()
    window = make_window(books=books)
    window.detail_desk.open(session_link(KEY))
    until_shown(window, qtbot, session_link(KEY))
    books.is_broken = True
    window.detail_desk.refresh()
    qtbot.waitUntil(lambda: window.detail_desk._asked is None, timeout=LONG_MS)
    assert not window.operate.detail.is_empty


def test_closed_books_are_forgotten_with_all_that_was_looked_at(window, qtbot):
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))
    window.detail_desk.open(session_link("cdr:NL*ABC:3"))
    assert window.registry.run("books.close")
    assert window.operate.detail.is_empty
    assert window.detail_desk.visits.current is None
    assert not window.registry.run("detail.back")
    qtbot.waitUntil(lambda: not window.shown.any, timeout=LONG_MS)
    assert window.operate.detail.detail is None


def test_a_record_that_is_not_there_says_so_and_the_next_one_is_shown(window, qtbot):
    window.detail_desk.open(session_link("cdr:NL*ABC:none"))
    qtbot.waitUntil(window.operate.detail._again.isVisible, timeout=LONG_MS)
    assert "cdr:NL*ABC:none" in window.operate.detail._empty.text()
    window.detail_desk.open(session_link(SESSION))
    until_shown(window, qtbot, session_link(SESSION))


def test_a_record_is_read_again_when_the_books_answer_again(make_window, qtbot):
    class Flaky(HandMadeBooks):
        is_broken = True

        def session_detail(self, key):
            if self.is_broken:
                raise StoreError("the server went away")
            return super().session_detail(key)

    books = Flaky()
    window = make_window(books=books)
    window.detail_desk.open(session_link(KEY))
    card = window.operate.detail
    qtbot.waitUntil(card._again.isVisible, timeout=LONG_MS)
    assert "the server went away" in card._empty.text()
    books.is_broken = False
    qtbot.mouseClick(card._again, LEFT)
    until_shown(window, qtbot, session_link(KEY))
