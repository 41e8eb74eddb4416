"""Composes the window: the simulator, the books and the scenarios in the window's hands."""

import os
import re
import tomllib
from collections.abc import Collection
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from console.application.feed_reader import follow_in_worker
from console.application.opened_books import OpenedBooks
from console.application.replay_worker import replay_in_worker
from console.application.run_worker import run_in_worker, warm_up
from console.application.settings_file import SettingsFiles
from console.application.what_if_worker import what_if_in_worker
from console.present.scenario_choice import ScenarioCard, parameters_of
from console.present.settings import Settings
from console.qt.launch import show_window
from console.qt.window_setup import Memory, Setup
from core.domain.environment import Environment
from core.domain.errors import RoamingError
from core.service.open_books import system_clock
from core.service.resources import RESOURCES, ResourceKind, resource_names, resource_path
from simulation.experiment.order import Order
from simulation.job_pipe import Task
from simulation.scenario_file import load_scenario

PRESELECTED: Final = "city"
MOST_WORKERS: Final = 4
FONTS: Final = RESOURCES / "fonts"
_MADE: Final = re.compile(r"-(\d{8}-\d{6})(?:-(\d+))?\.db$")
"""How ``new_books_url`` ends the names of books: time, and number within the second."""


def show(books: OpenedBooks | None, url: str | None, environment: Environment) -> int:
    """Show the window until it is closed; return the exit code of the process."""
    return show_window(window_setup(books, environment, url=url or ""), FONTS)


def window_setup(
    books: OpenedBooks | None = None,
    environment: Environment = Environment.SIMULATION,
    *,
    url: str = "",
    runs: Path | None = None,
) -> Setup:
    """All the window stands on.

    Args:
        books: Books to begin with.
        environment: Whose money they are about.
        url: Where these books are.
        runs: Where the books of new runs go whatever is set, and where settings are kept; None
            for the user's folders.
    """
    names = resource_names(ResourceKind.SCENARIO)
    return Setup(
        scenarios=[scenario_card(resource_path(ResourceKind.SCENARIO, name)) for name in names],
        preselected=PRESELECTED,
        scenario_card=lambda path: scenario_card(Path(path)),
        work=run_in_worker,
        workers=worker_count(),
        warm_up=warm_up,
        replay_work=lambda network, agreement: partial(replay_in_worker, network, agreement),
        what_if_work=lambda terms, time: partial(what_if_in_worker, terms, time),
        experiment_task=experiment_task,
        networks=resource_names(ResourceKind.NETWORK),
        agreements=resource_names(ResourceKind.AGREEMENT),
        new_books_url=partial(new_books_url, runs),
        open_books=OpenedBooks,
        read_books=follow_in_worker,
        books=books,
        books_url=url,
        environment=environment,
        now=system_clock,
        memory=memory_of(SettingsFiles(runs)),
    )


def experiment_task(order: Order) -> Task:
    """An experiment as a task of a worker; what plays it is loaded when one is asked for."""
    from simulation.experiment import experiment_worker  # noqa: PLC0415 (0.2 s, of statistics)

    return experiment_worker.experiment_task(order)


def memory_of(files: SettingsFiles) -> Memory:
    """What was remembered, and where it goes when it changes."""
    remembered = files.load()
    return Memory(
        settings=remembered.settings,
        state=remembered.state,
        save_settings=files.save_settings,
        save_state=files.save_state,
        kept_in=str(files.settings_path),
        problems=remembered.problems,
    )


def scenario_card(path: Path) -> ScenarioCard:
    """A scenario file as the window shows it; a wrong one is shown with what is wrong."""
    try:
        scenario = load_scenario(path)
    except RoamingError as error:
        return ScenarioCard(
            name=path.stem,
            path=str(path),
            title=path.stem,
            description="",
            parameters=(),
            problem=str(error),
        )
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    told = {key: tables[key] for key in tables if key not in ("format", "title", "description")}
    return ScenarioCard(
        name=path.stem,
        path=str(path),
        title=scenario.title,
        description=" ".join(scenario.description.split()),
        parameters=parameters_of(told),
    )


def worker_count() -> int:
    """How many jobs may go on at once: a core is left to the window, and four are enough."""
    return max(1, min(MOST_WORKERS, (os.cpu_count() or 1) - 1))


def new_books_url(
    always: Path | None, card: ScenarioCard, settings: Settings, in_use: Collection[str]
) -> str:
    """A new SQLite file for the books of one job, named by scenario and time.

    The oldest books beyond those that are to be kept are deleted first.

    Args:
        always: The folder, whatever is set; None for that of the settings.
        card: What is to be run.
        settings: Say where books go, and how many are kept.
        in_use: URLs of books that jobs write now, or will: not taken, and not deleted.

    Raises:
        OSError: The folder cannot be made, or old books cannot be deleted.
    """
    set_folder = Path(settings.runs_folder) if settings.runs_folder else None
    folder = always or set_folder or user_data_path("networkcore") / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    if settings.keep_runs:
        delete_oldest(folder, keep=settings.keep_runs - 1, in_use=in_use)
    stem = f"{card.name}-{system_clock():%Y%m%d-%H%M%S}"
    for number in count(1):
        path = folder / (f"{stem}.db" if number == 1 else f"{stem}-{number}.db")
        url = f"sqlite:///{path}"
        if not path.exists() and url not in in_use:
            return url
    raise AssertionError("there is always another number")


def delete_oldest(folder: Path, *, keep: int, in_use: Collection[str] = ()) -> None:
    """Delete books of runs but for the newest; files that no run named, or that are open, stay.

    Args:
        folder: Where they are.
        keep: How many of the newest stay.
        in_use: URLs of books that stay, too.

    Raises:
        OSError: A file cannot be deleted.
    """
    found = {path: _MADE.search(path.name) for path in folder.glob("*.db")}
    made = {
        path: (match[1], int(match[2] or 1)) for path, match in found.items() if match is not None
    }
    for path in sorted(made, key=lambda path: made[path], reverse=True)[keep:]:
        is_open = path.with_name(f"{path.name}.lock").exists()
        if not is_open and f"sqlite:///{path}" not in in_use:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
