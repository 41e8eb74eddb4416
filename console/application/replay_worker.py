"""Replays a file in a worker process for the window; it never imports Qt.

Sends the messages of ``simulation.feed`` and obeys its words between two steps. A replay that is
cancelled keeps what it has committed; the same replay goes on from there.
"""

from contextlib import suppress
from pathlib import Path

from console.application.options import books_at, rejects_path
from core.service.replay_file import ReplayOrder, replay_file
from core.service.report import summary_of
from simulation.control import Gate, Stopwatch
from simulation.feed import Finished, Progress, Standing
from simulation.job_pipe import JobPipe


class _CancelledError(Exception):
    """The window asked for an end."""


def replay_in_worker(
    network: str, agreement: str, pipe: JobPipe, path: str, _seed: int | None, url: str
) -> None:
    """Replay a file and tell the window; the last message is Finished.

    Args:
        network: Name or path of the network that the file belongs to.
        agreement: Name or path of the terms.
        pipe: To the window.
        path: A file of sessions or CDRs.
        url: Of the books.

    Raises:
        RoamingError: The file or the books cannot be read, or they hold other terms.
        BrokenPipeError: The window has gone; what was committed stays.
    """
    order = ReplayOrder(
        path=Path(path),
        network=network,
        agreement=agreement,
        rejects_file=rejects_path(url, Path(path), None),
    )
    _replay(pipe, order, url)


def _replay(pipe: JobPipe, order: ReplayOrder, url: str) -> None:
    watch = Stopwatch()
    gate = Gate(pipe.next_word, watch)
    began = _StageClock(watch)

    def tell(stage: str, done: int, total: int) -> None:
        if not gate.is_open():
            raise _CancelledError
        pipe.send(
            Progress(
                phase=stage,
                done=done,
                total=total,
                sessions=done if stage == "post" else 0,
                simulated_s=0,
                elapsed_s=watch.elapsed_s,
                remaining_s=began.left_s(stage, done, total),
            )
        )

    with books_at(url) as runtime:
        with suppress(_CancelledError):
            replay_file(runtime, order, tell)
        summary = summary_of(runtime)
    pipe.send(Standing(summary=summary))
    pipe.send(
        Finished(cancelled=gate.is_cancelled, summary=summary, kpis={}, seconds=watch.elapsed_s)
    )


class _StageClock:
    """How long the present stage will still take; later ones are not known before they begin."""

    def __init__(self, watch: Stopwatch) -> None:
        self._watch = watch
        self._stage = ""
        self._began_s = 0.0
        self._first = 0

    def left_s(self, stage: str, done: int, total: int) -> float | None:
        """Seconds, from how fast this stage was so far; None where there is nothing to tell."""
        now_s = self._watch.elapsed_s
        if stage != self._stage:
            self._stage, self._began_s, self._first = stage, now_s, done
        if done <= self._first:
            return None
        return (now_s - self._began_s) * (total - done) / (done - self._first)
