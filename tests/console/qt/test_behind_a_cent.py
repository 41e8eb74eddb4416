"""From a tile to the one session behind a cent, by the mouse alone, in five clicks or fewer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from console.application.opened_books import OpenedBooks
from console.present.kpi_tiles import TITLES
from console.present.workspaces import Workspace
from console.qt.paged_model import Stage
from core.domain.environment import Environment
from core.domain.table_fields import BookTable
from core.service.carry_cdrs import carry
from tests.books import now, open_network
from tests.builders import START, a_cdr, an_agreement
from tests.console.qt.operator_windows import Clock
from tests.made_books import books_in

LONG_MS = 30_000
CENT = "cdr:NL*ABC:cent"


class Mouse:
    """Clicks, and counts them."""

    def __init__(self, qtbot):
        self._qtbot = qtbot
        self.clicks = 0

    def click(self, widget, at=None):
        self.clicks += 1
        self._qtbot.mouseClick(
            widget, Qt.MouseButton.LeftButton, pos=widget.rect().center() if at is None else at
        )


@pytest.fixture
def books(tmp_path):
    """Many sessions, some held for other reasons, and one whose CDR says a cent too much."""
    url = f"sqlite:///{tmp_path / 'books.db'}"
    runtime = books_in(url, now)
    open_network(runtime, an_agreement(tolerance_minor=0))
    sound = [
        a_cdr(str(number), start=START + timedelta(hours=2 * number), total_excl=Decimal(10))
        for number in range(1, 40)
    ]
    short = [
        a_cdr(f"short-{number}", evse_uid="E2", start=START + timedelta(days=number), stay_s=30)
        for number in range(1, 9)
    ]
    cent = a_cdr("cent", evse_uid="E2", start=START + timedelta(hours=5), total_excl="10.01")
    carry(runtime, [*sound, *short, cent])
    runtime.database.close()
    return url


def test_the_session_behind_a_cent_is_found_in_five_clicks_or_fewer(make_window, books, qtbot):
    window = make_window(
        books=OpenedBooks(books), books_url=books, environment=Environment.LIVE, now=Clock()
    )
    mouse = Mouse(qtbot)
    tile = window.operate.tiles.frames[TITLES.index("Exceptions")]
    qtbot.waitUntil(lambda: "Exceptions: 9" in tile.accessibleName(), timeout=LONG_MS)
    assert "1 total differs" in tile.toolTip()

    mouse.click(tile)
    pane = window.operate.tables.pane
    assert window.operate.tables.table is BookTable.HELD
    qtbot.waitUntil(lambda: pane.model.stage is Stage.READY, timeout=LONG_MS)
    qtbot.waitUntil(lambda: pane.model.record(8) is not None, timeout=LONG_MS)

    details = [pane.model.record(row)["detail"] for row in range(9)]
    (row,) = [row for row, detail in enumerate(details) if "ours 1000" in detail]
    assert "the CDR's 1001 minor units" in details[row]
    view = pane.view
    view.scrollTo(pane.model.index(row, 0))
    mouse.click(view.viewport(), view.visualRect(pane.model.index(row, 1)).center())
    qtbot.waitUntil(lambda: window.operate.story is not None, timeout=LONG_MS)
    story = window.operate.story
    assert story.cdr.key == CENT
    assert story.hold.detail.endswith("the CDR's 1001 minor units")
    assert story.cdr.total_cost.excl_vat == Decimal("10.01")

    mouse.click(window.operate.detail.in_train)
    qtbot.waitUntil(lambda: window.train.is_shown, timeout=LONG_MS)
    assert window._pages.currentIndex() == Workspace.TRAIN
    assert mouse.clicks <= 5


def test_the_sum_that_is_a_cent_off_leads_to_the_entries_of_its_currency(make_window, books, qtbot):
    with books_in(books, now).database as database, database.unguarded() as connection:
        connection.exec_driver_sql(
            "UPDATE balance SET amount_minor = amount_minor + 1 WHERE account = '1200:NL*XYZ'"
        )
    window = make_window(books=OpenedBooks(books), books_url=books, now=Clock())
    mouse = Mouse(qtbot)
    tile = window.operate.tiles.frames[TITLES.index("Ledger sum")]
    qtbot.waitUntil(lambda: "0.01 EUR" in tile.accessibleName(), timeout=LONG_MS)
    (alert,) = [line for line in window.operate.alerts.lines if "Trial" in line.text]
    assert alert.text == "Trial balance is 0.01 EUR, not 0"

    mouse.click(tile)
    pane = window.operate.tables.pane
    assert window.operate.tables.table is BookTable.ENTRIES
    assert pane.filter_line.line.text() == "currency:EUR"
    qtbot.waitUntil(lambda: pane.model.rowCount() == 39, timeout=LONG_MS)
    assert mouse.clicks <= 5
