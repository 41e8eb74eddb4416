"""Composes the window: the simulator, the books and the scenarios in the window's hands."""

import tomllib
from functools import partial
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from console.application.opened_books import OpenedBooks
from console.present.scenario_choice import ScenarioCard, parameters_of
from console.qt.launch import show_window
from console.qt.window_setup import Setup
from core.domain.environment import Environment
from core.domain.errors import RoamingError
from core.service.open_books import system_clock
from core.service.resources import RESOURCES, ResourceKind, resource_names, resource_path
from simulation.scenario_file import load_scenario
from simulation.worker import run_in_worker

PRESELECTED: Final = "city"
FONTS: Final = RESOURCES / "fonts"


def show(books: OpenedBooks | None, environment: Environment) -> int:
    """Show the window until it is closed; return the exit code of the process."""
    return show_window(window_setup(books, environment), FONTS)


def window_setup(
    books: OpenedBooks | None = None,
    environment: Environment = Environment.SIMULATION,
    *,
    runs: Path | None = None,
) -> Setup:
    """All the window stands on.

    Args:
        books: Books to begin with.
        environment: Whose money they are about.
        runs: Where the books of new runs go; None for the user's folder for data.
    """
    folder = runs or user_data_path("networkcore") / "runs"
    names = resource_names(ResourceKind.SCENARIO)
    return Setup(
        scenarios=[scenario_card(resource_path(ResourceKind.SCENARIO, name)) for name in names],
        preselected=PRESELECTED,
        work=run_in_worker,
        new_books_url=partial(new_books_url, folder),
        open_books=OpenedBooks,
        books=books,
        environment=environment,
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


def new_books_url(folder: Path, card: ScenarioCard) -> str:
    """A new SQLite file for the books of one run, named by scenario and time.

    Raises:
        OSError: The folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{card.name}-{system_clock():%Y%m%d-%H%M%S}"
    taken = len(list(folder.glob(f"{stem}*.db")))
    number = f"-{taken + 1}" if taken else ""
    return f"sqlite:///{folder / f'{stem}{number}.db'}"
