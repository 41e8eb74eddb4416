"""What each command does to the window."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from console.present.operate_views import OperateView
from console.present.settings import ThemeName
from console.present.workspaces import Workspace
from console.qt.analyse_desk import AnalyseDesk
from console.qt.command_registry import Deed
from console.qt.detail_desk import DetailDesk
from console.qt.job_list import ListedJob
from console.qt.operator_desk import OperatorDesk
from console.qt.questions import Questions
from console.qt.run_desk import RunDesk
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.tariff_desk import TariffDesk
from console.qt.view_desk import ViewDesk
from console.qt.window_look import WindowLook


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowParts:
    """What the commands act on."""

    window: QMainWindow
    screens: Screens
    shown: ShownBooks
    desk: RunDesk
    detail: DetailDesk
    look: WindowLook
    operator: OperatorDesk
    questions: Questions
    go: Callable[[Workspace], None]
    offer_scenario: Callable[[str], None]
    replay: Callable[[str], None]
    show_palette: Callable[[], None]
    show_keys: Callable[[], None]
    show_menu: Callable[[], None]
    tariffs: TariffDesk
    views: ViewDesk
    analyses: AnalyseDesk


def deeds_of(parts: WindowParts) -> dict[str, Deed]:
    """Id of each command and what it does."""
    return {
        **{f"go.{each.key}": partial(parts.go, each) for each in Workspace},
        **_file_deeds(parts),
        **_run_deeds(parts),
        **_job_deeds(parts),
        **_page_deeds(parts),
        **_detail_deeds(parts),
        **parts.operator.deeds(),
        **_look_deeds(parts),
        **parts.tariffs.deeds(),
        **parts.views.deeds(),
        **parts.analyses.deeds(),
        "help.palette": parts.show_palette,
        "help.keys": parts.show_keys,
        "help.menu": parts.show_menu,
    }


def _file_deeds(parts: WindowParts) -> dict[str, Deed]:
    window, ask = parts.window, parts.questions

    def open_books() -> None:
        filter_ = _tr("Books (*.sqlite *.db *.sqlite3);;All files (*)")
        if (path := ask.file(window, _tr("Open books"), filter_)) is not None:
            parts.shown.open(f"sqlite:///{path}")

    def open_address() -> None:
        label = _tr("postgresql://USER@HOST/NAME or sqlite:///FILE")
        if (url := ask.text(window, _tr("Open books by address"), label)) is not None:
            parts.shown.open(url)

    def open_scenario() -> None:
        if (path := ask.file(window, _tr("Open scenario"), _tr("Scenario (*.toml)"))) is not None:
            parts.offer_scenario(path)

    def replay() -> None:
        filter_ = _tr("Sessions or CDRs (*.csv *.json)")
        if (path := ask.file(window, _tr("Replay a file"), filter_)) is not None:
            parts.replay(path)

    return {
        "file.replay": replay,
        "books.open": open_books,
        "books.open_address": open_address,
        "books.close": parts.shown.close_books,
        "scenario.open": open_scenario,
        "window.close": window.close,
    }


def _run_deeds(parts: WindowParts) -> dict[str, Deed]:
    desk = parts.desk

    def start() -> None:
        parts.screens.analyse_tabs.show_scenarios()
        parts.go(Workspace.ANALYSE)
        parts.screens.analyse.run.click()

    def restart() -> None:
        assert desk.jobs.last_ended is not None
        desk.restart(desk.jobs.last_ended.number)

    def copy_failure() -> None:
        assert desk.jobs.last is not None
        QGuiApplication.clipboard().setText(desk.jobs.last.failure)

    return {
        "run.start": start,
        "run.pause": desk.pause_or_resume,
        "run.cancel": desk.cancel,
        "run.restart": restart,
        "run.copy_failure": copy_failure,
        "run.clear": desk.jobs.clear_ended,
        "run.cancel_all": desk.cancel_all,
    }


def _job_deeds(parts: WindowParts) -> dict[str, Deed]:
    def with_chosen(deed: Callable[[ListedJob], object]) -> Deed:
        def act() -> None:
            chosen = parts.desk.jobs.chosen
            assert chosen is not None
            deed(chosen)

        return act

    def watch(job: ListedJob) -> None:
        parts.desk.watch(job.number)
        parts.go(Workspace.ANALYSE)

    return {
        "job.pause": with_chosen(ListedJob.pause_or_resume),
        "job.cancel": with_chosen(ListedJob.cancel),
        "job.restart": with_chosen(lambda job: parts.desk.restart(job.number)),
        "job.watch": with_chosen(watch),
        "job.books": with_chosen(lambda job: parts.shown.open(job.order.url)),
    }


def _page_deeds(parts: WindowParts) -> dict[str, Deed]:
    operate, train = parts.screens.operate, parts.screens.train

    def follow() -> None:
        parts.views.show(OperateView.OVERVIEW)
        operate.follow_ledger()

    def turn_use() -> None:
        parts.views.show(OperateView.OVERVIEW)
        if operate.use is not None:  # it is built after the window is on screen
            operate.use.turn()

    return {
        "operate.follow": follow,
        "operate.map": turn_use,
        "train.first": train.reset.click,
        "train.back": train.back.click,
        "train.on": train.step.click,
        "train.play": train.play.click,
    }


def _detail_deeds(parts: WindowParts) -> dict[str, Deed]:
    desk, card = parts.detail, parts.screens.operate.detail
    return {
        "operate.train": desk.open_in_train,
        "operate.open_row": desk.open_row,
        "operate.train_row": desk.open_row_in_train,
        "detail.back": desk.back,
        "detail.forward": desk.forward,
        "detail.raw": card.show_stored.toggle,
        "detail.find": card.start_search,
        "detail.copy_value": card.raw.copy_current,
        "detail.copy_all": card.raw.copy_everything,
    }


def _look_deeds(parts: WindowParts) -> dict[str, Deed]:
    look, ask, window = parts.look, parts.questions, parts.window

    def save_layout() -> None:
        first = look.layouts_of(look.key).name
        name = ask.text(window, _tr("Save layout"), _tr("Name of the layout"), first)
        if name is not None:
            look.save_layout(name[:40])

    def open_layout() -> None:
        names = sorted(look.layouts_of(look.key).saved)
        if not names:
            look.told.emit(_tr("No layout of this workspace has a name yet."))
            return
        name = ask.choice(window, _tr("Open layout"), _tr("Layout"), names)
        if name is not None:
            look.open_layout(name)

    def undo() -> None:
        (parts.analyses.stack_in_front or look.undo_stack).undo()

    def redo() -> None:
        (parts.analyses.stack_in_front or look.undo_stack).redo()

    return {
        "view.theme_next": look.next_theme,
        "view.theme_dark": partial(look.use_theme, ThemeName.DARK),
        "view.theme_light": partial(look.use_theme, ThemeName.LIGHT),
        "view.theme_contrast": partial(look.use_theme, ThemeName.CONTRAST),
        "view.font_larger": partial(look.grow_text, 1),
        "view.font_smaller": partial(look.grow_text, -1),
        "view.font_normal": partial(look.grow_text, None),
        "layout.save": save_layout,
        "layout.open": open_layout,
        "layout.lock": look.toggle_lock,
        "layout.reset": look.reset_layout,
        "edit.undo": undo,
        "edit.redo": redo,
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("WindowCommands", text)
