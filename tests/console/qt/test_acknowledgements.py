"""Acknowledgements are of the books they were read in, and last as long as what was seen."""

import pytest

from console.present.book_feed import Verified
from console.present.settings import Settings
from core.domain.environment import Environment
from core.domain.operator_act import ActKind, OperatorAct
from core.service.operator_log import operator_log, write_act
from core.service.report import summary_of
from tests.books import NOW
from tests.console.present.builders import HandMadeBooks
from tests.console.qt.conftest import a_memory
from tests.console.qt.operator_windows import live
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 30_000
CHAIN = """
format = 1
[[rule]]
name = "chain"
kind = "chain_breaks"
severity = "critical"
above = 0
clears_at = 0
"""
BROKEN = Verified(seq=0, problem="block 1 is other than it was")


@pytest.fixture
def show(make_window, runtime, url, tmp_path, qtbot):
    """Show the books; that nobody verifies them is as if it took long."""
    rules = tmp_path / "rules.toml"
    rules.write_text(CHAIN, encoding="utf-8")

    def show(questions=None):
        assert runtime
        window = make_window(
            **live(url),
            memory=a_memory(Settings(alert_rules=str(rules))),
            questions=questions or ScriptedQuestions(text="called them"),
        )
        tile = window.operate.tiles.frames[2]
        qtbot.waitUntil(lambda: "EUR" in tile.accessibleName(), timeout=LONG_MS)
        return window

    return show


class Elsewhere(ScriptedQuestions):
    """Other books are shown while a note is written."""

    def __init__(self, others):
        super().__init__(text="called them")
        self._others = others
        self.window = None

    def text(self, *words):
        self.window.shown.close_books()
        self.window.shown.show(self._others, "", Environment.SIMULATION)
        return super().text(*words)


def test_an_alert_of_books_that_are_gone_is_acknowledged_nowhere(show, runtime, qtbot):
    others = HandMadeBooks()
    questions = Elsewhere(others)
    questions.window = window = show(questions)
    window.shown.verified.emit(BROKEN)
    window.operate.alerts.list.setCurrentRow(0)
    assert window.registry.run("alerts.acknowledge")
    assert questions.asked[-1] == (
        "Acknowledge the alert|books.db is not shown any more; nothing was acknowledged."
    )
    asked_after: list[None] = []
    window.shown.errands.ask(lambda: None, asked_after.append)
    qtbot.waitUntil(lambda: asked_after == [None], timeout=LONG_MS)
    assert others.acts == []
    assert operator_log(runtime).latest == ()


def test_a_break_that_was_seen_stays_seen_while_the_chain_is_verified_again(show, runtime, qtbot):
    act = OperatorAct(at=NOW, kind=ActKind.ACKNOWLEDGED, who="m.k.", subject="chain_breaks:")
    write_act(runtime, act)
    window = show()
    watch, alerts = window.operator.watch, window.operate.alerts
    qtbot.waitUntil(lambda: watch._log.acknowledged == (act,), timeout=LONG_MS)
    window.shown.verified.emit(BROKEN)
    assert [line.acknowledged for line in alerts.lines] == [act]
    window.setup.now.move(seconds=1)
    last_seq = summary_of(runtime).last_seq
    window.shown.verified.emit(Verified(seq=last_seq - 1))
    assert alerts.lines == ()
    assert watch._ended == set()
    window.shown.verified.emit(Verified(seq=last_seq))
    qtbot.waitUntil(lambda: operator_log(runtime).acknowledged == (), timeout=LONG_MS)
    assert operator_log(runtime).latest[0].kind is ActKind.CLEARED
