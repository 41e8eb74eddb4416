"""A task that tells when it began; it loads no more than a worker has loaded anyway."""

from time import monotonic

from simulation.feed import Progress
from simulation.job_pipe import JobPipe


def tells_when(pipe: JobPipe, _: str, __: int | None, ___: str) -> None:
    """Says when it began, by the clock that all processes of a system share."""
    began_s = monotonic()
    pipe.send(
        Progress(
            phase="begun",
            done=1,
            total=1,
            sessions=0,
            simulated_s=0,
            elapsed_s=began_s,
            remaining_s=None,
        )
    )
