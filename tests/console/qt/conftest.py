"""A theme, and windows on hand-made books that leave nothing behind."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QMessageBox

from console.application.compose_window import FONTS
from console.present.books import Books
from console.present.scenario_choice import ScenarioCard
from console.qt.console_window import ConsoleWindow
from console.qt.late_plots import add_plots
from console.qt.launch import application
from console.qt.run_job import Work
from console.qt.theme import DARK, Theme
from console.qt.window_setup import Setup
from core.domain.environment import Environment
from tests.console.present.builders import HandMadeBooks
from tests.console.qt.scripted_worker import posts_a_thousand_rows

MakeWindow = Callable[..., ConsoleWindow]

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
def theme(qapp) -> Theme:  # noqa: ARG001 (the application must be there)
    application(FONTS)
    theme = Theme()
    theme.use(DARK)
    return theme


@pytest.fixture
def make_window(theme, qtbot, monkeypatch) -> Iterator[MakeWindow]:
    """Make windows; each is closed, and no thread and no process outlives the test."""
    windows: list[ConsoleWindow] = []
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)

    def make(
        *,
        work: Work = posts_a_thousand_rows,
        books: Books | None = None,
        environment: Environment = Environment.SIMULATION,
    ) -> ConsoleWindow:
        setup = Setup(
            scenarios=CARDS,
            preselected="city",
            work=work,
            new_books_url=lambda card: f"sqlite:///{card.name}.db",
            open_books=lambda _: HandMadeBooks(),
            books=books,
            environment=environment,
        )
        window = ConsoleWindow(setup, theme)
        add_plots(window)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()
        qtbot.waitUntil(lambda window=window: not window.isVisible(), timeout=20_000)
    assert not multiprocessing.active_children()
    assert threading.active_count() == 1, threading.enumerate()
