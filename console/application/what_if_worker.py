"""Compares sessions with what other terms would make of them, in a worker process; only reads.

Sends the messages of ``simulation.feed`` and obeys its words between two batches of sessions.
"""

from contextlib import suppress

from console.application.options import existing_books
from core.domain.agreement import Agreement
from core.domain.interval import Interval
from core.service.report import summary_of
from core.service.runtime import Runtime
from core.service.what_if import WhatIf, what_if
from simulation.control import Gate, Stopwatch
from simulation.feed import Finished, Progress
from simulation.job_pipe import JobPipe

PHASE = "compare"


class _CancelledError(Exception):
    """The window asked for an end."""


def what_if_in_worker(
    terms: Agreement, time: Interval, pipe: JobPipe, _path: str, _seed: int | None, url: str
) -> None:
    """Compare, and tell the window; the last message is Finished, with the ``WhatIf`` in it.

    Args:
        terms: A draft, or any other terms.
        time: When the sessions ended; both ends are given.
        pipe: To the window.
        url: Of the books.

    Raises:
        RoamingError: The books cannot be read.
        BrokenPipeError: The window has gone.
    """
    watch = Stopwatch()
    gate = Gate(pipe.next_word, watch)
    with existing_books(url) as runtime:
        found = None
        with suppress(_CancelledError):
            found = _compared(runtime, terms, time, (pipe, gate, watch))
        summary = summary_of(runtime)
    pipe.send(
        Finished(
            cancelled=gate.is_cancelled,
            summary=summary,
            kpis={},
            seconds=watch.elapsed_s,
            answer=found,
        )
    )


def _compared(
    runtime: Runtime, terms: Agreement, time: Interval, told: tuple[JobPipe, Gate, Stopwatch]
) -> WhatIf:
    pipe, gate, watch = told

    def tell(done: int, total: int) -> None:
        if not gate.is_open():
            raise _CancelledError
        elapsed_s = watch.elapsed_s
        pipe.send(
            Progress(
                phase=PHASE,
                done=done,
                total=total,
                sessions=done,
                simulated_s=0,
                elapsed_s=elapsed_s,
                remaining_s=elapsed_s * (total - done) / done if done else None,
            )
        )

    return what_if(runtime, terms, time, tell)
