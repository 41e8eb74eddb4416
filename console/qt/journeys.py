"""The welcome page in the window: its three journeys begun, its recent files listed and opened."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from console.present.workspaces import Workspace
from console.qt.command_registry import CommandRegistry
from console.qt.train_page import TrainPage
from console.qt.welcome_page import WelcomePage
from console.qt.window_look import WindowLook


class Journeys(QObject):
    """Begins what the welcome page offers."""

    def __init__(
        self,
        page: WelcomePage,
        registry: CommandRegistry,
        look: WindowLook,
        train: TrainPage,
        go: Callable[[Workspace], None],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._registry = registry
        self._look = look
        self._train = train
        self._go = go
        self._waits_for_run = False
        page.analyst_wanted.connect(lambda: registry.run("run.start"))
        page.operator_wanted.connect(lambda: registry.run("books.open"))
        page.trainer_wanted.connect(self._on_trainer)
        self.show_recent()

    def remember(self, kind: str, value: str) -> None:
        """A file was opened; ``kind`` is ``recent_books`` or ``recent_scenarios``."""
        self._look.remember_file(kind, value)
        self.show_recent()

    def show_recent(self) -> None:
        """List the files that were opened last."""
        state = self._look.state
        self._page.show_recent(state.recent_scenarios, state.recent_books)

    def run_ended(self) -> None:
        """The run that was to have a session for the trainer is over."""
        if self._waits_for_run:
            self._waits_for_run = False
            self._go(Workspace.TRAIN)

    def _on_trainer(self) -> None:
        """Without a session there is one at the end of a run."""
        if not self._train.is_shown and self._registry.run("run.start"):
            self._waits_for_run = True
        else:
            self._go(Workspace.TRAIN)
