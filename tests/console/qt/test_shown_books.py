"""One console for each file of books; others are told who has it, and may look."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from console.present.workspaces import Workspace
from console.qt.books_lock import BooksLock
from console.qt.replay_desk import Replay
from core.domain.environment import Environment
from core.domain.errors import StoreError
from tests.console.present.builders import HandMadeBooks
from tests.console.qt import scripted_worker
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 30_000
HOLD = """
import sys
from console.qt.books_lock import BooksLock
lock = BooksLock()
assert lock.take(sys.argv[1]) is None
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path):
    path = tmp_path / "books.db"
    path.touch()
    return f"sqlite:///{path}"


@pytest.fixture
def other_console(url):
    """Another process that has these books open."""
    command = [sys.executable, "-c", HOLD, url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.stdin.close()


def test_books_are_locked_while_they_are_shown(make_window, url):
    window = make_window(books=HandMadeBooks(), books_url=url)
    assert BooksLock().take(url) is not None
    assert window.registry.run("books.close")
    lock = BooksLock()
    assert lock.take(url) is None
    lock.release()


def test_who_holds_the_books_is_named_and_reading_is_offered(
    make_window, url, other_console, qtbot
):
    questions = ScriptedQuestions(agrees=True)
    window = make_window(questions=questions)
    window.shown.open(url)
    (asked,) = questions.asked
    assert f"process {other_console.pid}" in asked
    assert "books.db is open in another console" in asked
    assert "Open read-only" in asked
    _until_shown(window, qtbot)
    assert "read-only" in window.top_bar.texts[0]


def test_whoever_would_rather_not_sees_what_was_there_before(make_window, url, other_console):
    assert other_console.pid
    window = make_window(questions=ScriptedQuestions(agrees=False))
    window.shown.open(url)
    assert not window.shown.any
    assert window._pages.currentIndex() == Workspace.WELCOME


def test_books_given_at_the_start_are_asked_about_too(make_window, url, other_console):
    assert other_console.pid
    books = HandMadeBooks()
    window = make_window(books=books, books_url=url, questions=ScriptedQuestions(agrees=False))
    assert not window.shown.any
    assert window.setup.questions.asked
    assert window._pages.currentIndex() == Workspace.WELCOME


def test_the_lock_of_a_console_that_died_is_taken_over(url, other_console):
    other_console.kill()
    other_console.wait()
    lock = BooksLock()
    assert lock.take(url) is None
    lock.release()


@pytest.mark.parametrize("free", ["postgresql://me@host/books", "sqlite://", "sqlite:///:memory:"])
def test_books_that_are_no_file_have_no_lock(free):
    assert BooksLock().take(free) is None


def test_a_file_that_is_not_there_is_not_made(make_window, tmp_path):
    window = make_window()
    window.shown.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert "there is no such file" in window.setup.questions.asked[0]
    assert not (tmp_path / "none.db").exists()


def test_books_that_cannot_be_read_are_told_and_let_go(make_window, url, qtbot):
    class Broken(HandMadeBooks):
        @property
        def environment(self):
            raise StoreError("books.db: it is no database")

        @environment.setter
        def environment(self, _):
            pass

    window = make_window(open_books=lambda _: Broken())
    window.shown.open(url)
    qtbot.waitUntil(lambda: bool(window.setup.questions.asked), timeout=LONG_MS)
    assert "it is no database" in window.setup.questions.asked[0]
    assert not window.shown.any
    lock = BooksLock()
    assert lock.take(url) is None
    lock.release()


def test_opened_books_show_their_world_their_lag_and_are_remembered(make_window, url, qtbot):
    window = make_window(open_books=lambda _: HandMadeBooks(Environment.LIVE))
    window.shown.open(url)
    _until_shown(window, qtbot)
    assert window._pages.currentIndex() == Workspace.OPERATE
    assert "LIVE" in window.top_bar.texts[0]
    assert window.look.state.recent_books == (url,)
    assert window.welcome.books.item(0).text().startswith("books.db")
    qtbot.waitUntil(lambda: "ago" in window.top_bar.texts[2], timeout=LONG_MS)


def test_books_asked_for_twice_are_opened_once_and_asked_about_never(make_window, url, qtbot):
    window = make_window()
    for _ in range(2):
        window.shown.open(url)
        window.shown.open(url)
        _until_shown(window, qtbot)
        assert window.setup.questions.asked == []
        assert "read-only" not in window.top_bar.texts[0]
        assert window.registry.run("books.close")


def _drop(window, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, copy = QPoint(500, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(middle, copy, mime, left, none))
    QApplication.sendEvent(window, QDropEvent(middle.toPointF(), copy, mime, left, none))


def test_a_dropped_scenario_is_chosen_once_however_often_it_is_dropped(
    make_window, qtbot, tmp_path
):
    window = make_window()
    path = tmp_path / "mine.toml"
    path.touch()
    for _ in range(2):
        with qtbot.waitSignal(window.views.agreements.not_terms, timeout=LONG_MS):
            _drop(window, path)
    assert window._pages.currentIndex() == Workspace.ANALYSE
    assert window.analyse.choice.currentText() == "mine"
    assert window.analyse.choice.count() == 3
    assert window.look.state.recent_scenarios == (str(path),)


def test_dropped_books_are_shown_and_anything_else_is_named(make_window, url, qtbot):
    window = make_window()
    _drop(window, url.removeprefix("sqlite:///"))
    _until_shown(window, qtbot)
    _drop(window, "/somewhere/picture.png")
    assert "picture.png" in window.status.notice


def test_a_run_goes_on_while_other_books_are_shown(make_window, url, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    window.registry.run("run.start")
    qtbot.waitUntil(lambda: "sessions" in window.analyse.panel.state, timeout=LONG_MS)
    window.shown.open(url)
    _until_shown(window, qtbot)
    assert window.job.running
    state = window.analyse.panel.state
    qtbot.waitUntil(lambda: window.analyse.panel.state != state, timeout=LONG_MS)
    assert "simulated" not in window.top_bar.texts[1]
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        window.registry.run("run.cancel")
    assert window.shown.url == url


def _until_shown(window, qtbot):
    qtbot.waitUntil(lambda: window.shown.any, timeout=LONG_MS)


def test_dropped_sessions_are_replayed_under_chosen_terms(make_window, qtbot, tmp_path):
    window = make_window()
    path = tmp_path / "sessions.csv"
    path.touch()
    (tmp_path / "sessions-demo-networkcore-0.db").touch()
    _drop(window, path)
    assert window._pages.currentIndex() == Workspace.JOBS
    asked = window.setup.questions.asked
    assert "Replay sessions.csv|Network that the file is of|demo" in asked
    assert "Replay sessions.csv|Terms to replay it under|networkcore, direct" in asked
    qtbot.waitUntil(lambda: window.shown.any, timeout=LONG_MS)


def test_a_replay_that_ends_leaves_other_books_in_sight_and_says_so(
    make_window, url, qtbot, tmp_path
):
    window = make_window()
    window.shown.open(url)
    _until_shown(window, qtbot)
    (tmp_path / "sessions-demo-networkcore-0.db").touch()
    window.replays.start(Replay(str(tmp_path / "sessions.csv"), "demo", "networkcore"))
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert window.status.notice == "Job 1 is done; its books can be shown from Jobs (Alt+4)."
    assert window.shown.url == url
    assert window._pages.currentIndex() == Workspace.JOBS
    window.jobs.books.click()
    qtbot.waitUntil(lambda: "sessions-demo" in window.shown.url, timeout=LONG_MS)
