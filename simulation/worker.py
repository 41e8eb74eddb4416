"""Runs a scenario in a worker process for a window; it never imports Qt.

Sends the messages of ``feed`` and reads the words of ``feed.Control``; a run whose window has gone
stops between two steps.
"""

from pathlib import Path
from typing import Final

from core.service.open_books import open_books
from core.service.resources import ResourceKind, resource_path
from simulation.feed import Control
from simulation.job_pipe import JobPipe
from simulation.run import run_scenario
from simulation.scenario_file import load_scenario

_WARMED_BY: Final = "city"


def run_in_worker(pipe: JobPipe, scenario_path: str, seed: int | None, url: str) -> None:
    """Run a scenario and tell the window; the last message is Finished.

    Args:
        pipe: To the window.
        scenario_path: A scenario file.
        seed: Instead of the scenario's; None for its own.
        url: Of the books.

    Raises:
        RoamingError: The scenario is wrong, or the books cannot be written.
        BrokenPipeError: The window has gone; what was committed stays.
    """
    scenario = load_scenario(Path(scenario_path))
    runtime = open_books(url)
    try:
        run_scenario(scenario, runtime, seed=seed, on_message=pipe.send, control=pipe.next_word)
    finally:
        runtime.database.close()


def warm_up() -> None:
    """Load and compile what a first run would else wait for, by a run that ends as it begins."""
    scenario = load_scenario(resource_path(ResourceKind.SCENARIO, _WARMED_BY))
    runtime = open_books("sqlite://")
    try:
        run_scenario(scenario, runtime, control=lambda: Control.CANCEL)
    finally:
        runtime.database.close()
