import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from console.qt.ledger_model import LedgerModel
from console.qt.ledger_view import LedgerView
from tests.console.present.builders import ledger_rows

DISPLAY = Qt.ItemDataRole.DisplayRole


@pytest.fixture
def model(theme):
    model = LedgerModel(theme)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    del tester


@pytest.fixture
def view(model, qtbot):
    view = LedgerView(model)
    qtbot.addWidget(view)
    view.resize(1000, 300)
    view.show()
    return view


def test_a_frame_appends_once_whatever_its_size(model, qtbot):
    with qtbot.waitSignals([model.rowsInserted]):
        model.append(ledger_rows(10_000))
    model.append(ledger_rows(0))
    model.append(ledger_rows(3, first_seq=10_001))
    assert model.rowCount() == 10_003
    assert model.last_seq == 10_003


def test_each_row_is_found_in_the_block_it_came_in(model):
    for first in (1, 6, 7):
        model.append(ledger_rows(1 if first == 6 else 5, first_seq=first))
    texts = [model.index(row, 0).data(DISPLAY) for row in range(model.rowCount())]
    assert texts == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]


def test_the_model_stays_sound_through_qt_s_own_checks(model):
    model.append(ledger_rows(700))
    assert model.index(699, 7).data(DISPLAY) == "24.40"
    assert model.index(0, 0).data(DISPLAY) == "1"
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(QModelIndex()) == 10
    model.clear()
    assert model.rowCount() == 0
    assert model.last_seq == 0


def test_other_books_do_not_show_the_rows_of_the_last(model):
    model.append(ledger_rows(3))
    assert model.index(0, 0).data(DISPLAY) == "1"
    model.clear()
    model.append(ledger_rows(3, first_seq=50))
    assert model.index(0, 0).data(DISPLAY) == "50"


def test_the_view_follows_the_tail_until_one_scrolls_up(model, view, qtbot):
    model.append(ledger_rows(200))
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    with qtbot.waitSignal(view.following_changed):
        bar.setValue(10)
    model.append(ledger_rows(200, first_seq=201))
    assert bar.value() == 10
    assert not view.following
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.following
    model.append(ledger_rows(200, first_seq=401))
    assert bar.value() == bar.maximum()


def test_chosen_rows_are_copied_for_a_spreadsheet(model, view, qtbot):
    model.append(ledger_rows(5))
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, line, _ = QGuiApplication.clipboard().text().split("\n")
    assert head.startswith("seq\t")
    assert line.startswith("2\t")


def test_enter_opens_the_current_row(model, view, qtbot):
    model.append(ledger_rows(5))
    view.selectRow(3)
    with qtbot.waitSignal(view.row_chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [3]
