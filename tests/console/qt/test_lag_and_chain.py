"""How long books have not answered, and how far their chain is whole: on tiles and as alerts."""

from PySide6.QtTest import QSignalSpy

from console.present.book_feed import Verified
from console.present.kpi_tiles import TITLES, Tone
from core.domain.errors import StoreError
from tests.console.present.builders import HandMadeBooks, a_summary
from tests.console.qt.operator_windows import Clock

LONG_MS = 30_000


def alerts(window):
    return window.operate.alerts


def until_open(window, qtbot, count=1):
    qtbot.waitUntil(lambda: len(alerts(window).lines) == count, timeout=LONG_MS)


def test_books_that_do_not_answer_lag(make_window, qtbot):
    class Silent(HandMadeBooks):
        is_silent = False

        def summary(self):
            if self.is_silent:
                raise StoreError("the server went away")
            return a_summary(last_seq=1, held={})

    books, clock = Silent(), Clock()
    window = make_window(books=books, now=clock)
    lag = window.operate.tiles.frames[TITLES.index("Lag")]
    qtbot.waitUntil(lambda: "< 1 s" in lag.accessibleName(), timeout=LONG_MS)
    lost = QSignalSpy(window.shown.lost_changed)
    books.is_silent = True
    qtbot.waitUntil(lambda: [True] in [lost.at(at) for at in range(lost.count())], timeout=LONG_MS)
    clock.move(seconds=40)
    until_open(window, qtbot)
    assert "The books were last read 40 s ago" in alerts(window).lines[0].text
    assert lag._tone is Tone.BAD
    books.is_silent = False
    until_open(window, qtbot, 0)
    assert "< 1 s" in lag.accessibleName()


def test_a_chain_that_is_broken_is_an_alert_and_how_far_it_is_whole_is_on_the_tile(
    make_window, qtbot
):
    window = make_window(books=HandMadeBooks())
    ledger = window.operate.tiles.frames[TITLES.index("Ledger sum")]
    qtbot.waitUntil(lambda: "seq 1" in ledger.accessibleName(), timeout=LONG_MS)
    window.shown.verified.emit(Verified(seq=1, block=1, hash="abc"))
    assert "verified to 1" in ledger.accessibleName()
    window.shown.verified.emit(Verified(seq=1, problem="block 2 is other than it was"))
    assert ledger._tone is Tone.BAD
    assert "broken in 1 place" in alerts(window).lines[0].text
