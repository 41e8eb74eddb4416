"""Replays of session and CDR files: asked for by a drop or a command, done in a job, then shown."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.scenario_choice import ScenarioCard
from console.present.settings import Settings
from console.qt.job_list import JobList, ListedJob, RunOrder
from console.qt.run_job import Work
from console.qt.shown_books import ShownBooks
from console.qt.window_setup import Setup
from simulation.feed import Finished


@dataclass(frozen=True, slots=True)
class Replay:
    """What is replayed, and as what."""

    path: str
    network: str
    agreement: str


class ReplayDesk(QObject):
    """Starts replays; their books are shown when they are done."""

    refused = Signal(str)
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
        if self._jobs.running:
            self.refused.emit(self.tr("A job is going on; wait for its end or cancel it."))
            return
        card = ScenarioCard(
            name=f"{Path(replay.path).stem}-{replay.network}-{replay.agreement}",
            path=replay.path,
            title=Path(replay.path).name,
            description="",
            parameters=(),
        )
        try:
            url = self._setup.new_books_url(card, self._settings())
        except OSError as error:
            self.refused.emit(str(error))
            return
        order = RunOrder(card=card, seed=None, url=url, books=url.rpartition("/")[2])
        work: Work = self._setup.replay_work(replay.network, replay.agreement)
        job = self._jobs.make(order, lambda: self.start(replay), work)
        job.run.finished.connect(lambda finished: self._on_finished(job, finished))
        self.started.emit()
        job.run.start(replay.path, None, url)

    def _on_finished(self, job: ListedJob, finished: Finished) -> None:
        if not finished.cancelled:
            self._shown.open(job.order.url)
