"""Runs a scenario in a worker process, for a window that need not load what runs it.

The engines, and the statistics that they stand on, take some tenths of a second to load: the
process that runs them does, the window does not.
"""

from simulation.job_pipe import JobPipe


def run_in_worker(pipe: JobPipe, scenario_path: str, seed: int | None, url: str) -> None:
    """As ``simulation.worker.run_in_worker``."""
    from simulation import worker  # noqa: PLC0415 (see above)

    worker.run_in_worker(pipe, scenario_path, seed, url)


def warm_up() -> None:
    """As ``simulation.worker.warm_up``."""
    from simulation import worker  # noqa: PLC0415 (see above)

    worker.warm_up()
