"""Replays of session and CDR files: asked for by a drop or a command, done in a job, then shown."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.scenario_choice import ScenarioCard
from console.present.settings import Settings
from console.qt.job_list import JobList, ListedJob, RunOrder
from console.qt.shown_books import ShownBooks
from console.qt.window_setup import Setup
from simulation.feed import Finished
from simulation.job_pipe import Task


@dataclass(frozen=True, slots=True)
class Replay:
    """What is replayed, and as what."""

    path: str
    network: str
    agreement: str


class ReplayDesk(QObject):
    """Starts replays; their books are shown when they are done, unless others are looked at."""

    refused = Signal(str)
    told = Signal(str)
    """A replay is done, and other books stay in sight."""
    started = Signal()

    def __init__(
        self,
        setup: Setup,
        jobs: JobList,
        shown: ShownBooks,
        settings: Callable[[], Settings],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._setup = setup
        self._jobs = jobs
        self._shown = shown
        self._settings = settings
        self._window = window

    def ask(self, path: str) -> None:
        """Ask for network and terms of a file, and replay it."""
        name = Path(path).name
        title = self.tr("Replay {name}").format(name=name)
        questions, setup = self._setup.questions, self._setup
        network = questions.choice(
            self._window, title, self.tr("Network that the file is of"), setup.networks
        )
        if network is None:
            return
        terms = self.tr("Terms to replay it under")
        agreement = questions.choice(self._window, title, terms, setup.agreements)
        if agreement is not None:
            self.start(Replay(path, network, agreement))

    def start(self, replay: Replay) -> None:
        """Replay into books of its own."""
        name = f"{Path(replay.path).stem}-{replay.network}-{replay.agreement}"
        title = Path(replay.path).name
        listed = self.tr("replay of {name}").format(name=title)
        card = ScenarioCard(name=name, path=replay.path, title=title, description="", parameters=())
        in_use = self._jobs.urls_in_use
        try:
            url = self._setup.new_books_url(card, self._settings(), in_use)
        except OSError as error:
            self.refused.emit(str(error))
            return
        work = self._setup.replay_work(replay.network, replay.agreement)
        task = Task(work=work, path=replay.path, seed=None, url=url)
        self._submit(RunOrder(card=card, task=task, is_run=False, title=listed))

    def _submit(self, order: RunOrder) -> None:
        """Also once more into the same books: what they have already stays as it is."""
        if order.url in self._jobs.urls_in_use:
            text = self.tr("A job is writing {books}; wait for its end or cancel it.")
            self.refused.emit(text.format(books=order.books))
            return
        job = self._jobs.make(order, lambda: self._submit(order))
        job.run.finished.connect(lambda finished: self._on_finished(job, finished))
        self.started.emit()
        self._jobs.submit(job)

    def _on_finished(self, job: ListedJob, finished: Finished) -> None:
        if finished.cancelled:
            return
        if self._shown.is_free_for(job.order.url):
            self._shown.open(job.order.url)
        else:
            text = self.tr("Job {n} is done; its books can be shown from Jobs (Alt+4).")
            self.told.emit(text.format(n=job.number))
