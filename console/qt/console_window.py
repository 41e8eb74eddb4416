"""The window: rail, bar, three workspaces, status; and who tells whom what.

It stands on values and functions that the composition root hands in (``Setup``); what takes time
runs in a worker process (``RunJob``) or beside the window's thread (``Errands``).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from numpy.typing import NDArray
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.present.amount_text import epoch_text, simulated_clock_text
from console.present.ledger_table import session_key_of
from console.present.scenario_choice import ScenarioCard
from console.present.utilisation_heat import heat_of_run
from console.qt.analyse_page import AnalysePage
from console.qt.books_follower import BooksFollower
from console.qt.errand import Errands
from console.qt.operate_page import OperatePage
from console.qt.rail import Rail
from console.qt.run_job import RunJob
from console.qt.status_line import StatusLine
from console.qt.theme import Theme
from console.qt.top_bar import TopBar
from console.qt.train_page import TrainPage
from console.qt.window_setup import Setup
from core.domain.environment import Environment
from core.service.snapshot import Story, Summary
from simulation.feed import Failed, Finished, Progress, Utilisation

OPERATE: Final = 0
ANALYSE: Final = 1
TRAIN: Final = 2


class ConsoleWindow(QMainWindow):
    """One console."""

    def __init__(self, setup: Setup, theme: Theme) -> None:
        super().__init__()
        self._setup = setup
        self._theme = theme
        self._books = setup.books
        self._job: RunJob | None = None
        self._first_session: str | None = None
        self._closing = False
        self.status = StatusLine()
        self.errands = Errands(self)
        self.errands.failed.connect(self.status.show_unread)
        self._follower = BooksFollower(self)
        self.top_bar = TopBar(theme)
        workspaces = (
            (self.tr("Operate"), "mdi6.monitor-dashboard"),
            (self.tr("Analyse"), "mdi6.chart-timeline-variant"),
            (self.tr("Train"), "mdi6.school-outline"),
        )
        self.rail = Rail(theme, workspaces)
        self.operate = OperatePage(theme)
        self.analyse = AnalysePage(theme, setup.scenarios)
        self.train = TrainPage(theme)
        self._pages = QStackedWidget()
        for page in (self.operate, self.analyse, self.train):
            self._pages.addWidget(page)
        self._lay_out()
        self._connect()
        self.analyse.choose(setup.preselected)
        self.top_bar.set_environment(setup.environment)
        if setup.books is not None:
            self.top_bar.set_books(setup.books.title)
            self._follower.follow(setup.books)
        self.open_workspace(OPERATE if setup.books is not None else ANALYSE)

    def _lay_out(self) -> None:
        self.setWindowTitle("NetworkCore Console")
        self.resize(1500, 900)
        self.setMinimumSize(1024, 640)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addWidget(self._pages, 1)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addLayout(body, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_workspace)
        for number in (OPERATE, ANALYSE, TRAIN):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.activated.connect(lambda number=number: self.open_workspace(number))
        QShortcut(QKeySequence("Ctrl+Shift+T"), self).activated.connect(self._theme.toggle)
        self.top_bar.theme_switch.clicked.connect(self._theme.toggle)
        self.analyse.run_wanted.connect(self.start_run)
        self.analyse.panel.pause_wanted.connect(self._on_pause)
        self.analyse.panel.resume_wanted.connect(self._on_resume)
        self.analyse.panel.cancel_wanted.connect(self._on_cancel)
        self._follower.summary.connect(self._on_standing)
        self._follower.rows.connect(self._on_entries_read)
        self._follower.heat.connect(self.operate.show_heat)
        self._follower.failed.connect(self.status.show_unread)
        self.operate.story_wanted.connect(self._on_story_wanted)
        self.operate.train_wanted.connect(self._on_train_wanted)
        self.train.balances_wanted.connect(self._on_balances_wanted)

    @property
    def job(self) -> RunJob | None:
        """The last run that was started; None before the first."""
        return self._job

    def open_workspace(self, number: int) -> None:
        """Show a workspace."""
        self._pages.setCurrentIndex(number)
        self.rail.mark(number)
        (self.operate.ledger_view, self.analyse.run, self.train.step)[number].setFocus()

    def start_run(self, card: ScenarioCard, seed: int | None) -> None:
        """Run a scenario into books of its own, and show them."""
        if self._job is not None and self._job.running:
            return
        try:
            url = self._setup.new_books_url(card)
        except OSError as error:
            self.analyse.show_failed(Failed(message=str(error), traceback=""))
            return
        self._follower.leave()
        if self._books is not None:
            self.errands.ask(self._books.close, lambda _: None)
        self._books = self._setup.open_books(url)
        self._first_session = None
        self.top_bar.set_environment(Environment.SIMULATION)
        self.top_bar.set_books(self._books.title)
        self.top_bar.set_clock("")
        self.operate.show_nothing()
        self.train.show_nothing()
        self.analyse.show_nothing()
        self.analyse.set_running(running=True)
        self.analyse.panel.show_started()
        self._job = job = RunJob(self._setup.work, self)
        job.progress.connect(self._on_progress)
        job.rows.connect(self._on_rows)
        job.utilisation.connect(self._on_utilisation)
        job.standing.connect(self._on_standing)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        job.start(card.path, seed, url)
        self.status.show_started(card.name, job.pid)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before a run is lost; leave no process and no thread behind."""
        if self._job is not None and self._job.running:
            event.ignore()
            if not self._closing and self._may_cancel():
                self._closing = True
                self._job.cancel()
            return
        self._follower.close()
        self.errands.close()
        if self._books is not None:
            self._books.close()
        event.accept()

    def _may_cancel(self) -> bool:
        answer = QMessageBox.question(
            self,
            self.tr("A run is going on"),
            self.tr("Cancel the run and close? What it has posted stays in its books."),
        )
        return answer == QMessageBox.StandardButton.Yes

    def _on_pause(self) -> None:
        if self._job is not None:
            self._job.pause()
            self.status.show_paused(paused=True)

    def _on_resume(self) -> None:
        if self._job is not None:
            self._job.resume()
            self.status.show_paused(paused=False)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_progress(self, progress: Progress) -> None:
        self.analyse.panel.show_progress(progress)
        clock = simulated_clock_text(progress.simulated_s)
        self.top_bar.set_clock(self.tr("simulated clock  {clock}").format(clock=clock))
        self.status.show_progress(progress, None if self._job is None else self._job.pid)

    def _on_rows(self, rows: NDArray[Any]) -> None:
        self.operate.append_rows(rows)
        if self._first_session is None:
            keys = (session_key_of(row) for row in rows)
            self._first_session = next((key for key in keys if key is not None), None)

    def _on_utilisation(self, utilisation: Utilisation) -> None:
        self.operate.show_heat(heat_of_run(utilisation))

    def _on_standing(self, summary: Summary) -> None:
        self.operate.show_summary(summary)
        self.analyse.show_summary(summary)
        self.status.show_summary(summary)

    def _on_finished(self, finished: Finished) -> None:
        self._on_standing(finished.summary)
        self.analyse.show_finished(finished)
        self.analyse.panel.show_finished(finished)
        self.status.show_finished(finished)
        if self._first_session is not None:
            self._ask_story(self._first_session, self.train.show_story)

    def _on_failed(self, failed: Failed) -> None:
        self.analyse.show_failed(failed)
        self.analyse.panel.show_failed(failed)
        self.status.show_failed()

    def _on_ended(self) -> None:
        self.analyse.set_running(running=False)
        self.status.show_ended()
        if self._closing:
            self.close()

    def _on_entries_read(self, rows: NDArray[Any]) -> None:
        last = epoch_text(int(rows[-1]["effective_s"]))
        self.top_bar.set_clock(self.tr("last entry  {time} UTC").format(time=last))
        self._on_rows(rows)

    def _on_story_wanted(self, key: str) -> None:
        self._ask_story(key, self.operate.show_story)

    def _on_train_wanted(self, story: Story) -> None:
        self.train.show_story(story)
        self.open_workspace(TRAIN)

    def _ask_story(self, key: str, then: Callable[[Story], None]) -> None:
        books = self._books
        if books is not None:
            self.errands.ask(lambda: books.story(key), then)

    def _on_balances_wanted(self, seq: int, accounts: Sequence[tuple[str, str]]) -> None:
        books = self._books
        if books is not None:

            def show(before: Mapping[tuple[str, str], int]) -> None:
                self.train.show_balances(seq, before)

            self.errands.ask(lambda: books.balances_before(seq, accounts), show)
