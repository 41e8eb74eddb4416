"""Which crew a word stands for: this process, processes of this machine, or a Dask cluster."""

import os
from typing import Final

from core.domain.errors import RuleError
from simulation.experiment.crew import Crew, OwnCrew
from simulation.experiment.local_crew import LocalCrew

OWN: Final = "own"
PROCESSES_MAX: Final = 512


def crew_of(word: str, size: int | None = None) -> Crew:
    """The crew of that name.

    Args:
        word: Empty for processes of this machine; ``own`` for none but this one; a number of them.
        size: How many processes; None for one a processor.

    Raises:
        RuleError: No such crew.
    """
    if word == OWN:
        return OwnCrew()
    if not word:
        return LocalCrew(size or processors())
    if word.isdigit() and 1 <= int(word) <= PROCESSES_MAX:
        return LocalCrew(int(word))
    raise RuleError(f"crew: wanted own or a number of processes, found {word!r}")


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
