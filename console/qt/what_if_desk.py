"""What-if comparisons: asked for in Agreements, done in a job, shown there when they are done."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from console.present.scenario_choice import ScenarioCard
from console.present.what_if_lines import what_if_lines, what_if_sentence
from console.qt.job_list import JobList, ListedJob, RunOrder
from console.qt.what_if_pane import WhatIfPane
from console.qt.window_setup import Setup
from core.domain.agreement import Agreement
from core.service.what_if import WhatIf
from simulation.feed import Finished
from simulation.job_pipe import Task


class WhatIfDesk(QObject):
    """Starts the jobs; the last that was asked for is shown."""

    told = Signal(str)
    """A job was begun, or is done."""

    def __init__(
        self, setup: Setup, jobs: JobList, pane: Callable[[], WhatIfPane], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._setup = setup
        self._jobs = jobs
        self._pane = pane
        self._last: ListedJob | None = None

    def start(self, terms: Agreement, url: str) -> None:
        """Compare the period of the pane under these terms."""
        pane, version = self._pane(), terms.version
        title = self.tr("what if {version}").format(version=version)
        card = ScenarioCard(name=version, path="", title=title, description="", parameters=())
        work = self._setup.what_if_work(terms, pane.time)
        task = Task(work=work, path="", seed=None, url=url)
        self._submit(RunOrder(card=card, task=task, is_run=False, title=title))

    def forget(self) -> None:
        """Other books are shown: what is under way is not of them."""
        self._last = None
        self._pane().show_nothing()

    def _submit(self, order: RunOrder) -> None:
        job = self._jobs.make(order, lambda: self._submit(order))
        self._last = job
        job.run.finished.connect(lambda finished: self._on_finished(job, finished))
        pane, title = self._pane(), order.title
        pane.show_rows(self.tr("Job {n} compares\N{HORIZONTAL ELLIPSIS}").format(n=job.number), ())
        self.told.emit(self.tr("{title}: job {n}").format(title=title, n=job.number))
        job.run.failed.connect(lambda failed: self._on_failed(job, failed.message))
        self._jobs.submit(job)

    def _on_finished(self, job: ListedJob, finished: Finished) -> None:
        if job is not self._last:
            return
        found = finished.answer
        if isinstance(found, WhatIf):
            self._pane().show_rows(what_if_sentence(found), what_if_lines(found))
        else:
            self._pane().show_nothing()

    def _on_failed(self, job: ListedJob, message: str) -> None:
        if job is self._last:
            self._pane().show_rows(f"\N{BLACK UP-POINTING TRIANGLE} {message}", ())
