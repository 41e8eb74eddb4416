"""Jobs in real worker processes: what they tell, how they are asked, and how they die."""

import os
import resource
import signal
from pathlib import Path

import pytest

from console.qt import run_job
from console.qt.frame_clock import FrameClock
from console.qt.run_job import RunJob
from console.qt.worker_pool import WorkerPool
from simulation.feed import Failed, Finished
from simulation.job_pipe import Task
from tests.console.qt import scripted_worker

LONG_MS = 30_000


@pytest.fixture
def pool(qtbot, qapp):  # noqa: ARG001 (the application must be there)
    """A pool of one worker; what goes on is ended."""
    pool = WorkerPool(1, FrameClock())
    yield pool
    pool.close()


@pytest.fixture
def start(pool):
    """Start a job whose signals are listened to."""
    jobs = []

    def start(work, seed=None, path="city.toml", into=pool):
        job = RunJob(Task(work=work, path=path, seed=seed, url="sqlite://"))
        names = ("progress", "rows", "utilisation", "standing", "found", "finished", "failed")
        job.heard = {name: [] for name in names}
        for name, heard in job.heard.items():
            getattr(job, name).connect(heard.append)
        jobs.append(job)
        into.submit(job)
        return job

    return start


@pytest.fixture
def until_ended(qtbot):
    def until_ended(job):
        qtbot.waitUntil(lambda: not job.running, timeout=LONG_MS)
        return job

    return until_ended


def test_what_is_found_arrives_in_order_and_before_the_end(start, until_ended):
    job = until_ended(start(scripted_worker.finds_three))
    assert [part for parts in job.heard["found"] for part in parts] == [
        "part 0",
        "part 1",
        "part 2",
    ]
    assert job.heard["finished"][0].answer == "whole"


def test_every_row_arrives_once_and_in_order(start, until_ended):
    job = until_ended(start(scripted_worker.posts_a_thousand_rows, seed=7))
    seqs = [int(row["seq"]) for rows in job.heard["rows"] for row in rows]
    assert seqs == list(range(1, 1001))
    assert len(job.heard["rows"]) < scripted_worker.BATCHES
    (finished,) = job.heard["finished"]
    assert finished.kpis["seed"] == 7.0
    assert job.heard["standing"][-1].last_seq == 1000
    assert job.heard["utilisation"][-1].connected.shape == (2, 24)


def test_a_paused_worker_waits_and_a_resumed_one_goes_on(start, qtbot):
    job = start(scripted_worker.says_that_it_paused)
    qtbot.waitUntil(lambda: len(job.heard["progress"]) > 1, timeout=LONG_MS)
    job.pause()
    qtbot.waitUntil(lambda: len(job.heard["standing"]) > 1, timeout=LONG_MS)
    count = job.heard["progress"][-1].sessions
    told = len(job.heard["standing"])
    qtbot.waitUntil(lambda: len(job.heard["standing"]) > told, timeout=LONG_MS)
    assert job.heard["progress"][-1].sessions == count
    assert job.paused
    job.resume()
    qtbot.waitUntil(lambda: job.heard["progress"][-1].sessions > count, timeout=LONG_MS)


def test_a_cancelled_worker_ends_by_itself_and_takes_the_next_job(start, until_ended):
    job = start(scripted_worker.runs_until_cancelled)
    job.cancel()
    until_ended(job)
    assert job.heard["finished"][0].cancelled
    other = until_ended(start(scripted_worker.posts_a_thousand_rows))
    assert other.heard["finished"][0].kpis["process"] == job.pid


def test_a_word_that_came_after_the_end_is_not_meant_for_the_next_job(start, until_ended, pool):
    job = until_ended(start(scripted_worker.posts_a_thousand_rows))
    (worker,) = pool._workers
    worker.tell(run_job.Control.CANCEL)
    other = start(scripted_worker.runs_until_cancelled)
    other.pause()
    other.cancel()
    assert until_ended(other).pid == job.pid
    assert not other.heard["failed"]


def test_a_worker_that_does_not_listen_is_ended_and_replaced(
    start, qtbot, until_ended, monkeypatch
):
    monkeypatch.setattr(run_job, "GRACE_S", 0.3)
    job = start(scripted_worker.hears_nothing)
    qtbot.waitUntil(lambda: bool(job.heard["progress"]), timeout=LONG_MS)
    job.cancel()
    until_ended(job)
    assert "went on" in job.heard["failed"][0].message
    other = until_ended(start(scripted_worker.posts_a_thousand_rows))
    assert other.heard["finished"][0].kpis["process"] != job.pid


def test_a_worker_that_dies_is_told_with_how_it_ended(start, until_ended):
    job = until_ended(start(scripted_worker.dies_without_a_word))
    assert "exit code 9" in job.heard["failed"][0].message


def test_a_worker_that_is_killed_is_told_with_the_signal(start, qtbot, until_ended):
    job = start(scripted_worker.hears_nothing)
    qtbot.waitUntil(lambda: bool(job.heard["progress"]), timeout=LONG_MS)
    os.kill(job.pid, signal.SIGKILL)
    until_ended(job)
    assert "signal 9" in job.heard["failed"][0].message


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (scripted_worker.has_a_bug, ("AssertionError: nobody", "Traceback", "has_a_bug")),
        (scripted_worker.has_no_memory, ("MemoryError", "Traceback")),
    ],
)
def test_a_bug_is_told_with_its_traceback_and_the_worker_is_replaced(
    start, until_ended, work, words
):
    job = until_ended(start(work))
    (failed,) = job.heard["failed"]
    assert all(word in f"{failed.message}\n{failed.traceback}" for word in words)
    other = until_ended(start(scripted_worker.posts_a_thousand_rows))
    assert other.heard["finished"][0].kpis["process"] != job.pid


def test_a_mistake_of_the_user_leaves_the_worker_as_it_was(start, until_ended):
    job = until_ended(start(scripted_worker.says_why_it_failed))
    assert "city.toml:12" in job.heard["failed"][0].message
    assert until_ended(start(scripted_worker.posts_a_thousand_rows)).pid == job.pid


def test_a_crash_in_a_library_is_told_with_where_python_was(start, until_ended):
    failed = until_ended(start(scripted_worker.crashes_in_a_library)).heard["failed"][0]
    assert "signal 11" in failed.message
    assert "crashes_in_a_library" in failed.traceback


def test_a_worker_that_cannot_read_its_task_is_told_with_why(start, until_ended):
    failed = until_ended(start(_Unreadable())).heard["failed"][0]
    assert "this task cannot be read" in failed.traceback


def test_a_job_without_a_result_has_failed(start, until_ended):
    job = until_ended(start(scripted_worker.says_nothing))
    assert "without a result" in job.heard["failed"][0].message


def test_a_job_waits_for_a_worker_and_can_be_cancelled_meanwhile(start, until_ended, pool):
    first = start(scripted_worker.runs_until_cancelled)
    second = start(scripted_worker.posts_a_thousand_rows)
    third = start(scripted_worker.posts_a_thousand_rows)
    assert not first.waiting
    assert [pool.place_of(job) for job in (first, second, third)] == [0, 1, 2]
    second.cancel()
    until_ended(second)
    assert second.pid is None
    assert not second.heard["finished"]
    assert not second.heard["failed"]
    assert pool.place_of(third) == 1
    first.cancel()
    assert until_ended(third).pid == first.pid
    assert len(third.heard["finished"]) == 1


def test_a_job_that_is_cancelled_as_it_gets_its_worker_is_told_so(start, until_ended):
    first = start(scripted_worker.runs_until_cancelled)
    second = start(scripted_worker.runs_until_cancelled)
    first.ended.connect(second.cancel)  # The worker is free by then, and the queue looked through.
    first.cancel()
    until_ended(second)
    assert not second.heard["failed"]
    assert second.heard["finished"][0].cancelled


def test_a_job_that_was_paused_while_it_waited_begins_paused(start, until_ended, qtbot):
    first = start(scripted_worker.runs_until_cancelled)
    second = start(scripted_worker.says_that_it_paused)
    second.pause()
    first.cancel()
    qtbot.waitUntil(lambda: bool(second.heard["standing"]), timeout=LONG_MS)
    second.cancel()
    assert not until_ended(second).heard["failed"]


def test_two_workers_carry_two_jobs_at_once(start, qtbot, until_ended):
    pool = WorkerPool(2, FrameClock())
    jobs = [start(scripted_worker.runs_until_cancelled, into=pool) for _ in range(3)]
    qtbot.waitUntil(lambda: all(job.heard["progress"] for job in jobs[:2]), timeout=LONG_MS)
    assert jobs[2].waiting
    assert len({job.pid for job in jobs[:2]}) == 2
    for job in jobs:
        job.cancel()
        until_ended(job)
    pool.close()


def test_without_a_job_there_is_no_process_and_no_clock(pool, start, qtbot, until_ended):
    assert not pool.pids
    assert pool.is_resting
    job = until_ended(start(scripted_worker.posts_a_thousand_rows))
    qtbot.waitUntil(lambda: pool.is_resting, timeout=LONG_MS)
    assert pool.pids == (job.pid,)


def test_a_warm_pool_is_filled_and_a_worker_that_dies_in_it_is_replaced(qtbot, start):
    pool = WorkerPool(2, FrameClock(), _warm_up)
    pool.warm()
    assert len(pool.pids) == 1
    qtbot.waitUntil(lambda: pool.warm_count == 2, timeout=LONG_MS)
    assert pool.is_resting
    old = pool.pids
    os.kill(old[0], signal.SIGKILL)
    qtbot.waitUntil(lambda: old[0] not in pool.pids and pool.warm_count == 2, timeout=LONG_MS)
    qtbot.waitUntil(lambda: pool.is_resting, timeout=LONG_MS)
    job = start(scripted_worker.runs_until_cancelled, into=pool)
    assert job.pid in pool.pids
    pool.close()


def test_workers_that_cannot_start_are_not_started_for_ever(qtbot, start, until_ended):
    pool = WorkerPool(1, FrameClock(), _cannot_warm_up)
    pool.warm()
    qtbot.waitUntil(lambda: not pool.pids, timeout=LONG_MS)
    assert pool.is_resting
    job = until_ended(start(scripted_worker.posts_a_thousand_rows, into=pool))
    assert job.heard["finished"]
    pool.close()


def test_a_system_without_room_for_a_worker_is_told(start, until_ended):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        job = start(scripted_worker.posts_a_thousand_rows)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not job.running
    assert "Too many open files" in job.heard["failed"][0].message
    again = until_ended(start(scripted_worker.posts_a_thousand_rows))
    assert isinstance(again.heard["finished"][0], Finished)
    assert not any(isinstance(each, Failed) for each in again.heard["failed"])


def test_closing_a_pool_ends_whatever_goes_on(qtbot, start):
    pool = WorkerPool(1, FrameClock())
    job = start(scripted_worker.hears_nothing, into=pool)
    qtbot.waitUntil(lambda: bool(job.heard["progress"]), timeout=LONG_MS)
    folder = Path(pool._folder.name)
    assert folder.exists()
    pool.close()
    assert not pool.pids
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(job.pid, 0)


class _Unreadable:
    """A work that comes over the pipe and cannot be made there."""

    def __reduce__(self):
        return _raise_as_it_is_read, ()


def _raise_as_it_is_read():
    raise ValueError("this task cannot be read")


def _warm_up():
    """Nothing to load."""


def _cannot_warm_up():
    raise ImportError("not installed")
