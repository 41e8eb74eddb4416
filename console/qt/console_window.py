"""The window: rail, bar, workspaces, status; commands; and who tells whom what.

It stands on values and functions that the composition root hands in (``Setup``); what takes time
runs in a worker process (``RunDesk``) or beside the window's thread (``ShownBooks``).
"""

from functools import partial
from typing import Final

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from console.present.command_list import command_of
from console.present.command_value import Scope
from console.present.settings import Settings
from console.present.workspaces import Workspace
from console.qt.analyse_desk import AnalyseDesk
from console.qt.analyse_page import AnalysePage
from console.qt.analyse_tabs import AnalyseTabs
from console.qt.command_palette import CommandPalette
from console.qt.command_registry import CommandRegistry
from console.qt.detail_desk import DetailDesk
from console.qt.file_drop import FileDrop
from console.qt.jobs_page import JobsPage
from console.qt.journeys import Journeys
from console.qt.key_hints import KeyHints
from console.qt.operate_page import OperatePage
from console.qt.operate_tabs import OperateTabs
from console.qt.operator_desk import OperatorDesk
from console.qt.pane_layouts import PaneLayouts
from console.qt.pop_up_menus import show_all_commands, show_layout_commands
from console.qt.rail import Rail
from console.qt.replay_desk import ReplayDesk
from console.qt.run_desk import RunDesk
from console.qt.run_job import RunJob
from console.qt.screens import Screens
from console.qt.settings_page import SettingsPage
from console.qt.shown_books import ShownBooks
from console.qt.status_line import StatusLine
from console.qt.tariff_desk import TariffDesk
from console.qt.theme import Theme
from console.qt.top_bar import TopBar
from console.qt.train_page import TrainPage
from console.qt.view_desk import ViewDesk
from console.qt.welcome_page import WelcomePage
from console.qt.window_commands import WindowParts, deeds_of
from console.qt.window_facts import facts_of
from console.qt.window_look import WindowLook
from console.qt.window_setup import Setup
from core.service.snapshot import Story


class ConsoleWindow(QMainWindow):
    """One console."""

    def __init__(self, setup: Setup, theme: Theme) -> None:
        super().__init__()
        self._closing = False
        self.setup: Final = setup
        self.theme: Final = theme
        self.status = StatusLine()
        self.top_bar = TopBar(theme)
        self.rail = Rail(theme)
        self.operate = OperatePage(theme)
        self.operate_tabs = OperateTabs(self.operate)
        self.analyse = AnalysePage(theme, setup.scenarios)
        self.analyse_tabs = AnalyseTabs(self.analyse, theme, setup.now().date())
        self.train = TrainPage(theme)
        screens = Screens(
            operate=self.operate,
            operate_tabs=self.operate_tabs,
            analyse=self.analyse,
            analyse_tabs=self.analyse_tabs,
            train=self.train,
            top_bar=self.top_bar,
            status=self.status,
        )
        self.shown = ShownBooks(setup, screens, self)
        self.desk = RunDesk(setup, screens, self.shown, lambda: self.look.settings, self)
        self.detail_desk = DetailDesk(self.operate, self.shown.ask, self)
        self.replays = ReplayDesk(
            setup, self.desk.jobs, self.shown, lambda: self.look.settings, self
        )
        self.jobs = JobsPage(self.desk.jobs)
        self.settings_page = SettingsPage(setup.memory.settings, setup.memory.kept_in)
        self.welcome = WelcomePage(theme)
        self._pages = QStackedWidget()
        pages = self._pages_by_workspace()
        for page in pages.values():
            self._pages.addWidget(page)
        self._lay_out()
        panes = PaneLayouts({workspace.key: page for workspace, page in pages.items()})
        self.look = WindowLook(setup.memory, theme, panes, self)
        self.operator = OperatorDesk(setup, screens, self.shown, self.look, self)
        self.analyses = AnalyseDesk(setup, screens, theme, self.offer_scenario, self)
        desks = (self.desk, self.look, self.detail_desk, (self.operator, self.analyses))
        self.views = ViewDesk(screens, self.shown, theme, self.open_workspace, self.operator, self)
        self.views.agreements.have_jobs(self.desk.jobs)
        facts = partial(facts_of, screens, self.shown, *desks)
        self.registry = CommandRegistry(facts, self)
        self.tariffs = TariffDesk(self, self.analyse_tabs, setup.questions, self.look)
        self.registry.bind(deeds_of(self._parts(screens)))
        self.registry.add_to({Scope.WINDOW: self, Scope.TRAIN: self.train})
        self.palette_dialog = CommandPalette(self.registry, theme, self.recent_commands, self)
        self.journeys = Journeys(
            self.welcome, self.registry, self.look, self.train, self.open_workspace
        )
        self._connect()
        self._begin()

    def _pages_by_workspace(self) -> dict[Workspace, QWidget]:
        return {
            Workspace.OPERATE: self.operate_tabs,
            Workspace.ANALYSE: self.analyse_tabs,
            Workspace.TRAIN: self.train,
            Workspace.JOBS: self.jobs,
            Workspace.SETTINGS: self.settings_page,
            Workspace.WELCOME: self.welcome,
        }

    def _parts(self, screens: Screens) -> WindowParts:
        return WindowParts(
            window=self,
            screens=screens,
            shown=self.shown,
            desk=self.desk,
            detail=self.detail_desk,
            look=self.look,
            operator=self.operator,
            questions=self.setup.questions,
            go=self.open_workspace,
            offer_scenario=self.offer_scenario,
            replay=self.replays.ask,
            show_palette=lambda: self.palette_dialog.open_now(),  # noqa: PLW0108 (made later)
            show_keys=lambda: KeyHints(self.registry, self.theme, self).open(),
            show_menu=lambda: show_all_commands(self.registry, self.top_bar.menu),
            tariffs=self.tariffs,
            views=self.views,
            analyses=self.analyses,
        )

    def _lay_out(self) -> None:
        self.setWindowTitle("NetworkCore Console")
        self.resize(1500, 900)
        self.setMinimumSize(1024, 640)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addWidget(self._pages, 1)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addLayout(body, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_workspace)
        self._connect_commands()
        self.look.settings_changed.connect(self._on_settings)
        self.look.layout_changed.connect(self._show_layout_name)
        self.look.follow(Workspace.OPERATE, self.operate_tabs)
        self.look.follow(Workspace.ANALYSE, self.analyse_tabs)
        self.settings_page.changed.connect(self.look.edit_settings)
        self.detail_desk.story_opened.connect(self._on_train_wanted)
        self.views.network.train_wanted.connect(self.detail_desk.open_session)
        for buttons in (self.jobs, self.views, self.analyses):
            buttons.command_wanted.connect(self.registry.run)
        self.shown.opened.connect(self._on_books_opened)
        self.desk.jobs.all_ended.connect(self._on_all_ended)
        self.desk.watched_ended.connect(self.journeys.run_ended)
        self.replays.started.connect(lambda: self.open_workspace(Workspace.JOBS))
        for source in (self.replays, self.registry):
            source.refused.connect(self.status.say)
        for told in (self.look.told, self.tariffs.said, self.replays.told, self.analyses.told):
            told.connect(self.status.say)
        self.tariffs.not_tariffs.connect(self.replays.ask)
        drop = FileDrop(self)
        drop.scenario.connect(self.views.agreements.offer_file)
        self.views.agreements.not_terms.connect(self.offer_scenario)
        drop.books.connect(self.shown.open)
        drop.sessions.connect(self.replays.ask)
        self.tariffs.join(drop, self.registry, self.open_workspace)
        drop.refused.connect(self.status.say)
        self.welcome.scenario_wanted.connect(self.offer_scenario)
        self.welcome.books_wanted.connect(self.shown.open)

    def _connect_commands(self) -> None:
        for button, id_ in (
            (self.top_bar.search, "help.palette"),
            (self.top_bar.theme_switch, "view.theme_next"),
            (self.top_bar.menu, "help.menu"),
            (self.status.jobs, "go.jobs"),
            (self.operate.alerts.acknowledge, "alerts.acknowledge"),
        ):
            button.clicked.connect(self.registry.action(id_).trigger)
        self.top_bar.layout_menu.clicked.connect(self._show_layout_menu)
        self.registry.about_to_run.connect(self._on_about_to_run)
        self.registry.ran.connect(self._on_ran)
        self.palette_dialog.chosen.connect(self.registry.run)

    def _begin(self) -> None:
        self.analyse.choose(self.setup.preselected)
        self.top_bar.set_environment(self.setup.environment)
        self._on_settings(self.look.settings)
        problems = "\n".join(self.setup.memory.problems)
        self.welcome.show_notice(problems)
        self.status.say(problems.replace("\n", "; "))
        books = self.setup.books
        if books is not None:
            self.shown.begin(books, self.setup.books_url, self.setup.environment)
        self.open_workspace(Workspace.OPERATE if self.shown.any else Workspace.WELCOME)

    @property
    def job(self) -> RunJob | None:
        """The last run that was started; None before the first."""
        last = self.desk.jobs.last
        return None if last is None else last.run

    def recent_commands(self) -> tuple[str, ...]:
        """Ids of the commands that were run last, the latest first."""
        return self.look.state.recent_commands

    def open_workspace(self, number: int) -> None:
        """Show a workspace."""
        workspace = Workspace(number)
        self.look.workspace = workspace
        self._pages.setCurrentIndex(workspace)
        self.rail.mark(workspace)
        self._show_layout_name()
        {
            Workspace.OPERATE: self.operate_tabs.first,
            Workspace.ANALYSE: self.analyse_tabs.first,
            Workspace.TRAIN: self.train.step,
            Workspace.JOBS: self.jobs.table,
            Workspace.SETTINGS: self.settings_page.theme,
            Workspace.WELCOME: self.welcome.analyst.button,
        }[workspace].setFocus()

    def offer_scenario(self, path: str) -> None:
        """List a scenario file in Analyse and choose it; a wrong one says what is wrong."""
        self.analyse.offer(self.setup.scenario_card(path))
        self.analyse_tabs.show_scenarios()
        self.journeys.remember("recent_scenarios", path)
        self.open_workspace(Workspace.ANALYSE)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before a job is lost; leave no process and no thread behind."""
        if self.desk.jobs.running:
            event.ignore()
            if not self._closing and self.desk.may_cancel_all(self, self.look.settings):
                self._closing = True
                self.desk.cancel_all()
            return
        self.look.keep()
        self.desk.close()
        self.shown.close()
        self.tariffs.workbench.stop()
        self.analyses.stop()
        event.accept()

    def _on_all_ended(self) -> None:
        if self._closing:
            self.close()

    def _on_train_wanted(self, story: Story) -> None:
        self.train.show_story(story)
        self.open_workspace(Workspace.TRAIN)

    def _on_books_opened(self, url: str) -> None:
        self.journeys.remember("recent_books", url)
        self.open_workspace(Workspace.OPERATE)

    def _on_settings(self, settings: Settings) -> None:
        self.shown.follows_tail = settings.follow_tail
        self.settings_page.show_settings(settings)

    def _on_about_to_run(self, id_: str) -> None:
        if command_of(id_).undoable:
            self.look.begin_change()

    def _on_ran(self, id_: str) -> None:
        if command_of(id_).undoable:
            self.look.end_change(self.registry.action(id_).text())
        self.look.remember_command(id_)

    def _show_layout_name(self) -> None:
        layouts = self.look.layouts_of(self.look.key)
        self.top_bar.set_layout_name(
            layouts.name, locked=layouts.locked, has_panes=self.look.has_panes
        )

    def _show_layout_menu(self) -> None:
        show_layout_commands(self.registry, self.top_bar.layout_menu)
