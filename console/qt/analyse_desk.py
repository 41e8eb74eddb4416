"""The views of Analyse in the window: who builds each, their commands, and the draft they share.

A view is there once it has a tab (``AnalyseTabs.add``) and a command of the same name
(``console.present.analyse_commands``); both are asked for by ``AnalyseView``.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from console.present.analyse_views import AnalyseView
from console.present.command_value import Fact
from console.present.workspaces import Workspace
from console.qt.build_page import BuildPage
from console.qt.command_registry import Deed
from console.qt.draft_desk import DraftDesk
from console.qt.screens import Screens
from console.qt.theme import Theme
from console.qt.window_setup import Setup
from core.domain.errors import RoamingError


class LateDesk(Protocol):
    """Views that are made when the window is on screen, as ``ExperimentDesk`` has them."""

    def facts(self) -> Mapping[Fact, bool]:
        """What holds of them."""

    def deeds(self) -> dict[str, Deed]:
        """Id of each command and what it does."""

    def stop(self) -> None:
        """Leave no thread behind."""


_LATE_FACTS: Final = (
    *(Fact.EXPERIMENT_READY, Fact.EXPERIMENT_RUNNING, Fact.EXPERIMENT_DONE),
    *(Fact.CHECKS_IDLE, Fact.CHECKS_RUNNING, Fact.CHECKS_DONE, Fact.CHECKS_FILES),
    *(Fact.MAP_SITES, Fact.MAP_RUNNING, Fact.SWEEP_CELL),
)
_LATE_IDS: Final = (
    "experiment.run",
    "experiment.stop",
    "experiment.extend",
    "experiment.report",
    "experiment.export",
    "compare.open",
    "build.replicate",
    "build.compare",
    "validate.run",
    "validate.stop",
    "validate.open",
    "validate.forget",
    "validate.report",
    *("sweep.kind", "sweep.open"),
    *("map.colour", "map.reach", "map.run", "map.stop"),
)
_DRAFT_VIEWS: Final = (
    *(AnalyseView.BUILD, AnalyseView.REPLICATIONS, AnalyseView.COMPARE),
    *(AnalyseView.SWEEP, AnalyseView.MAP),
)
"""They show or run what is built."""
_LATE_VIEWS: Final = (*_DRAFT_VIEWS[1:], AnalyseView.VALIDATE)


class AnalyseDesk(QObject):
    """Has the tabs, and builds what is behind them."""

    command_wanted = Signal(str)
    """Id of a command that a button of a view stands for."""
    told = Signal(str)
    """Something that was done, or why it was not."""

    def __init__(
        self,
        setup: Setup,
        screens: Screens,
        theme: Theme,
        offer: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        """Add the tabs.

        Args:
            setup: What the window stands on.
            screens: Where the tabs are.
            theme: How they look.
            offer: Lists a scenario file and chooses it.
            parent: The window.
        """
        super().__init__(parent)
        self._setup, self._screens, self._theme = setup, screens, theme
        self._offer = offer
        self._window = parent
        self.draft: Final = DraftDesk(self)
        self._late: list[LateDesk] = []
        screens.analyse.choice.currentIndexChanged.connect(lambda _: self.build_on_chosen())
        screens.analyse_tabs.add(
            AnalyseView.BUILD, self.tr("Build"), self._make_build, lambda: self.build.first
        )

    def stop(self) -> None:
        """Leave no thread behind."""
        self.draft.stop()
        for late in self._late:
            late.stop()

    def add_late(self, late: LateDesk) -> None:
        """Have the views whose plots and statistics are loaded by now."""
        self._late.append(late)

    @property
    def build(self) -> BuildPage:
        """The page of Build, which was opened."""
        page = self._screens.analyse_tabs.pages[AnalyseView.BUILD]
        assert isinstance(page, BuildPage)
        return page

    @property
    def stack_in_front(self) -> QUndoStack | None:
        """What Undo takes back of the view that is looked at; None: it is about the look."""
        tabs = self._screens.analyse_tabs
        is_seen = tabs.isVisible() and tabs.view is AnalyseView.BUILD
        return self.draft.stack if is_seen else None

    def facts(self) -> Mapping[Fact, bool]:
        """What holds of the views."""
        draft = self.draft.draft
        return {
            Fact.DRAFT: self.draft.card is not None,
            Fact.DRAFT_SOUND: self.draft.is_sound,
            Fact.DRAFT_CHANGED: bool(draft.changes or draft.sweeps),
            **dict.fromkeys(_LATE_FACTS, False),
            **{fact: holds for late in self._late for fact, holds in late.facts().items()},
        }

    def deeds(self) -> dict[str, Deed]:
        """Id of each command of the views and what it does."""
        views = (AnalyseView.BUILD, *_LATE_VIEWS)
        return {
            **{view.command_id: partial(self.show, view) for view in views},
            **{id_: partial(self._ask_late, id_) for id_ in _LATE_IDS},
            "build.find": self._find,
            "build.save": self._save,
            "build.revert": self.draft.revert,
        }

    def show(self, view: AnalyseView) -> None:
        """Bring a view to the front, once it is there."""
        if view not in self._screens.analyse_tabs.views:
            self.told.emit(self.tr("The views of experiments are being loaded; try again."))
            return
        self._screens.analyse_tabs.open(view)
        self.command_wanted.emit(f"go.{Workspace.ANALYSE.key}")

    def _ask_late(self, id_: str) -> None:
        for late in self._late:
            deed = late.deeds().get(id_)
            if deed is not None:
                deed()

    def _make_build(self) -> BuildPage:
        self.build_on_chosen(always=True)
        choice = self._screens.analyse.choice
        page = BuildPage(self._theme, self.draft, choice)
        page.command_wanted.connect(self.command_wanted)
        page.choice.activated.connect(choice.setCurrentIndex)
        return page

    def build_on_chosen(self, *, always: bool = False) -> None:
        """Build on the scenario that Analyse has chosen, if anybody looks."""
        card = self._screens.analyse.card
        pages = self._screens.analyse_tabs.pages
        is_wanted = always or bool(pages.keys() & set(_DRAFT_VIEWS))
        if card is not None and card is not self.draft.card and is_wanted:
            self.draft.open(card)

    def _find(self) -> None:
        self.show(AnalyseView.BUILD)
        self.build.search.setFocus()
        self.build.search.selectAll()

    def _save(self) -> None:
        card = self.draft.card
        assert card is not None
        path = self._setup.questions.new_file(
            self._window,
            self.tr("Save the scenario"),
            f"{card.name}-changed.toml",
            self.tr("Scenario (*.toml)"),
        )
        if path is None:
            return
        try:
            Path(path).write_text(self.draft.file_text(), encoding="utf-8")
        except (RoamingError, OSError) as error:
            self.told.emit(str(error))
            return
        self.draft.forget(path)
        self._offer(path)
        self.show(AnalyseView.BUILD)
        self.told.emit(self.tr("Saved {path}").format(path=path))
