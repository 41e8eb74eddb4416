"""Draws every screen to PNG files: ``python -m console.application.render_screens FOLDER``.

In every theme, at two sizes and two scalings; fails where a text is cut off. The content is real: a
scenario is run into books of its own by the same worker that the window uses, and the empty states
are those of a window without books.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # Read when the application is made.

from console.application.analyse_screens import ANALYSE_SCREENS
from console.application.compose_window import FONTS, window_setup
from console.application.screen_waiting import WITHOUT_PLOTS, pause, until
from console.application.screens_of_experiments import EXPERIMENT_SCREENS
from console.present.operate_views import OperateView
from console.present.settings import ThemeName
from console.present.workspaces import Workspace
from console.qt.agreements_page import AgreementsPage
from console.qt.console_window import ConsoleWindow
from console.qt.cut_texts import cut_texts
from console.qt.late_plots import add_plots
from console.qt.launch import application, end_window
from console.qt.run_pictures import Picture, RunPictures
from console.qt.tab_reader import TabReader
from console.qt.theme import Theme
from core.domain.table_fields import BookTable
from core.service.resources import ResourceKind, resource_path

SCALING: Final = "QT_SCALE_FACTOR"
SCALINGS: Final = ("1", "1.5")
SIZES: Final = ((1280, 800), (1600, 1000))
LEDGER_ROW_SHOWN: Final = 3
STEP_SHOWN: Final = 8
SCREENS: Final = (*ANALYSE_SCREENS, *EXPERIMENT_SCREENS)
TARIFF_SHOWN: Final = "demo-dc-overtime"


def main() -> int:
    """Draw the screens into the folder that is named by the first argument; 1 if a text is cut."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/screens")
    if SCALING in os.environ:
        return _draw_at_this_scaling(folder)
    codes = [_draw_at(scaling, folder) for scaling in SCALINGS]
    return max(codes)


def _draw_at(scaling: str, folder: Path) -> int:
    """In a process of its own: Qt reads its scaling once."""
    command = [sys.executable, "-m", "console.application.render_screens", str(folder)]
    environment = {**os.environ, SCALING: scaling}
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 (ourselves)


def _draw_at_this_scaling(folder: Path) -> int:
    with TemporaryDirectory(prefix="networkcore-screens-") as runs:
        drawn = render(folder, Path(runs))
    for screen in drawn:
        sys.stdout.write(f"{screen.path}\n")
    cut = [f"{screen.path.name}: {text}" for screen in drawn for text in screen.cut]
    for text in cut:
        sys.stderr.write(f"cut off: {text}\n")
    return 1 if cut else 0


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture."""

    path: Path
    cut: tuple[str, ...]
    """The texts in it that are cut off."""


def render(
    folder: Path,
    runs: Path,
    scenarios: Sequence[str] = ("city", "reseller-vs-networkcore"),
    sizes: Sequence[tuple[int, int]] = SIZES,
) -> list[Screen]:
    """Draw every screen at the scaling of this process.

    Args:
        folder: Where the pictures go.
        runs: Where the books of the runs go.
        scenarios: Names of the scenarios whose runs fill the screens.
        sizes: Of the window, in pixels before scaling.

    Returns:
        The pictures, in the order in which they were drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    application(FONTS)
    theme = Theme()
    with theme.dressing_later():
        window = ConsoleWindow(window_setup(runs=runs), theme)
    add_plots(window)
    window.show()
    drawn = _draw(window, folder, "empty", sizes)
    for view in window.operate_tabs.views[1:]:
        window.views.show(view)
        drawn += _draw(window, folder, f"empty-{view}", sizes, (Workspace.OPERATE,))
    window.operate_tabs.open(OperateView.OVERVIEW)
    for name in scenarios:
        _run(window, name)
        _choose(window)
        drawn += _draw(window, folder, name, sizes)
    for name, workspace, prepare in VIEWS:
        prepare(window)
        drawn += _draw(window, folder, name, sizes, (workspace,))
    end_window(window)
    return drawn


def _run(window: ConsoleWindow, name: str) -> None:
    window.open_workspace(Workspace.ANALYSE)
    window.analyse.choose(name)
    window.analyse.run.click()
    until(lambda: window.job is not None and not window.job.running)
    until(lambda: window.train.is_shown)


def _choose(window: ConsoleWindow) -> None:
    """The detail of one session, and the flow stepped to where it is posted."""
    until(lambda: window.operate.ledger.record(LEDGER_ROW_SHOWN) is not None)
    window.operate.ledger_view.choose_row(LEDGER_ROW_SHOWN)
    window.operate.ledger_view.row_chosen.emit(LEDGER_ROW_SHOWN)
    until(lambda: window.operate.story is not None)
    window.train.go_to(STEP_SHOWN)
    until(lambda: window.train.effect.rowCount() > 0)


def _show_map(window: ConsoleWindow) -> None:
    """The sites on the map, and what a payout is made of."""
    operate = window.operate
    operate.tables.open_table(BookTable.INSTRUCTIONS)
    until(lambda: operate.tables.pane.model.record(0) is not None)
    operate.tables.pane.view.choose_row(0)
    operate.tables.pane.view.row_chosen.emit(0)
    use = operate.use
    if use is None:
        raise SystemExit(WITHOUT_PLOTS)
    use.show_map()
    until(lambda: use.places is not None and not use.places.is_empty)


def _show_view(view: OperateView) -> Callable[[ConsoleWindow], None]:
    def show(window: ConsoleWindow) -> None:
        window.views.show(view)
        reader = window.operate_tabs.pages[view].view_reader
        if isinstance(reader, TabReader) and window.shown.any:
            until(lambda: reader.is_idle)

    return show


def _show_picture(picture: Picture) -> Callable[[ConsoleWindow], None]:
    def show(window: ConsoleWindow) -> None:
        pictures = window.analyse.pictures
        if not isinstance(pictures, RunPictures):
            raise SystemExit(WITHOUT_PLOTS)
        pictures.bar.setCurrentIndex(picture)
        cards = {Picture.CYCLE: pictures.cycle, Picture.WEEK: pictures.week}
        card = cards.get(picture, pictures.occupancy)
        until(lambda: not card.is_empty)

    return show


def _show_tariff(window: ConsoleWindow) -> None:
    """A tariff in the workbench."""
    window.analyse_tabs.show_tariffs()
    window.tariffs.workbench.open_file(str(resource_path(ResourceKind.TARIFF, TARIFF_SHOWN)))
    pause()
    until(lambda: window.tariffs.workbench.is_idle)


def _show_reconciliation(window: ConsoleWindow) -> None:
    """The cases, and one of them side by side."""
    window.views.show(OperateView.RECONCILIATION)
    pause()
    until(lambda: window.views.reconciliation.is_idle)


def _show_agreements(window: ConsoleWindow) -> None:
    """The waterfall of one session, and two versions side by side."""
    window.views.show(OperateView.AGREEMENTS)
    page = window.views.agreements.page
    for name in ("networkcore", "reseller"):
        window.views.agreements.open_file(str(resource_path(ResourceKind.AGREEMENT, name)))
        until(partial(_is_chosen, page, name))
    until(lambda: page.is_idle)


def _is_chosen(page: AgreementsPage, name: str) -> bool:
    return page.chosen is not None and page.chosen.agreement.agreement_id == name


def _show_difference(window: ConsoleWindow) -> None:
    """Two versions side by side."""
    told = window.views.agreements.page.told
    told.show_tab(told.difference)


def _show_what_if(window: ConsoleWindow) -> None:
    """What the terms of a file would have made of the sessions of the run."""
    page = window.views.agreements.page
    window.registry.run("agreements.what_if")
    until(lambda: bool(page.what_if.table.rows))


VIEWS: Final = (
    ("map", Workspace.OPERATE, _show_map),
    ("settlement", Workspace.OPERATE, _show_view(OperateView.SETTLEMENT)),
    ("exposure", Workspace.OPERATE, _show_view(OperateView.EXPOSURE)),
    ("reconciliation", Workspace.OPERATE, _show_reconciliation),
    ("agreements", Workspace.OPERATE, _show_agreements),
    ("difference", Workspace.OPERATE, _show_difference),
    ("what_if", Workspace.OPERATE, _show_what_if),
    ("cycle", Workspace.ANALYSE, _show_picture(Picture.CYCLE)),
    ("week", Workspace.ANALYSE, _show_picture(Picture.WEEK)),
    ("occupancy", Workspace.ANALYSE, _show_picture(Picture.OCCUPANCY)),
    *((name, Workspace.ANALYSE, prepare) for name, prepare in SCREENS),
    ("tariff", Workspace.ANALYSE, _show_tariff),
)
"""What a page shows besides its first face: name, page, and how to get there."""


def _draw(
    window: ConsoleWindow,
    folder: Path,
    name: str,
    sizes: Sequence[tuple[int, int]],
    workspaces: Sequence[Workspace] = tuple(Workspace),
) -> list[Screen]:
    drawn = []
    for width, height in sizes:
        window.resize(width, height)
        for theme, workspace in product(ThemeName, workspaces):
            window.look.use_theme(theme)
            window.open_workspace(workspace)
            until(lambda: not window.operate.tables.pane.model.reader.is_busy)
            pause()
            scaling = os.environ.get(SCALING, "1")
            path = folder / f"{name}-{workspace.key}-{theme}-{width}x{height}@{scaling}.png"
            if not window.grab().save(str(path)):
                raise SystemExit(f"render_screens: cannot write {path}")
            drawn.append(Screen(path, tuple(cut_texts(window))))
    return drawn


if __name__ == "__main__":
    sys.exit(main())
