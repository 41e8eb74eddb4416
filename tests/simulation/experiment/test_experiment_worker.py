"""A warm worker of the window plays an experiment with processes of its own, and can be stopped."""

import os
import signal
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from simulation.experiment.carry_out import carry_out
from simulation.experiment.crew import OwnCrew
from simulation.experiment.experiment_worker import ExperimentEnd, experiment_task
from simulation.experiment.local_crew import LocalCrew
from simulation.experiment.order import Cell
from simulation.experiment.point import Change
from simulation.experiment.result_folder import read_result
from simulation.feed import Control, Failed, Finished, Found, Progress
from simulation.feed_bytes import Idle, receive_message
from simulation.warm_worker import serve
from tests.simulation.experiment.conftest import PATH

LONG_S = 60


@pytest.fixture
def window(tmp_path):
    spawn = get_context("spawn")
    pipe, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs, str(tmp_path / "log"), None), daemon=True)
    process.start()
    theirs.close()
    yield pipe
    pipe.close()
    process.join(LONG_S)
    assert process.exitcode == 0
    process.close()


def _hear(pipe):
    assert pipe.poll(LONG_S)
    return receive_message(pipe)


def _told(pipe, until=Idle):
    told = [_hear(pipe)]
    while not isinstance(told[-1], until):
        told.append(_hear(pipe))
    return told


def test_points_come_one_by_one_from_processes_of_the_worker(window, order):
    assert _hear(window) == Idle(0)
    window.send(experiment_task(order, crew="2"))
    *told, end, idle = _told(window)
    assert isinstance(told[0], Progress)
    assert (told[0].done, told[0].total) == (0, 9)
    found = {(one.part.cell, one.part.replication): one.part.digest for one in _founds(told)}
    with_one = {(one.cell, one.replication): one.digest for one in carry_out(order, OwnCrew())}
    assert found == with_one
    assert isinstance(end, Finished)
    assert (end.cancelled, end.answer) == (False, ExperimentEnd(points=9, folder=""))
    assert idle == Idle(1)


def _founds(told):
    return [one for one in told if isinstance(one, Found)]


def test_a_cancelled_experiment_is_kept_and_resumed(window, order, tmp_path):
    assert _hear(window) == Idle(0)
    many = replace(order, replications=400)
    folder = tmp_path / "kept"
    window.send(experiment_task(many, folder=str(folder), crew="own"))
    before = _told(window, Found)
    window.send(Control.CANCEL)
    *rest, end, _ = _told(window)
    assert end.cancelled
    sent = len(_founds(before + rest))
    assert 1 <= sent < 1200
    assert end.answer.points == sent == read_result(folder).done
    window.send(experiment_task(many, folder=str(folder), crew="own"))
    assert len(_founds(_told(window, Progress))) == sent
    _told(window, Found)
    window.send(Control.CANCEL)
    assert _told(window)[-2].answer.points > sent


def test_an_order_that_cannot_be_is_told_before_anything_runs(window, order):
    assert _hear(window) == Idle(0)
    wrong = Cell(title="wrong", changes=(Change(path=PATH, value=-1),))
    window.send(experiment_task(replace(order, cells=(*order.cells, wrong)), crew="1"))
    failed, _ = _told(window)
    assert isinstance(failed, Failed)
    assert "sessions_per_evse_per_day" in failed.message


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks /proc who is there")
def test_a_parent_that_is_killed_leaves_no_process_behind(order):
    spawn = get_context("spawn")
    pids, theirs = spawn.Pipe(duplex=False)
    parent = spawn.Process(target=_play_for_ever, args=(order, theirs))
    parent.start()
    theirs.close()
    assert pids.poll(LONG_S)
    children = pids.recv()
    os.kill(parent.pid, signal.SIGKILL)
    parent.join()
    parent.close()
    # The other end of this pipe is inherited by nobody: it ends when all of them have.
    with pytest.raises(EOFError):
        pids.recv()
    for pid in children:
        _wait_until_gone(pid)
    pids.close()


def _wait_until_gone(pid):
    for _ in range(600):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
            if stat.rpartition(")")[2].split()[0] == "Z":
                return
        except FileNotFoundError:
            return
        signal.sigtimedwait([], 0.1)
    raise AssertionError(pid)


def _play_for_ever(order, pids):
    crew = LocalCrew(2)
    long = replace(order.point(0, 0), changes=(Change(path="days", value=3_660),))
    for ticket in range(2):
        crew.give(ticket, long)
    pids.send(crew.pids)
    crew.next_reply(600)
