"""A theme, and windows on hand-made books that leave nothing behind."""

import gc
import itertools
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from shiboken6 import isValid

from console.application.compose_window import FONTS
from console.present.books import Books
from console.present.scenario_choice import ScenarioCard
from console.present.settings import Settings, WindowState
from console.qt.console_window import ConsoleWindow
from console.qt.late_plots import add_plots
from console.qt.launch import application, end_window
from console.qt.reader_feed import ReadBooks
from console.qt.theme import DARK, Theme
from console.qt.window_setup import Memory, Setup
from core.domain.environment import Environment
from core.service.carry_cdrs import carry
from core.service.runtime import Runtime
from simulation.experiment.experiment_worker import experiment_task as experiment_task_of
from simulation.experiment.order import Order
from simulation.job_pipe import Task, Work
from tests.books import now, open_network
from tests.builders import a_cdr
from tests.console.present.builders import HandMadeBooks
from tests.console.qt.scripted_questions import ScriptedQuestions
from tests.console.qt.scripted_worker import posts_a_thousand_rows
from tests.made_books import books_in

MakeWindow = Callable[..., ConsoleWindow]
NOW = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)

CARDS = (
    ScenarioCard(
        name="city",
        path="resources/scenarios/city.toml",
        title="City",
        description="A small one.",
        parameters=(("days", "14"), ("seed", "4711")),
    ),
    ScenarioCard(
        name="wrong",
        path="wrong.toml",
        title="wrong",
        description="",
        parameters=(),
        problem="wrong.toml:3: days: wanted a whole number, found 'x'",
    ),
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Of books in a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'books.db'}"


@pytest.fixture
def runtime(url: str) -> Iterator[Runtime]:
    """Books of that file with one session."""
    runtime = books_in(url, now)
    open_network(runtime)
    carry(runtime, [a_cdr()])
    yield runtime
    runtime.database.close()


def a_card(path: str) -> ScenarioCard:
    return ScenarioCard(name=Path(path).stem, path=path, title=path, description="", parameters=())


def a_memory(
    settings: Settings | None = None, state: WindowState | None = None, **rest: object
) -> Memory:
    """Remembers as long as the test runs; what was saved is in ``saved``."""
    return Memory(
        settings=settings or Settings(),
        state=state or WindowState(),
        save_settings=lambda _: None,
        save_state=lambda _: None,
        kept_in="settings.toml",
        **rest,
    )


@pytest.fixture(autouse=True, scope="package")
def garbage_of_this_thread() -> Iterator[None]:
    """Collected between tests only, as GarbageClock has it: never by a thread that reads books."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def garbage_of_the_test() -> Iterator[None]:
    """Collected before the next test: the young of it, for time's sake."""
    yield
    gc.collect(1)


@pytest.fixture
def theme(qapp) -> Theme:  # noqa: ARG001 (the application must be there)
    application(FONTS)
    theme = Theme()
    theme.use(DARK)
    return theme


def played_in_worker(order: Order) -> Task:
    """By the worker itself: no crew, no other process."""
    return experiment_task_of(order, crew="own")


@pytest.fixture
def make_window(theme, qtbot, tmp_path) -> Iterator[MakeWindow]:
    """Make windows; each is closed, and no thread and no process outlives the test."""
    numbers = itertools.count()
    windows: list[ConsoleWindow] = []

    def end(window: ConsoleWindow) -> None:
        """A job that is going on is cancelled, no timer runs on, and Qt deletes it now, not in
        the event loop of the next test."""
        window.desk.cancel_all()
        qtbot.waitUntil(lambda: not window.desk.jobs.running, timeout=20_000)
        window.close()
        assert not window.isVisible()
        assert not any(timer.isActive() for timer in window.findChildren(QTimer))
        end_window(window)
        assert not isValid(window)

    def make(
        *,
        work: Work = posts_a_thousand_rows,
        books: Books | None = None,
        books_url: str = "",
        open_books: Callable[[str], Books] = lambda _: HandMadeBooks(),
        read_books: ReadBooks | None = None,
        environment: Environment = Environment.SIMULATION,
        memory: Memory | None = None,
        questions: ScriptedQuestions | None = None,
        workers: int = 1,
        experiment_task: Callable[[Order], Task] = played_in_worker,
        now: Callable[[], datetime] = lambda: NOW,
    ) -> ConsoleWindow:
        questions = questions or ScriptedQuestions()
        setup = Setup(
            scenarios=CARDS,
            preselected="city",
            scenario_card=a_card,
            work=work,
            replay_work=lambda *_: work,
            what_if_work=lambda *_: work,
            experiment_task=experiment_task,
            networks=("demo",),
            agreements=("networkcore", "direct"),
            new_books_url=lambda card, *_: f"sqlite:///{tmp_path / card.name}-{next(numbers)}.db",
            open_books=open_books,
            read_books=read_books,
            books=books,
            books_url=books_url,
            environment=environment,
            now=now,
            user="m.k.",
            memory=memory or a_memory(),
            questions=questions,
            workers=workers,
        )
        with theme.dressing_later():
            window = ConsoleWindow(setup, theme)
            add_plots(window)
        windows.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield make
    while windows:
        end(windows.pop())
    gc.collect()
    assert not multiprocessing.active_children()
    assert threading.active_count() == 1, threading.enumerate()
