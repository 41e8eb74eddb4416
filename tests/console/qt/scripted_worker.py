"""What worker processes do that do what a test needs and nothing else; found by its name there."""

import faulthandler
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.domain.errors import SourceError
from simulation.feed import (
    NO_BOOKS,
    Control,
    Finished,
    Found,
    LedgerBatch,
    Progress,
    Standing,
    Utilisation,
)
from simulation.job_pipe import JobPipe
from tests.console.present.builders import a_summary, a_what_if, ledger_rows

BATCHES = 20
ROWS_PER_BATCH = 50


def posts_a_thousand_rows(pipe: JobPipe, _: str, seed: int | None, __: str) -> None:
    """Sends everything a run sends, then ends well."""
    for batch in range(BATCHES):
        pipe.send(_progress(batch))
        rows = ledger_rows(ROWS_PER_BATCH, first_seq=1 + batch * ROWS_PER_BATCH)
        pipe.send(LedgerBatch(rows=rows))
    pipe.send(Utilisation(sites=("a", "b"), connected=np.full((2, 24), 0.25)))
    pipe.send(Standing(summary=a_summary(last_seq=1000)))
    kpis = {"sessions": 1000.0, "seed": float(seed or 0), "process": float(os.getpid())}
    pipe.send(_finished(cancelled=False, kpis=kpis))


def answers_what_if(pipe: JobPipe, *_: object) -> None:
    """Compares nothing, and says what came of it."""
    pipe.send(_progress(1))
    pipe.send(replace(_finished(cancelled=False, kpis={}), answer=a_what_if()))


def finds_three(pipe: JobPipe, *_: object) -> None:
    """Tells three things one by one, then ends well."""
    for number in range(3):
        pipe.send(Found(f"part {number}"))
    pipe.send(replace(_finished(cancelled=False, kpis={}), summary=NO_BOOKS, answer="whole"))


def makes_checks(checks, pipe: JobPipe, *_: object) -> None:
    """Tells checks one by one, then ends well."""
    for check in checks:
        pipe.send(Found((check,)))
    pipe.send(replace(_finished(cancelled=False, kpis={}), summary=NO_BOOKS, answer=checks))


def runs_until_cancelled(pipe: JobPipe, *_: object) -> None:
    """Obeys Pause, Resume and Cancel; its progress counts only while it is not paused."""
    _run_until_cancelled(pipe, says_pause=False)


def says_that_it_paused(pipe: JobPipe, *_: object) -> None:
    """The same, and tells of the books again and again while it is paused, and only then."""
    _run_until_cancelled(pipe, says_pause=True)


def _run_until_cancelled(pipe: JobPipe, *, says_pause: bool) -> None:
    paused, done = False, 0
    while True:
        if pipe.poll(0.01):
            word = pipe.read_word()
            if word is Control.CANCEL:
                break
            paused = word is Control.PAUSE
        if not paused:
            done += 1
            pipe.send(_progress(done))
        elif says_pause:
            pipe.send(Standing(summary=a_summary(last_seq=done)))
    pipe.send(_finished(cancelled=True, kpis={}))


def hears_nothing(pipe: JobPipe, *_: object) -> None:
    """Works on whatever it is told."""
    pipe.send(_progress(0))
    time.sleep(600)


def says_why_it_failed(*_: object) -> None:
    """Ends as a run of a wrong scenario file ends."""
    raise SourceError("city.toml:12", "days: wanted a whole number, found 'x'")


def has_a_bug(*_: object) -> None:
    """Ends as a run ends that nobody thought of."""
    assert not sys.argv, "nobody thought of this"


def has_no_memory(*_: object) -> None:
    """Ends as a run ends that the system gives no memory to."""
    raise MemoryError


def says_nothing(*_: object) -> None:
    """Ends well and has no result."""


def dies_without_a_word(*_: object) -> None:
    """Ends as a process ends that the system has killed."""
    os._exit(9)


def crashes_in_a_library(*_: object) -> None:
    """Ends as a process ends whose memory was written over."""
    faulthandler._sigsegv()


def dies_the_first_time(pipe: JobPipe, path: str, seed: int | None, url: str) -> None:
    """Dies, unless the file that is its path is there; makes it."""
    if not Path(path).exists():
        Path(path).touch()
        os._exit(9)
    posts_a_thousand_rows(pipe, path, seed, url)


def _progress(done: int) -> Progress:
    return Progress(
        phase="simulate",
        done=done % BATCHES,
        total=BATCHES,
        sessions=done * ROWS_PER_BATCH,
        simulated_s=done * 3600,
        elapsed_s=0.1 * done,
        remaining_s=None if done == 0 else 12.0,
    )


def _finished(*, cancelled: bool, kpis: dict[str, float]) -> Finished:
    return Finished(cancelled=cancelled, summary=a_summary(last_seq=1000), kpis=kpis, seconds=2.0)
