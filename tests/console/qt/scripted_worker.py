"""Worker processes that do what a test needs and nothing else; importable by a spawned process."""

import os
import time
from multiprocessing.connection import Connection

import numpy as np

from simulation.feed import (
    Control,
    Failed,
    Finished,
    LedgerBatch,
    Progress,
    Standing,
    Utilisation,
)
from tests.console.present.builders import a_summary, ledger_rows

BATCHES = 20
ROWS_PER_BATCH = 50


def posts_a_thousand_rows(connection: Connection, _: str, seed: int | None, __: str) -> None:
    """Sends everything a run sends, then ends well."""
    with connection:
        for batch in range(BATCHES):
            connection.send(_progress(batch))
            rows = ledger_rows(ROWS_PER_BATCH, first_seq=1 + batch * ROWS_PER_BATCH)
            connection.send(LedgerBatch(rows=rows))
        connection.send(Utilisation(sites=("a", "b"), connected=np.full((2, 24), 0.25)))
        connection.send(Standing(summary=a_summary(last_seq=1000)))
        kpis = {"sessions": 1000.0, "seed": float(seed or 0)}
        connection.send(_finished(cancelled=False, kpis=kpis))


def runs_until_cancelled(connection: Connection, *_: object) -> None:
    """Obeys Pause, Resume and Cancel; its progress counts only while it is not paused."""
    with connection:
        paused, done = False, 0
        while True:
            if connection.poll(0.01):
                word = Control(connection.recv())
                if word is Control.CANCEL:
                    break
                paused = word is Control.PAUSE
            if not paused:
                done += 1
                connection.send(_progress(done))
        connection.send(_finished(cancelled=True, kpis={}))


def hears_nothing(connection: Connection, *_: object) -> None:
    """Works on whatever it is told."""
    connection.send(_progress(0))
    time.sleep(600)


def says_why_it_failed(connection: Connection, *_: object) -> None:
    """Ends as a run of a wrong scenario file ends."""
    with connection:
        message = "city.toml:12: days: wanted a whole number, found 'x'"
        connection.send(Failed(message=message, traceback="Traceback (most recent call last): ..."))


def dies_without_a_word(*_: object) -> None:
    """Ends as a process ends that the system has killed."""
    os._exit(9)


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
