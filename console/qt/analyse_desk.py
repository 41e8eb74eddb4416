"""The views of Analyse in the window: who builds each, their commands, and the draft they share.

A view is there once it has a tab (``AnalyseTabs.add``) and a command of the same name
(``console.present.analyse_commands``); both are asked for by ``AnalyseView``.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

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
        screens.analyse.choice.currentIndexChanged.connect(lambda _: self._build_on_chosen())
        screens.analyse_tabs.add(
            AnalyseView.BUILD, self.tr("Build"), self._make_build, lambda: self.build.first
        )

    def stop(self) -> None:
        """Leave no thread behind."""
        self.draft.stop()

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
        }

    def deeds(self) -> dict[str, Deed]:
        """Id of each command of the views and what it does."""
        shown = self._screens.analyse_tabs.views
        kept = {AnalyseView.SCENARIOS, AnalyseView.TARIFFS}
        return {
            **{view.command_id: partial(self.show, view) for view in shown if view not in kept},
            "build.find": self._find,
            "build.save": self._save,
            "build.revert": self.draft.revert,
        }

    def show(self, view: AnalyseView) -> None:
        """Bring a view to the front."""
        self._screens.analyse_tabs.open(view)
        self.command_wanted.emit(f"go.{Workspace.ANALYSE.key}")

    def _make_build(self) -> BuildPage:
        self._build_on_chosen(always=True)
        choice = self._screens.analyse.choice
        page = BuildPage(self._theme, self.draft, choice)
        page.command_wanted.connect(self.command_wanted)
        page.choice.activated.connect(choice.setCurrentIndex)
        return page

    def _build_on_chosen(self, *, always: bool = False) -> None:
        """Build on the scenario that Analyse has chosen, if anybody looks."""
        card = self._screens.analyse.card
        is_wanted = always or AnalyseView.BUILD in self._screens.analyse_tabs.pages
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
