import multiprocessing
import os
import signal

import pytest

from console.qt import run_job
from console.qt.run_job import RunJob
from simulation.feed import Failed, Finished
from tests.console.qt import scripted_worker

LONG_MS = 30_000


@pytest.fixture
def start(qtbot):
    """Start a job; at the end of the test none is left."""
    jobs = []

    def start(work, seed=None):
        job = RunJob(work)
        job.heard = {name: [] for name in ("progress", "rows", "standing", "finished", "failed")}
        for name, heard in job.heard.items():
            getattr(job, name).connect(heard.append)
        job.start("city.toml", seed, "sqlite://")
        jobs.append(job)
        return job

    yield start
    for job in jobs:
        if job.running:
            with qtbot.waitSignal(job.ended, timeout=LONG_MS):
                job.cancel()
    assert not multiprocessing.active_children()


def test_every_row_arrives_once_and_in_order(start, qtbot):
    job = start(scripted_worker.posts_a_thousand_rows, seed=7)
    with qtbot.waitSignal(job.ended, timeout=LONG_MS):
        assert job.running
    seqs = [int(row["seq"]) for rows in job.heard["rows"] for row in rows]
    assert seqs == list(range(1, 1001))
    assert len(job.heard["rows"]) < scripted_worker.BATCHES
    (finished,) = job.heard["finished"]
    assert finished.kpis["seed"] == 7.0
    assert job.heard["standing"][-1].last_seq == 1000


def test_a_paused_worker_waits_and_a_resumed_one_goes_on(start, qtbot):
    job = start(scripted_worker.runs_until_cancelled)
    qtbot.waitUntil(lambda: len(job.heard["progress"]) > 1, timeout=LONG_MS)
    job.pause()
    qtbot.wait(200)
    count = job.heard["progress"][-1].sessions
    qtbot.wait(200)
    assert job.heard["progress"][-1].sessions == count
    assert job.paused
    job.resume()
    qtbot.waitUntil(lambda: job.heard["progress"][-1].sessions > count, timeout=LONG_MS)


def test_a_cancelled_worker_ends_by_itself(start, qtbot):
    job = start(scripted_worker.runs_until_cancelled)
    with qtbot.waitSignal(job.ended, timeout=LONG_MS):
        job.cancel()
    assert isinstance(job.heard["finished"][0], Finished)
    assert job.heard["finished"][0].cancelled


def test_a_worker_that_does_not_listen_is_ended(start, qtbot, monkeypatch):
    monkeypatch.setattr(run_job, "GRACE_S", 0.3)
    job = start(scripted_worker.hears_nothing)
    qtbot.waitUntil(lambda: bool(job.heard["progress"]), timeout=LONG_MS)
    with qtbot.waitSignal(job.ended, timeout=LONG_MS):
        job.cancel()
    assert isinstance(job.heard["failed"][0], Failed)


def test_a_worker_that_dies_is_told_with_how_it_ended(start, qtbot):
    job = start(scripted_worker.dies_without_a_word)
    with qtbot.waitSignal(job.ended, timeout=LONG_MS):
        pass
    assert "exit code 9" in job.heard["failed"][0].message


def test_a_worker_that_is_killed_is_told_with_the_signal(start, qtbot):
    job = start(scripted_worker.hears_nothing)
    qtbot.waitUntil(lambda: bool(job.heard["progress"]), timeout=LONG_MS)
    with qtbot.waitSignal(job.ended, timeout=LONG_MS):
        os.kill(job.pid, signal.SIGKILL)
    assert "signal 9" in job.heard["failed"][0].message


def test_a_system_without_room_for_a_worker_is_told(make_window):
    def refuse(*_):
        raise OSError(11, "Resource temporarily unavailable")

    class Unpicklable:
        """A worker that cannot be sent to a process, for a reason of the system."""

        def __reduce__(self):
            return refuse()

    window = make_window(work=Unpicklable())
    window.registry.run("run.start")
    (job,) = window.desk.jobs.jobs
    assert "Resource temporarily unavailable" in job.failure
    assert window.registry.run("run.restart")
