"""The map of the built scenario in the window: read beside its thread, run once by a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from console.present.analyse_views import AnalyseView
from console.present.command_value import Fact
from console.present.network_dots import Colouring, NetworkDot, network_dots, reached_by
from console.present.scenario_choice import ScenarioCard
from console.qt.analyse_tabs import AnalyseTabs
from console.qt.command_registry import Deed
from console.qt.draft_desk import DraftDesk
from console.qt.errand import Errands
from console.qt.job_list import JobList, ListedJob, RunOrder
from console.qt.latest_errand import LatestErrand
from console.qt.network_map_page import NetworkMapPage
from console.qt.theme import Theme
from console.qt.window_setup import Setup
from simulation.experiment.point import EngineName, Point
from simulation.feed import Finished
from simulation.networks.network_map import NetworkMap, SiteRun
from simulation.networks.reach import Reach, reach_of
from simulation.networks.read_network_map import network_map_of, site_run_task


@dataclass(frozen=True, slots=True)
class _Look:
    """What is shown of a network."""

    found: NetworkMap
    dots: tuple[NetworkDot, ...]
    reach: Reach | None


def _look_of(found: NetworkMap, run: SiteRun | None, key: str, colouring: Colouring) -> _Look:
    reached = reached_by(found, key) if key else None
    free = None if run is None else run.free
    return _Look(
        found,
        network_dots(found, colouring, reached, run),
        reach_of(found.scenario, key, free) if key else None,
    )


class NetworkMapDesk(QObject):
    """One network, and at most one run of it."""

    command_wanted = Signal(str)
    """Id of a command that a button of the view stands for."""
    told = Signal(str)
    """Something that was done, or why it was not."""

    def __init__(
        self,
        setup: Setup,
        tabs: AnalyseTabs,
        theme: Theme,
        jobs: JobList,
        draft: DraftDesk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._setup, self._tabs, self._theme = setup, tabs, theme
        self._jobs, self._draft, self._window = jobs, draft, window
        self._errands: Final = Errands(self)
        self._reading = LatestErrand[NetworkMap](self._errands, self._on_read, self._on_unread)
        self._looking = LatestErrand[_Look](self._errands, self._on_look, self._on_unread)
        self._point: Point | None = None
        self.found: NetworkMap | None = None
        self.run: SiteRun | None = None
        self.job: ListedJob | None = None

    def stop(self) -> None:
        """Leave no thread behind."""
        self._errands.close()

    @property
    def is_idle(self) -> bool:
        """Whether everything that was asked is shown."""
        return self._reading.is_idle and self._looking.is_idle

    @property
    def is_running(self) -> bool:
        """Whether a run for the map goes on."""
        return self.job is not None and self.job.run.running

    @property
    def page(self) -> NetworkMapPage:
        """The view, which was opened."""
        page = self._tabs.pages[AnalyseView.MAP]
        assert isinstance(page, NetworkMapPage)
        return page

    def make_page(self, scenarios: QComboBox) -> NetworkMapPage:
        """The view; asked for once."""
        page = NetworkMapPage(self._theme, scenarios)
        page.command_wanted.connect(self.command_wanted)
        page.choice.activated.connect(scenarios.setCurrentIndex)
        page.look_wanted.connect(self._show)
        page.panel.pause_wanted.connect(self._pause_or_resume)
        page.panel.resume_wanted.connect(self._pause_or_resume)
        page.panel.cancel_wanted.connect(self._cancel)
        self._draft.opened.connect(lambda: self._read(page))
        self._draft.checked.connect(lambda: self._read(page))
        self._read(page)
        return page

    def facts(self) -> Mapping[Fact, bool]:
        """What holds of the map."""
        return {Fact.MAP_SITES: self.found is not None, Fact.MAP_RUNNING: self.is_running}

    def deeds(self) -> dict[str, Deed]:
        """Id of each command and what it does."""
        return {
            "map.colour": self._next_colour,
            "map.reach": self._ask_partner,
            "map.run": self._run,
            "map.stop": self._cancel,
        }

    def _read(self, page: NetworkMapPage) -> None:
        """Read what is built, if it can be."""
        draft = self._draft
        if draft.card is not None:
            page.choice.setCurrentIndex(page.choice.findText(draft.card.name))
        if not draft.is_sound:
            self.found = self.run = self._point = None
            problems = draft.problems
            why = problems[0].reason if problems else draft.why_not
            page.show_nothing(why or self.tr("The scenario is being read\N{HORIZONTAL ELLIPSIS}"))
            return
        point = Point(
            scenario=draft.draft.text,
            source=draft.draft.source,
            changes=draft.changes(),
            engine=EngineName.SIMPY,
            seed=draft.seed,
        )
        if point != self._point:
            self.found = self.run = None
            self._point = point
            self._reading.ask(lambda: network_map_of(point))

    def _on_read(self, found: NetworkMap) -> None:
        if self._point is None:
            return
        self.found = found
        parts = found.scenario.demand_partner
        self.page.show_partners([(part.key, part.name) for part in parts])
        self.page.start.setEnabled(True)
        self._show()

    def _on_unread(self, why: str) -> None:
        self.page.show_nothing(why)

    def _show(self) -> None:
        """What is made of thousands of sites is made beside the window's thread."""
        found, run, page = self.found, self.run, self.page
        if found is not None:
            key, colouring = page.partner_key, page.colouring
            self._looking.ask(lambda: _look_of(found, run, key, colouring))

    def _on_look(self, look: _Look) -> None:
        if look.found is self.found:
            self.page.show_network(look.found, look.dots, has_use=self.run is not None)
            self.page.show_reach(look.reach)

    def _next_colour(self) -> None:
        self.command_wanted.emit(AnalyseView.MAP.command_id)
        box = self.page.colour
        box.setCurrentIndex((box.currentIndex() + 1) % len(Colouring))

    def _ask_partner(self) -> None:
        self.command_wanted.emit(AnalyseView.MAP.command_id)
        box = self.page.partner
        items = [box.itemText(at) for at in range(box.count())]
        wanted = self._setup.questions.choice(
            self._window, self.tr("Reach"), self.tr("Of which Demand Partner"), items
        )
        if wanted is not None:
            box.setCurrentIndex(items.index(wanted))

    def _run(self) -> None:
        point, page = self._point, self.page
        if point is None or self.is_running:
            return
        self.command_wanted.emit(AnalyseView.MAP.command_id)
        name = page.choice.currentText()
        title = self.tr("map of {name}").format(name=name)
        card = ScenarioCard(name=name, path="", title=title, description="", parameters=())
        job = self._jobs.make(
            RunOrder(card=card, task=site_run_task(point), is_run=False, title=title), self._run
        )
        self.job = job
        job.run.progress.connect(page.panel.show_progress)
        job.run.finished.connect(lambda finished: self._on_finished(point, finished))
        job.run.failed.connect(page.panel.show_failed)
        job.changed.connect(lambda: self._on_state(job))
        page.panel.show_started()
        self._jobs.submit(job)

    def _on_finished(self, point: Point, finished: Finished) -> None:
        self.page.panel.show_finished(finished)
        if point == self._point and isinstance(finished.answer, SiteRun):
            self.run = finished.answer
            self._show()

    def _on_state(self, job: ListedJob) -> None:
        if not job.state.is_over:
            self.page.panel.show_state(job.state)
        elif job.outcome is None:
            self.page.panel.show_withdrawn()

    def _pause_or_resume(self) -> None:
        if self.job is not None:
            self.job.pause_or_resume()

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
