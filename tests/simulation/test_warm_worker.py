"""A worker process carries out one task after the other, and leaves when its window has gone."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from core.service.open_books import open_books
from core.service.report import summary_of
from core.service.verify_books import verify_books
from simulation.feed import (
    Control,
    Failed,
    Finished,
    LedgerBatch,
    Progress,
    Standing,
    Utilisation,
)
from simulation.feed_bytes import Idle, receive_message
from simulation.job_pipe import Task
from simulation.run import run_scenario
from simulation.scenario_file import load_scenario
from simulation.warm_worker import serve
from simulation.worker import run_in_worker, warm_up

ROOT = Path(__file__).parents[2]
LONG_S = 60


class Window:
    """The other end of a worker."""

    def __init__(self, errors: Path, warm=None):
        spawn = get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=serve, args=(theirs, str(errors), warm))
        self.process.start()
        theirs.close()

    def hear(self):
        assert self.pipe.poll(LONG_S)
        return receive_message(self.pipe)

    def hear_until(self, kind):
        told = [self.hear()]
        while not isinstance(told[-1], kind):
            told.append(self.hear())
        return told

    def ask(self, path, url, *, seed=None, words=()):
        """Everything it tells of a run, with what it says when it is free again."""
        self.pipe.send(Task(work=run_in_worker, path=str(path), seed=seed, url=url))
        for word in words:
            self.pipe.send(word)
        return self.hear_until(Idle)


@pytest.fixture
def window(tmp_path):
    window = Window(tmp_path / "errors.log")
    assert window.hear() == Idle(0)
    yield window
    window.pipe.close()
    window.process.join(LONG_S)
    assert window.process.exitcode == 0
    window.process.close()


@pytest.fixture
def small_path(small_text, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small_text)
    return path


@contextmanager
def _opened(url):
    runtime = open_books(url)
    try:
        yield runtime
    finally:
        runtime.database.close()


def test_a_worker_tells_a_run_from_beginning_to_end_and_then_another(window, small_path, tmp_path):
    urls = [f"sqlite:///{tmp_path / name}.sqlite" for name in "ab"]

    first = window.ask(small_path, urls[0], words=(Control.PAUSE, Control.RESUME))
    second = window.ask(small_path, urls[1])

    kinds = {type(one) for one in first}
    assert kinds == {Progress, LedgerBatch, Standing, Utilisation, Finished, Idle}
    assert [first[-1], second[-1]] == [Idle(1), Idle(2)]
    for url, told in zip(urls, (first, second), strict=True):
        with _opened(url) as runtime:
            assert summary_of(runtime) == told[-2].summary == first[-2].summary


def test_a_run_can_be_cancelled_before_it_begins(window, small_path):
    assert window.ask(small_path, "sqlite://", words=(Control.CANCEL,))[-2].cancelled


def test_a_word_that_comes_too_late_means_nothing_to_the_next_run(window, small_path):
    window.pipe.send(Control.CANCEL)
    assert not window.ask(small_path, "sqlite://")[-2].cancelled


def test_a_wrong_scenario_is_told_and_the_worker_stays(window, small_path, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("days = 0")

    failed, idle = window.ask(path, "sqlite://")

    assert isinstance(failed, Failed)
    assert f"{path}:1: days: wanted" in failed.message
    assert "SourceError" in failed.traceback
    assert idle == Idle(1)
    assert isinstance(window.ask(small_path, "sqlite://")[-2], Finished)


def test_a_worker_that_is_killed_leaves_books_that_another_run_completes(small_text, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small_text.replace("days = 2", "days = 30"))
    url = f"sqlite:///{tmp_path / 'books.sqlite'}"
    window = Window(tmp_path / "errors.log")
    window.pipe.send(Task(work=run_in_worker, path=str(path), seed=None, url=url))
    window.hear_until(LedgerBatch)
    window.process.kill()
    window.process.join(LONG_S)
    window.process.close()
    window.pipe.close()

    small = load_scenario(path)
    with _opened(url) as broken, _opened("sqlite://") as whole:
        wanted = run_scenario(small, whole).summary
        assert 0 < summary_of(broken).sessions < wanted.sessions
        assert run_scenario(small, broken).summary.by_currency == wanted.by_currency
        assert verify_books(broken).count == 0


def test_a_run_stops_when_its_window_is_gone(small_text, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small_text.replace("days = 2", "days = 3000"))
    window = Window(tmp_path / "errors.log")
    window.pipe.send(Task(work=run_in_worker, path=str(path), seed=1, url="sqlite://"))
    window.hear_until(Progress)

    window.pipe.close()

    window.process.join(LONG_S)
    assert window.process.exitcode == 0
    window.process.close()


def test_what_is_loaded_beforehand_leaves_nothing_behind(tmp_path):
    window = Window(tmp_path / "errors.log", warm_up)
    assert window.hear() == Idle(0)
    window.pipe.close()
    window.process.join(LONG_S)
    assert window.process.exitcode == 0
    window.process.close()
    assert [path.name for path in tmp_path.iterdir()] == ["errors.log"]
    assert not (tmp_path / "errors.log").read_text()


def test_a_worker_whose_start_fails_says_why_in_its_file(tmp_path):
    window = Window(tmp_path / "errors.log", _fail_to_warm_up)
    with pytest.raises(EOFError):
        window.hear()
    window.process.join(LONG_S)
    assert window.process.exitcode == 1
    window.process.close()
    window.pipe.close()
    assert "nothing to warm" in (tmp_path / "errors.log").read_text()


@pytest.mark.parametrize("work", ["waits", "sleeps"])
def test_a_window_that_is_killed_takes_its_workers_with_it(work, tmp_path):
    errors = tmp_path / "errors" / "1.log"
    errors.parent.mkdir()
    code = f"""
if __name__ == "__main__":
    from pathlib import Path
    from tests.simulation.test_warm_worker import Window, a_task
    window = Window(Path({str(errors)!r}))
    window.hear()
    window.pipe.send(a_task({work!r}))
    print(window.hear().phase, flush=True)
    import time
    time.sleep(600)
"""
    script = tmp_path / "window.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as console:
        pid = int(console.stdout.readline())
        watch = os.pidfd_open(pid)
        console.kill()
    assert wait([watch], LONG_S)
    os.close(watch)
    assert not errors.parent.exists()


def test_ctrl_c_is_left_to_the_window(window, small_path):
    os.kill(window.process.pid, signal.SIGINT)
    assert isinstance(window.ask(small_path, "sqlite://")[-2], Finished)


def test_a_worker_never_imports_qt():
    code = "import sys, simulation.worker; print([m for m in sys.modules if 'PySide' in m])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def a_task(name):
    return Task(work={"waits": _waits, "sleeps": _sleeps}[name], path="", seed=None, url="")


def _waits(pipe, *_):
    pipe.send(_own_pid())
    while pipe.read_word() is not Control.CANCEL:
        pass


def _sleeps(pipe, *_):
    pipe.send(_own_pid())
    time.sleep(600)


def _own_pid():
    return Progress(
        phase=str(os.getpid()),
        done=0,
        total=1,
        sessions=0,
        simulated_s=0,
        elapsed_s=0.0,
        remaining_s=None,
    )


def _fail_to_warm_up():
    raise ImportError("nothing to warm")
