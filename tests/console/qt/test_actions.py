"""Actions say exactly what they will do, do just that, and are written down."""

from datetime import timedelta

import pytest

from console.application.opened_books import OpenedBooks
from console.present.record_link import session_link
from core.domain.environment import Environment
from core.domain.errors import StoreError
from core.domain.operator_act import ActKind
from core.service.carry_cdrs import carry
from core.service.operator_log import operator_log
from core.service.report import summary_of
from core.service.take_back import take_back
from core.service.verify_books import verify_books
from tests.books import now, open_network
from tests.builders import START, a_cdr
from tests.console.present.builders import HandMadeBooks
from tests.console.qt.operator_windows import Clock, arm
from tests.console.qt.scripted_questions import ScriptedQuestions
from tests.made_books import books_in

LONG_MS = 30_000
KEY = "cdr:NL*ABC:1"


@pytest.fixture
def runtime(url):
    """Two sessions that are due, of 12.10 EUR each."""
    runtime = books_in(url, now)
    open_network(runtime)
    carry(runtime, [a_cdr(), a_cdr("2", start=START + timedelta(days=1))])
    yield runtime
    runtime.database.close()


@pytest.fixture
def shown(make_window, runtime, url, qtbot):
    """Show the books, armed."""

    def show(questions=None, *, is_armed=True, books=None):
        assert runtime
        window = make_window(
            books=books or OpenedBooks(url),
            books_url=url,
            environment=Environment.LIVE,
            questions=questions or ScriptedQuestions(text="meter was wrong"),
            now=Clock(),
        )
        qtbot.waitUntil(lambda: not window.operate.alerts.is_empty, timeout=LONG_MS)
        if is_armed:
            arm(window, qtbot)
        window.setup.questions.asked.clear()
        return window

    return show


def last(runtime):
    return operator_log(runtime).latest[0]


def test_due_cycles_are_settled_after_their_sums_were_read(shown, runtime, qtbot):
    window = shown()
    with qtbot.waitSignal(window.operator.actions.done, timeout=LONG_MS) as done:
        assert window.registry.run("books.settle")
    (asked,) = window.setup.questions.asked
    assert "This settles 2 cycles." in asked
    assert "2026-06-03: 1 entry \N{MIDDLE DOT} paid out 10.89 EUR" in asked
    assert "collected 11.62 EUR" in asked
    assert done.args == ["2 cycles settled, 2 entries cleared, 4 payments instructed"]
    assert "2 cycles settled" in window.status.notice
    act = last(runtime)
    assert (act.kind, act.who, act.subject) == (ActKind.SETTLED, "m.k.", "2026-06-03 to 2026-06-04")
    assert act.note == done.args[0]
    assert set(summary_of(runtime).receivable.values()) == {0}
    assert verify_books(runtime).count == 0


def test_who_does_not_agree_settles_nothing(shown, runtime, qtbot):
    window = shown(ScriptedQuestions(agrees=False))
    assert window.registry.run("books.settle")
    qtbot.waitUntil(lambda: len(window.setup.questions.asked) == 1, timeout=LONG_MS)
    assert summary_of(runtime).receivable == {"EUR": 2420}
    assert last(runtime).kind is ActKind.ARMED


def test_time_that_runs_out_over_the_question_settles_nothing(shown, runtime, qtbot):
    class Slow(ScriptedQuestions):
        def confirm(self, *words):
            window.setup.now.move(minutes=6)
            return super().confirm(*words)

    window = shown(Slow())
    assert window.registry.run("books.settle")
    qtbot.waitUntil(lambda: len(window.setup.questions.asked) == 2, timeout=LONG_MS)
    assert "nothing was done" in window.setup.questions.asked[1]
    assert summary_of(runtime).receivable == {"EUR": 2420}


class Elsewhere(ScriptedQuestions):
    """Other books are shown while a question waits for its answer."""

    def __init__(self, during, **rest):
        super().__init__(**rest)
        self._during = during
        self.window = None

    def text(self, *words):
        self._leave("text")
        return super().text(*words)

    def confirm(self, *words):
        self._leave("confirm")
        return super().confirm(*words)

    def _leave(self, question):
        if question == self._during:
            shown = self.window.shown
            shown.close_books()
            shown.show(HandMadeBooks(), "", Environment.SIMULATION)


@pytest.mark.parametrize(
    ("command", "during"),
    [("books.settle", "confirm"), ("books.take_back", "text"), ("books.take_back", "confirm")],
)
def test_nothing_is_done_to_other_books_than_were_read_about(
    shown, runtime, qtbot, command, during
):
    questions = Elsewhere(during, text="meter was wrong")
    questions.window = window = shown(questions)
    show_story(window, qtbot)
    assert window.registry.run(command)
    told = "|books.db is not shown any more; nothing was done."
    qtbot.waitUntil(lambda: any(told in one for one in questions.asked), timeout=LONG_MS)
    assert window.shown.any
    assert summary_of(runtime).receivable == {"EUR": 2420}
    assert ActKind.SETTLED not in {act.kind for act in operator_log(runtime).latest}


class Unwritable(OpenedBooks):
    """Books whose log takes the line that arms them, and no other."""

    def write_act(self, act):
        if act.kind is not ActKind.ARMED:
            raise StoreError("books.db: disk is full")
        super().write_act(act)


def test_what_was_done_is_told_though_it_cannot_be_written_down(shown, runtime, url, qtbot):
    window = shown(books=Unwritable(url))
    with qtbot.waitSignal(window.operator.actions.done, timeout=LONG_MS):
        assert window.registry.run("books.settle")
    qtbot.waitUntil(lambda: len(window.setup.questions.asked) == 2, timeout=LONG_MS)
    assert window.setup.questions.asked[1] == (
        "Done, but not written down"
        "|2 cycles settled, 2 entries cleared, 4 payments instructed"
        "; not written down: books.db: disk is full"
    )
    assert set(summary_of(runtime).receivable.values()) == {0}


def test_where_nothing_is_due_there_is_nothing_to_agree_to(shown, qtbot):
    window = shown()
    with qtbot.waitSignal(window.operator.actions.done, timeout=LONG_MS):
        window.registry.run("books.settle")
    window.setup.questions.asked.clear()
    window.registry.run("books.settle")
    qtbot.waitUntil(lambda: window.setup.questions.asked != [], timeout=LONG_MS)
    assert window.setup.questions.asked == ["Settle due cycles|No cycle is due."]


def show_story(window, qtbot):
    window.operate.detail.link_opened.emit(session_link(KEY))
    qtbot.waitUntil(lambda: window.operate.story is not None, timeout=LONG_MS)


def test_a_session_is_taken_back_after_its_mirror_was_read(shown, runtime, qtbot):
    window = shown()
    assert not window.registry.run("books.take_back")
    show_story(window, qtbot)
    with qtbot.waitSignal(window.operator.actions.done, timeout=LONG_MS):
        assert window.registry.run("books.take_back")
    why, what = window.setup.questions.asked
    assert why.startswith(f"Take back {KEY}|Reason")
    assert f"Credit CDR {KEY}-C" in what
    assert "Receivable from Demand Partner NL*XYZ: \N{MINUS SIGN}12.10 EUR" in what
    assert "Payable to CPO NL*ABC: +10.89 EUR" in what
    act = last(runtime)
    assert (act.kind, act.subject) == (ActKind.TAKEN_BACK, KEY)
    assert act.note == f"meter was wrong: {KEY} taken back by {KEY}-C"
    assert summary_of(runtime).receivable == {"EUR": 1210}
    assert verify_books(runtime).count == 0
    qtbot.waitUntil(lambda: len(window.operate.story.entries) == 2, timeout=LONG_MS)


def test_what_was_taken_back_already_is_one_clear_message(shown, runtime, qtbot):
    window = shown()
    show_story(window, qtbot)
    take_back(runtime, KEY, "somebody was first")
    window.registry.run("books.take_back")
    qtbot.waitUntil(lambda: len(window.setup.questions.asked) == 2, timeout=LONG_MS)
    problem = window.setup.questions.asked[1]
    assert problem == f"This cannot be done|{KEY}: it was taken back already, by {KEY}-C"
    assert last(runtime).kind is ActKind.ARMED
