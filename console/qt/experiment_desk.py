"""The views of experiments in the window: replications and comparisons, their runs and files.

Made when the window is on screen: statistics and plots take as long to load as all the rest.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from console.present.analyse_views import AnalyseView
from console.present.command_value import Fact
from console.present.own_comparisons import BUILT, VARIANTS, own_comparisons, viewpoints
from console.present.sweep_settings import changes_text, setting_of, typed_text
from console.qt.analyse_tabs import AnalyseTabs
from console.qt.command_registry import Deed
from console.qt.compare_page import ComparePage
from console.qt.draft_desk import DraftDesk
from console.qt.errand import Errands
from console.qt.experiment_page import ExperimentPage
from console.qt.experiment_run import ExperimentRun, ResultAbout
from console.qt.job_list import JobList
from console.qt.replication_page import ReplicationPage
from console.qt.result_files import REPORTS, TABLES, write_result
from console.qt.sweep_page import SweepPage
from console.qt.theme import Theme
from console.qt.window_setup import Setup
from core.domain.errors import RoamingError
from simulation.experiment.comparison_file import (
    Comparison,
    comparison_order,
    load_comparison,
    saved_comparisons,
)
from simulation.experiment.order import Order
from simulation.experiment.play_point import scenario_of_point
from simulation.imputed_prices import imputed_note

T = TypeVar("T")


class ExperimentDesk(QObject):
    """Starts experiments, and writes what they came to."""

    command_wanted = Signal(str)
    """Id of a command that a button of a view stands for."""
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
        self._setup, self._tabs, self._window = setup, tabs, window
        self._errands: Final = Errands(self)
        self._errands.failed.connect(self.told)
        self._theme, self._jobs, self._draft = theme, jobs, draft
        self._waiting = 0

    def stop(self) -> None:
        """Leave no thread behind."""
        self._errands.close()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read or written beside the window's thread."""
        return self._waiting == 0

    def make_replications(self, scenarios: QComboBox) -> ReplicationPage:
        """The page of the replications."""
        page = ReplicationPage(self._theme, self._run(), self._draft, scenarios)
        page.command_wanted.connect(self.command_wanted)
        page.choice.activated.connect(scenarios.setCurrentIndex)
        page.order_wanted.connect(lambda order: self._start_replications(page, order))
        return page

    def make_sweep(self, scenarios: QComboBox) -> SweepPage:
        """The page of the sweeps."""
        page = SweepPage(self._theme, self._run(), self._draft, scenarios)
        page.command_wanted.connect(self.command_wanted)
        page.choice.activated.connect(scenarios.setCurrentIndex)
        page.order_wanted.connect(lambda order: self._start_replications(page, order))
        return page

    def make_compare(self) -> ComparePage:
        """The page of the comparisons."""
        page = ComparePage(self._theme, self._run())
        page.command_wanted.connect(self.command_wanted)
        page.run_wanted.connect(lambda one, count: self._start_comparison(page, one, count))
        page.seen_by.currentIndexChanged.connect(lambda _: self._show_own(page))
        self._draft.opened.connect(lambda: self._show_own(page))
        self._draft.checked.connect(lambda: self._show_own(page))
        self._list_comparisons(page)
        self._show_own(page)
        return page

    def _show_own(self, page: ComparePage) -> None:
        """What can be asked of the scenario that is built, once it is known to be sound."""
        page.show_viewpoints(viewpoints(self._draft.parameters) if self._draft.card else ())
        view = page.viewpoint
        if view is None or not self._draft.is_sound:
            page.show_own(())
            return
        draft = self._draft
        page.show_own(own_comparisons(draft.draft.source, draft.changes(), draft.variants, view))

    def facts(self) -> Mapping[Fact, bool]:
        """What holds of the view in front."""
        page = self._in_front
        return {
            Fact.EXPERIMENT_READY: page is not None and not page.why_not,
            Fact.EXPERIMENT_RUNNING: page is not None and page.run.is_running,
            Fact.EXPERIMENT_DONE: page is not None and page.run.is_done,
            Fact.SWEEP_CELL: self._sweep is not None and self._sweep.cell is not None,
        }

    def deeds(self) -> dict[str, Deed]:
        """Id of each command and what it does to the view in front."""
        return {
            "experiment.run": self._with_page(lambda page: page.run_shown()),
            "experiment.stop": self._with_page(lambda page: page.run.stop()),
            "experiment.extend": self._with_page(
                lambda page: page.run.extend(page.replications.value())
            ),
            "experiment.report": self._with_page(self._report),
            "experiment.export": self._with_page(self._export),
            "compare.open": self._open_comparison,
            "build.replicate": self._replicate_built,
            "sweep.kind": self._next_kind,
            "sweep.open": self._open_setting,
            "build.compare": self._compare_built,
        }

    def _with_page(self, deed: Callable[[ExperimentPage], object]) -> Deed:
        def act() -> None:
            page = self._in_front
            assert page is not None
            deed(page)

        return act

    @property
    def _in_front(self) -> ExperimentPage | None:
        page = self._tabs.pages.get(self._tabs.view)
        return page if isinstance(page, ExperimentPage) else None

    @property
    def _sweep(self) -> SweepPage | None:
        page = self._tabs.pages.get(AnalyseView.SWEEP)
        return page if isinstance(page, SweepPage) else None

    def _next_kind(self) -> None:
        self.command_wanted.emit(AnalyseView.SWEEP.command_id)
        if self._sweep is not None:
            self._sweep.next_kind()

    def _open_setting(self) -> None:
        """The built scenario becomes that setting; what was played of it is not played again."""
        sweep = self._sweep
        if sweep is None or sweep.cell is None or sweep.run.tally is None:
            return
        kept, changes = setting_of(sweep.run.snapshot(), sweep.cell)
        title, about = changes_text(changes), sweep.run.about
        self.command_wanted.emit(AnalyseView.REPLICATIONS.command_id)
        for change in changes:
            if change.path in self._draft.parameters:
                self._draft.change(change.path, typed_text(change))
        page = self._in_front
        assert isinstance(page, ReplicationPage)
        page.run.show(kept, title, about)
        page.show_deeds()

    def _run(self) -> ExperimentRun:
        return ExperimentRun(self._jobs, self._setup.experiment_task, self)

    def _start_replications(self, page: ExperimentPage, order: Order) -> None:
        name = self._draft.card.name if self._draft.card is not None else order.base.source
        what = (
            self.tr("sweep of {name}") if page is self._sweep else self.tr("replications of {name}")
        )
        title = what.format(name=name)
        page.panel.show_started()
        self._ask(
            lambda: _about(order),
            lambda about: page.run.start(order, title, about),
            lambda error: page.panel.show_problem(str(error)),
        )

    def _start_comparison(self, page: ComparePage, one: Comparison, count: int) -> None:
        """Its scenario is read beside the window's thread: a large one takes seconds."""
        page.panel.show_started()
        is_own = one.name in {BUILT, VARIANTS}
        seed = self._draft.seed if is_own else None

        def made() -> tuple[Order, ResultAbout]:
            order = comparison_order(one, count, seed)
            return order, _about(order)

        self._ask(
            made,
            lambda found: page.run.start(found[0], one.title, found[1]),
            lambda error: page.panel.show_problem(str(error)),
        )

    def _list_comparisons(self, page: ComparePage) -> None:
        known, problems = [], {}
        for name in saved_comparisons():
            try:
                known.append(load_comparison(name))
            except RoamingError as error:
                problems[name] = str(error)
        page.show_comparisons(known, problems)

    def _open_comparison(self) -> None:
        path = self._setup.questions.file(
            self._window, self.tr("Open a comparison"), self.tr("Comparison (*.toml)")
        )
        if path is None:
            return
        try:
            opened = load_comparison(path)
        except RoamingError as error:
            self.told.emit(str(error))
            return
        self.command_wanted.emit(AnalyseView.COMPARE.command_id)
        page = self._in_front
        assert isinstance(page, ComparePage)
        page.add_comparison(opened)

    def _replicate_built(self) -> None:
        self.command_wanted.emit(AnalyseView.REPLICATIONS.command_id)
        self.command_wanted.emit("experiment.run")

    def _compare_built(self) -> None:
        self.command_wanted.emit(AnalyseView.COMPARE.command_id)
        page = self._in_front
        assert isinstance(page, ComparePage)
        page.choose(BUILT)
        self.command_wanted.emit("experiment.run")

    def _report(self, page: ExperimentPage) -> None:
        self._write(page, self.tr("Save the report"), REPORTS, "report")

    def _export(self, page: ExperimentPage) -> None:
        self._write(page, self.tr("Export the figures"), TABLES, "figures")

    def _write(self, page: ExperimentPage, title: str, endings: tuple[str, ...], stem: str) -> None:
        offered = ";;".join(f"{one[1:].upper()} (*{one})" for one in endings)
        found = self._setup.questions.new_file(self._window, title, f"{stem}{endings[0]}", offered)
        if found is None:
            return
        path, tally, question = Path(found), page.run.snapshot(), page.question()
        self._ask(
            lambda: write_result(tally, question, path),
            lambda _: self.told.emit(self.tr("Saved {path}").format(path=path)),
            lambda error: self.told.emit(str(error)),
        )

    def _ask(
        self,
        question: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[BaseException], None],
    ) -> None:
        self._waiting += 1

        def answered(answer: T) -> None:
            self._waiting -= 1
            then(answer)

        def failed(error: BaseException) -> None:
            self._waiting -= 1
            otherwise(error)

        self._errands.ask(question, answered, failed)


def _about(order: Order) -> ResultAbout:
    """Raises RoamingError where the scenario cannot be."""
    scenario = scenario_of_point(order.point(0, 0))
    return ResultAbout(scenario.operator.currency, imputed_note(scenario))
