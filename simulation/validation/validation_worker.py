"""The checks in a warm worker of the window: each comes back as soon as it is made.

Sends ``Progress``, a ``Found`` with the tuple of ``Check`` of each step, and at last ``Finished``
with all of them; obeys the words of ``feed.Control`` between two steps.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from simulation.control import Gate, Stopwatch
from simulation.feed import NO_BOOKS, Finished, Found, Progress
from simulation.job_pipe import JobPipe, Task
from simulation.validation.check import OnProgress
from simulation.validation.run_checks import run_checks


def validation_task(files: Sequence[str], seed: int) -> Task:
    """What a worker of the window is asked to do.

    Args:
        files: Sessions and status histories to compare with; none: theory and laws only.
        seed: Of the dice of every check.
    """
    return Task(work=partial(checks_in_worker, tuple(files)), path="", seed=seed, url="")


def checks_in_worker(
    files: tuple[str, ...], pipe: JobPipe, _path: str, seed: int | None, _url: str
) -> None:
    """Make the checks and tell the window; the last message is Finished.

    Raises:
        RoamingError: A file cannot be read, or has too few sessions.
        BrokenPipeError: The window has gone.
    """
    assert seed is not None
    watch = Stopwatch()
    gate = Gate(pipe.next_word, watch)
    checks = run_checks(
        _told(pipe, lambda: watch.elapsed_s),
        data=tuple(map(Path, files)),
        seed=seed,
        is_cancelled=lambda: not gate.is_open(),
        on_found=lambda made: pipe.send(Found(tuple(made))),
    )
    pipe.send(
        Finished(
            cancelled=gate.is_cancelled,
            summary=NO_BOOKS,
            kpis={},
            seconds=watch.elapsed_s,
            answer=checks,
        )
    )


def _told(pipe: JobPipe, elapsed: Callable[[], float]) -> OnProgress:
    def tell(done: int, total: int, title: str) -> None:
        elapsed_s = elapsed()
        pipe.send(
            Progress(
                phase=title,
                done=done,
                total=total,
                sessions=0,
                simulated_s=0,
                elapsed_s=elapsed_s,
                remaining_s=elapsed_s * (total - done) / done if done else None,
            )
        )

    return tell
