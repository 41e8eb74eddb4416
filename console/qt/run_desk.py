"""Where runs are started and told: several go on at once, and one at a time is watched.

The watched run is what Analyse shows, and the figures of its books are told as they come. A run
that is started meanwhile goes on beside it, or waits for a worker; the page of jobs lists both.
"""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.amount_text import simulated_clock_text
from console.present.scenario_choice import ScenarioCard
from console.present.settings import Settings
from console.present.utilisation_heat import heat_of_run
from console.qt.job_list import JobList, ListedJob, RunOrder
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.window_setup import Setup
from console.qt.worker_pool import WorkerPool
from core.service.snapshot import Summary
from simulation.feed import Failed, Finished, Progress, Utilisation
from simulation.job_pipe import Task


class RunDesk(QObject):
    """Starts runs and tells how they go."""

    watched_ended = Signal()
    """The run that is watched is over; others may go on."""

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
        self.jobs = JobList(WorkerPool(setup.workers, shown.frames, setup.warm_up, self), self)
        self._watched: ListedJob | None = None
        panel = screens.analyse.panel
        panel.pause_wanted.connect(self.pause_or_resume)
        panel.resume_wanted.connect(self.pause_or_resume)
        panel.cancel_wanted.connect(self.cancel)
        screens.analyse.run_wanted.connect(self.start)
        self.jobs.changed.connect(self._on_changed)
        self.jobs.listed.connect(self._count)

    def warm(self) -> None:
        """Start the workers before there is a job; the window is on screen by now."""
        self.jobs.pool.warm()

    def close(self) -> None:
        """Leave no process, no thread and no timer behind."""
        self.jobs.pool.close()

    def start(self, card: ScenarioCard, seed: int | None) -> None:
        """Run a scenario into books of its own, and watch it unless another run is watched."""
        try:
            url = self._setup.new_books_url(card, self._settings(), self.jobs.urls_in_use)
        except OSError as error:
            self._screens.analyse.show_failed(Failed(message=str(error), traceback=""))
            return
        task = Task(work=self._setup.work, path=card.path, seed=seed, url=url)
        order = RunOrder(card=card, task=task, is_run=True, title=card.name)
        watched = self._watched
        job = self.jobs.make(order, lambda: self.start(card, seed))
        self._connect(job)
        if watched is None or not watched.run.running:
            self._shown.expect(url)
            self._screens.status.show_new_books()
            self._watch(job)
            self.jobs.submit(job)
        else:
            self.jobs.submit(job)
            waits = self.tr("Job {n} waits for a worker; Jobs (Alt+4) shows both.")
            goes_on = self.tr("Job {n} goes on beside job {other}; Jobs (Alt+4) shows both.")
            text = waits if job.run.waiting else goes_on
            self._screens.status.say(text.format(n=job.number, other=watched.number))

    def watch(self, number: int) -> None:
        """Show a run in Analyse, as far as it is."""
        job = self.jobs.numbered(number)
        if job is not None and job.order.is_run:
            self._screens.analyse.choose(job.order.card.name)
            self._watch(job)

    def restart(self, number: int) -> None:
        """Do again what a job did."""
        job = self.jobs.numbered(number)
        if job is not None:
            job.again()

    def pause_or_resume(self) -> None:
        """Let the run that is watched wait, or go on; else the job that was asked for last."""
        if (job := self._meant) is not None:
            job.pause_or_resume()

    def cancel(self) -> None:
        """End the run that is watched; else the job that was asked for last."""
        if (job := self._meant) is not None:
            job.cancel()

    @property
    def _meant(self) -> ListedJob | None:
        watched = self._watched
        if watched is not None and watched.run.running:
            return watched
        return next(iter(self.jobs.running[::-1]), None)

    def cancel_all(self) -> None:
        """End every job; ``JobList.all_ended`` follows."""
        for job in self.jobs.running:
            job.cancel()

    def may_cancel_all(self, window: QWidget, settings: Settings) -> bool:
        """Ask whether the window may close though jobs go on."""
        count = len(self.jobs.running)
        title = self.tr("A job is going on") if count == 1 else self.tr("{n} jobs are going on")
        return not settings.confirm_close or self._setup.questions.confirm(
            window,
            title.format(n=count),
            self.tr("Cancel and close? What is posted stays in the books."),
            self.tr("Cancel and close"),
        )

    def _watch(self, job: ListedJob) -> None:
        self._watched = job
        analyse = self._screens.analyse
        analyse.show_nothing()
        analyse.panel.show_started()
        if job.progress is not None:
            analyse.panel.show_progress(job.progress)
        if isinstance(job.outcome, Finished):
            analyse.show_finished(job.outcome)
            analyse.panel.show_finished(job.outcome)
        elif job.outcome is not None:
            self._on_failed(job, job.outcome)
        else:
            analyse.panel.show_state(job.state)

    def _connect(self, job: ListedJob) -> None:
        run = job.run
        run.began.connect(lambda: self._screens.status.show_started(run.pid))
        run.progress.connect(lambda progress: self._on_progress(job, progress))
        run.rows.connect(lambda rows: self._on_rows(job, rows))
        run.utilisation.connect(lambda use: self._on_utilisation(job, use))
        run.standing.connect(lambda summary: self._on_standing(job, summary))
        run.finished.connect(lambda finished: self._on_finished(job, finished))
        run.failed.connect(lambda failed: self._on_failed(job, failed))
        run.ended.connect(lambda: self._on_ended(job))

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
        if job is self._watched:
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
        if job is self._watched:
            self._screens.analyse.show_summary(summary)
        if self._is_shown(job):
            self._screens.operate.show_summary(summary)
            self._screens.status.show_summary(summary)

    def _on_finished(self, job: ListedJob, finished: Finished) -> None:
        self._on_standing(job, finished.summary)
        if job is self._watched:
            self._screens.analyse.show_finished(finished)
            self._screens.analyse.panel.show_finished(finished)
        if self._is_shown(job) and self._shown.first_session is not None:
            self._shown.ask_story(self._shown.first_session, self._screens.train.show_story)

    def _on_failed(self, job: ListedJob, failed: Failed) -> None:
        if job is self._watched:
            self._screens.analyse.show_failed(failed)
            self._screens.analyse.panel.show_failed(failed)

    def _on_ended(self, job: ListedJob) -> None:
        if job is self._watched and job.outcome is None:
            self._screens.analyse.panel.show_withdrawn()
        if not self.jobs.running:
            self._screens.status.show_ended()
        self._count()
        if job is self._watched:
            self.watched_ended.emit()
