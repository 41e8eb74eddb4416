"""The tariff workbench in the window: its commands, its files, and who is told."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from console.present.workspaces import Workspace
from console.qt.analyse_tabs import AnalyseTabs
from console.qt.command_registry import CommandRegistry, Deed
from console.qt.file_drop import FileDrop
from console.qt.questions import Questions
from console.qt.tariff_workbench import TariffWorkbench
from console.qt.window_look import WindowLook


class TariffDesk(QObject):
    """Brings tariffs and CDRs to the workbench, and the workbench to the front."""

    _shown = Signal()
    not_tariffs = Signal(str)
    """A JSON file that is none of ours: its path."""
    said = Signal(str)

    def __init__(
        self, window: QMainWindow, tabs: AnalyseTabs, questions: Questions, look: WindowLook
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tabs = tabs
        self._questions = questions
        self._look = look
        self.workbench: Final[TariffWorkbench] = tabs.workbench
        self.workbench.taken.connect(self.show)
        self.workbench.not_for_here.connect(self.not_tariffs)
        self.workbench.said.connect(self.said)
        self.workbench.opened.connect(self._remember)
        self.workbench.pane.show_recent(look.state.recent_tariffs)

    def deeds(self) -> dict[str, Deed]:
        """Id of each of our commands and what it does."""
        return {
            "analyse.scenarios": self._show_scenarios,
            "tariff.workbench": self.show,
            "tariff.open": lambda: self._open(self.tr("Open tariff")),
            "tariff.open_cdr": lambda: self._open(self.tr("Open CDR")),
            "tariff.paste": self._paste,
            "tariff.next_finding": self._next_finding,
        }

    def join(
        self, drop: FileDrop, registry: CommandRegistry, go: Callable[[Workspace], None]
    ) -> None:
        """Take files that are dropped, and let the buttons of the workbench run commands."""
        drop.json.connect(self.workbench.offer_file)
        self._shown.connect(lambda: go(Workspace.ANALYSE))
        for button, id_ in (
            (self.workbench.pane.open, "tariff.open"),
            (self.workbench.pane.paste, "tariff.paste"),
            (self.workbench.cdr.open, "tariff.open_cdr"),
        ):
            button.clicked.connect(registry.action(id_).trigger)
            button.setToolTip(registry.action(id_).toolTip())

    def show(self) -> None:
        """Bring the workbench to the front."""
        self._tabs.show_tariffs()
        self._shown.emit()

    def _show_scenarios(self) -> None:
        self._tabs.show_scenarios()
        self._shown.emit()

    def _open(self, title: str) -> None:
        path = self._questions.file(self._window, title, self.tr("JSON (*.json);;All files (*)"))
        if path is not None:
            self.show()
            self.workbench.open_file(path)

    def _paste(self) -> None:
        self.show()
        self.workbench.paste()

    def _next_finding(self) -> None:
        self.show()
        self.workbench.next_finding()

    def _remember(self, path: str) -> None:
        self._look.remember_file("recent_tariffs", path)
        self.workbench.pane.show_recent(self._look.state.recent_tariffs)
