"""The checks of the simulator in the window: made by a worker, written as a report."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.analyse_views import AnalyseView
from console.present.command_value import Fact
from console.present.scenario_choice import ScenarioCard
from console.qt.analyse_tabs import AnalyseTabs
from console.qt.command_registry import Deed
from console.qt.errand import Errands
from console.qt.job_list import JobList, ListedJob, RunOrder
from console.qt.result_files import write_checks
from console.qt.theme import Theme
from console.qt.validate_page import ValidatePage
from console.qt.window_setup import Setup
from simulation.feed import Failed, Finished
from simulation.job_pipe import Task
from simulation.validation.check import Check
from simulation.validation.validation_worker import validation_task

TaskOf = Callable[[Sequence[str], int], Task]


class ValidateDesk(QObject):
    """At most one set of checks at a time."""

    command_wanted = Signal(str)
    """Id of a command that a button of the view stands for."""
    told = Signal(str)
    """Something that was done, or why it was not."""

    def __init__(
        self, setup: Setup, tabs: AnalyseTabs, theme: Theme, jobs: JobList, window: QWidget
    ) -> None:
        super().__init__(window)
        self._setup, self._tabs, self._theme = setup, tabs, theme
        self._jobs, self._window = jobs, window
        self._errands: Final = Errands(self)
        self._errands.failed.connect(self.told)
        self.task_of: TaskOf = validation_task
        """Makes the checks the task of a worker."""
        self.files: tuple[str, ...] = ()
        self.checks: tuple[Check, ...] = ()
        self._seed = 0
        self.job: ListedJob | None = None

    def stop(self) -> None:
        """Leave no thread behind."""
        self._errands.close()

    @property
    def is_running(self) -> bool:
        """Whether more checks are to come."""
        return self.job is not None and self.job.run.running

    @property
    def page(self) -> ValidatePage:
        """The view; it is opened if it was not."""
        self.command_wanted.emit(AnalyseView.VALIDATE.command_id)
        page = self._tabs.pages[AnalyseView.VALIDATE]
        assert isinstance(page, ValidatePage)
        return page

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view, which is there, is opened."""
        page = self._tabs.pages[AnalyseView.VALIDATE]
        assert isinstance(page, ValidatePage)
        return page.first

    def make_page(self) -> ValidatePage:
        """The view; asked for once."""
        page = ValidatePage(self._theme)
        page.command_wanted.connect(self.command_wanted)
        page.panel.pause_wanted.connect(self._pause_or_resume)
        page.panel.resume_wanted.connect(self._pause_or_resume)
        page.panel.cancel_wanted.connect(self._cancel)
        page.show_deeds(is_running=False)
        return page

    def facts(self) -> Mapping[Fact, bool]:
        """What holds of the checks."""
        return {
            Fact.CHECKS_IDLE: not self.is_running,
            Fact.CHECKS_RUNNING: self.is_running,
            Fact.CHECKS_DONE: bool(self.checks) and not self.is_running,
            Fact.CHECKS_FILES: bool(self.files),
        }

    def deeds(self) -> dict[str, Deed]:
        """Id of each command and what it does."""
        return {
            "validate.run": self._run,
            "validate.stop": self._cancel,
            "validate.open": self._open,
            "validate.forget": self._forget,
            "validate.report": self._report,
        }

    def _open(self) -> None:
        page = self.page
        wanted = self.tr("Sessions or a status history (*.csv *.json);;All files (*)")
        path = self._setup.questions.file(self._window, self.tr("Check against a file"), wanted)
        if path is not None and path not in self.files:
            self.files = (*self.files, path)
            page.show_files(self.files)

    def _forget(self) -> None:
        self.files = ()
        self.page.show_files(())

    def _run(self) -> None:
        page = self.page
        self.checks, self._seed = (), page.seed.value()
        title = self.tr("checks of the simulator")
        card = ScenarioCard(name=title, path="", title=title, description="", parameters=())
        task = self.task_of(self.files, self._seed)
        job = self._jobs.make(
            RunOrder(card=card, task=task, is_run=False, title=title),
            lambda: None if self.is_running else self._run(),
        )
        self.job = job
        job.run.found.connect(lambda parts: self._on_found(page, parts))
        job.run.progress.connect(page.panel.show_progress)
        job.run.finished.connect(lambda finished: self._on_finished(page, finished))
        job.run.failed.connect(lambda failed: self._on_failed(page, failed))
        job.changed.connect(lambda: self._on_state(page, job))
        page.panel.show_started()
        page.show_checks(())
        page.show_deeds(is_running=True)
        self._jobs.submit(job)

    def _on_found(self, page: ValidatePage, parts: tuple[object, ...]) -> None:
        for part in parts:
            assert isinstance(part, tuple)
            self.checks += part
        page.show_checks(self.checks)

    def _on_finished(self, page: ValidatePage, finished: Finished) -> None:
        page.panel.show_finished(finished)

    def _on_failed(self, page: ValidatePage, failed: Failed) -> None:
        page.panel.show_failed(failed)

    def _on_state(self, page: ValidatePage, job: ListedJob) -> None:
        if not job.state.is_over:
            page.panel.show_state(job.state)
        elif job.outcome is None:
            page.panel.show_withdrawn()
        page.show_deeds(is_running=self.is_running)

    def _pause_or_resume(self) -> None:
        if self.job is not None:
            self.job.pause_or_resume()

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _report(self) -> None:
        found = self._setup.questions.new_file(
            self._window,
            self.tr("Save the report of the checks"),
            "validation.html",
            "HTML (*.html);;PDF (*.pdf)",
        )
        if found is None:
            return
        path, checks, seed = Path(found), self.checks, self._seed
        self._errands.ask(
            lambda: write_checks(checks, seed, path),
            lambda _: self.told.emit(self.tr("Saved {path}").format(path=path)),
            lambda error: self.told.emit(str(error)),
        )
