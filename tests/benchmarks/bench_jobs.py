"""How soon a job begins: in a worker that is warm, and in a process that is spawned for it.

Measured from asking the pool: to when a worker begins, and to the first message of a run of the
scenario city in the window, when its plan is drawn and its books are made; a frame of 33 ms is in
that. Then what a batch of rows costs from process to process, against pickling it.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from typing import Any

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from console.qt.frame_clock import FrameClock
from console.qt.run_job import RunJob
from console.qt.worker_pool import WorkerPool
from simulation.feed import LEDGER_ROW, LedgerBatch, Progress
from simulation.feed_bytes import receive_message, send_message
from simulation.job_pipe import Task, Work
from simulation.worker import run_in_worker, warm_up
from tests.benchmarks.when_begun import tells_when

CITY = Path(__file__).parents[2] / "resources" / "scenarios" / "city.toml"
ROUNDS = 7
ROWS = 5_000
BATCHES = 100


def run() -> list[dict[str, Any]]:
    """Cold and warm, each warm one against the cold one; and batches of rows."""
    app = QCoreApplication.instance() or QCoreApplication([])
    with TemporaryDirectory(prefix="networkcore-bench-") as name:
        folder = Path(name)
        cold = [_cold_ms(work, folder) for work in (tells_when, run_in_worker)]
        warm = [_warm_ms(work, folder) for work in (tells_when, run_in_worker)]
    app.processEvents()
    batch_ms, pickle_ms = _batch_ms()
    whats = ("until a worker begins", "until the first message of a run of city")
    spawned = "a process spawned for it"
    return [
        *(_figure(f"jobs: {what}, cold", value) for what, value in zip(whats, cold, strict=True)),
        _figure(f"jobs: {whats[0]}, warm", warm[0], spawned, cold[0]),
        _figure(f"jobs: {whats[1]}, warm", warm[1], spawned, cold[1]),
        _figure(f"jobs: {ROWS:,} ledger rows by pipe, CPU", batch_ms, "pickled", pickle_ms),
    ]


def _figure(
    name: str, value: float, baseline: str | None = None, against: float | None = None
) -> dict[str, Any]:
    ratio = None if against is None else value / against
    return {"name": name, "value": value, "unit": "ms", "baseline": baseline, "ratio": ratio}


def _cold_ms(work: Work, folder: Path) -> float:
    def once() -> float:
        pool = WorkerPool(1, FrameClock())
        first_ms = _first_ms(pool, work, folder)
        pool.close()
        return first_ms

    return median(once() for _ in range(ROUNDS))


def _warm_ms(work: Work, folder: Path) -> float:
    pool = WorkerPool(1, FrameClock(), warm_up)
    pool.warm()
    _until(lambda: pool.warm_count == 1)
    first_ms = median(_first_ms(pool, work, folder) for _ in range(ROUNDS))
    pool.close()
    return first_ms


def _first_ms(pool: WorkerPool, work: Work, folder: Path) -> float:
    books = len(list(folder.iterdir()))
    url = f"sqlite:///{folder / f'{books}.db'}"
    job = RunJob(Task(work=work, path=str(CITY), seed=None, url=url))
    heard_s: list[float] = []

    def hear(progress: Progress) -> None:
        heard_s.append(progress.elapsed_s if work is tells_when else monotonic())

    job.progress.connect(hear)
    began_s = monotonic()
    pool.submit(job)
    _until(lambda: bool(heard_s))
    job.cancel()
    _until(lambda: not job.running)
    return (heard_s[0] - began_s) * 1000


def _until(condition: Callable[[], bool]) -> None:
    """Run the event loop as a window does, until it holds after an event."""
    loop = QEventLoop()
    look = QTimer()
    look.timeout.connect(lambda: loop.quit() if condition() else None)
    look.start(1)
    loop.exec()
    look.stop()


def _batch_ms() -> tuple[float, float]:
    """CPU time of a batch from a thread to this one by pipe: as it is sent, and pickled."""
    batch = LedgerBatch(rows=np.zeros(ROWS, LEDGER_ROW))
    here, there = Pipe()
    with here, there, ThreadPoolExecutor(max_workers=1) as other:

        def by_pipe() -> None:
            sent = other.submit(send_message, there, batch)
            receive_message(here)
            sent.result()

        def pickled() -> None:
            sent = other.submit(there.send, batch)
            here.recv()
            sent.result()

        _cpu_ms(pickled)  # The allocator keeps large blocks only once it has seen some freed.
        return _cpu_ms(by_pipe), _cpu_ms(pickled)


def _cpu_ms(deed: Callable[[], object]) -> float:
    """Of all threads; a busy machine makes it no longer."""
    began_s = process_time()
    for _ in range(BATCHES):
        deed()
    return (process_time() - began_s) * 1000 / BATCHES
