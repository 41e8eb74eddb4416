"""Where runs are started and told: each job goes on whatever is shown, one at a time is watched."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from console.present.amount_text import simulated_clock_text
from console.present.scenario_choice import ScenarioCard
from console.present.settings import Settings
from console.present.utilisation_heat import heat_of_run
from console.qt.job_list import JobList, ListedJob, RunOrder
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.window_setup import Setup
from core.service.snapshot import Summary
from simulation.feed import Failed, Finished, Progress, Utilisation


class RunDesk(QObject):
    """Starts runs one after the other and shows the last one."""

    refused = Signal(str)

    def __init__(
        self,
        setup: Setup,
        screens: Screens,
        shown: ShownBooks,
        settings: Callable[[], Settings],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._setup = setup
        self._screens = screens
        self._shown = shown
        self._settings = settings
        self.jobs = JobList(setup.work, self)
        self._watched: ListedJob | None = None
        panel = screens.analyse.panel
        panel.pause_wanted.connect(self.pause_or_resume)
        panel.resume_wanted.connect(self.pause_or_resume)
        panel.cancel_wanted.connect(self.cancel)
        screens.analyse.run_wanted.connect(self.start)
        self.jobs.changed.connect(self._on_changed)
        self.jobs.listed.connect(self._count)

    def start(self, card: ScenarioCard, seed: int | None) -> None:
        """Run a scenario into books of its own, and show them."""
        if self.jobs.running:
            self.refused.emit(self.tr("A run is going on; wait for its end or cancel it."))
            return
        try:
            url = self._setup.new_books_url(card, self._settings())
        except OSError as error:
            self._screens.analyse.show_failed(Failed(message=str(error), traceback=""))
            return
        self._shown.expect(url)
        self._screens.analyse.show_nothing()
        self._screens.analyse.set_running(running=True)
        self._screens.analyse.panel.show_started()
        order = RunOrder(card=card, seed=seed, url=url, books=url.rpartition("/")[2])
        self._watched = job = self.jobs.make(order, lambda: self._again(card, seed))
        self._connect(job)
        job.run.start(card.path, seed, url)
        self._screens.status.show_started(job.run.pid)

    def restart(self, number: int) -> None:
        """Do again what a job did, into new books."""
        job = self.jobs.numbered(number)
        if job is not None:
            job.again()

    def _again(self, card: ScenarioCard, seed: int | None) -> None:
        self._screens.analyse.choose(card.name)
        self.start(card, seed)

    def pause_or_resume(self) -> None:
        """Let the job that is going on wait, or go on."""
        for job in self.jobs.running[-1:]:
            job.pause_or_resume()

    def cancel(self) -> None:
        """End the job that is going on."""
        for job in self.jobs.running[-1:]:
            job.cancel()

    def cancel_all(self) -> None:
        """End every job; ``JobList.all_ended`` follows."""
        for job in self.jobs.running:
            job.cancel()

    def _connect(self, job: ListedJob) -> None:
        run = job.run
        run.progress.connect(lambda progress: self._on_progress(job, progress))
        run.rows.connect(lambda rows: self._on_rows(job, rows))
        run.utilisation.connect(lambda use: self._on_utilisation(job, use))
        run.standing.connect(lambda summary: self._on_standing(job, summary))
        run.finished.connect(lambda finished: self._on_finished(job, finished))
        run.failed.connect(self._on_failed)
        run.ended.connect(self._on_ended)

    def _is_shown(self, job: ListedJob) -> bool:
        return self._shown.expected_url == job.order.url

    def _on_changed(self, _: int) -> None:
        self._count()
        job = self._watched
        if job is not None and not job.state.is_over:
            self._screens.analyse.panel.show_state(job.state)

    def _count(self) -> None:
        self._screens.status.show_jobs([job.state for job in self.jobs.jobs])

    def _on_progress(self, job: ListedJob, progress: Progress) -> None:
        self._screens.analyse.panel.show_progress(progress)
        self._screens.status.show_progress(progress, job.run.pid)
        if self._is_shown(job):
            clock = simulated_clock_text(progress.simulated_s)
            text = self.tr("simulated clock  {clock}").format(clock=clock)
            self._screens.top_bar.set_clock(text)

    def _on_rows(self, job: ListedJob, rows: NDArray[Any]) -> None:
        if self._is_shown(job):
            self._shown.append_rows(rows)

    def _on_utilisation(self, job: ListedJob, utilisation: Utilisation) -> None:
        if self._is_shown(job):
            self._screens.operate.show_heat(heat_of_run(utilisation))

    def _on_standing(self, job: ListedJob, summary: Summary) -> None:
        self._screens.analyse.show_summary(summary)
        if self._is_shown(job):
            self._screens.operate.show_summary(summary)
            self._screens.status.show_summary(summary)

    def _on_finished(self, job: ListedJob, finished: Finished) -> None:
        self._on_standing(job, finished.summary)
        self._screens.analyse.show_finished(finished)
        self._screens.analyse.panel.show_finished(finished)
        if self._is_shown(job) and self._shown.first_session is not None:
            self._shown.ask_story(self._shown.first_session, self._screens.train.show_story)

    def _on_failed(self, failed: Failed) -> None:
        self._screens.analyse.show_failed(failed)
        self._screens.analyse.panel.show_failed(failed)

    def _on_ended(self) -> None:
        self._screens.analyse.set_running(running=False)
        self._screens.status.show_ended()
        self._count()
