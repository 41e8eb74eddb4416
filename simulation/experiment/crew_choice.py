"""Which crew a word stands for: this process, processes of this machine, or a Dask cluster."""

import os
from multiprocessing import current_process
from typing import Final

from core.domain.errors import RuleError
from simulation.experiment.cluster_crew import LOCAL, ClusterCrew
from simulation.experiment.crew import Crew, OwnCrew
from simulation.experiment.local_crew import LocalCrew

OWN: Final = "own"
CLUSTER: Final = "cluster:"
SIZE_MAX: Final = 512


def crew_of(word: str = "") -> Crew:
    """The crew of that name.

    Args:
        word: Empty for a process a processor; a number of them; ``own`` for none but this one;
            ``cluster:local`` or ``cluster:tcp://HOST:PORT`` for Dask.

    Raises:
        RuleError: No such crew.
        NotFoundError: Dask is not installed.
        PeerError: No cluster is there.
    """
    if word == OWN:
        return OwnCrew()
    _may_have_children()
    if not word:
        return LocalCrew(processors())
    if word.isdecimal() and 1 <= int(word) <= SIZE_MAX:
        return LocalCrew(int(word))
    address = word.removeprefix(CLUSTER)
    if word.startswith(CLUSTER) and (address == LOCAL or "://" in address):
        return ClusterCrew(address, processors())
    raise RuleError(
        f"crew: wanted a number of processes, own, cluster:local or cluster:tcp://HOST:PORT, "
        f"found {word!r}"
    )


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _may_have_children() -> None:
    """A worker of the window is a daemon, which may have none unless it says otherwise."""
    if current_process().daemon:
        current_process().daemon = False
