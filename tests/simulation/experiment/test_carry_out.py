"""An experiment gives the same figures whoever plays it, however often it is stopped."""

import os
import signal
from dataclasses import replace

import pytest

from core.domain.errors import ConflictError, NotFoundError, RuleError, SourceError, WorkerError
from simulation.experiment.carry_out import carry_out, refuse_impossible
from simulation.experiment.crew import OwnCrew
from simulation.experiment.local_crew import LocalCrew
from simulation.experiment.order import Cell, Target, replicate_order
from simulation.experiment.point import Change
from simulation.experiment.result_folder import ResultFolder, read_result
from simulation.experiment.tally import Tally
from tests.simulation.experiment.conftest import PATH


def _digests(order, crew, **words):
    try:
        played = list(carry_out(order, crew, **words))
    finally:
        crew.close()
    places = [(one.cell, one.replication) for one in played]
    assert len(set(places)) == len(places)
    return {place: one.digest for place, one in zip(places, played, strict=True)}


@pytest.fixture
def wanted(order):
    return _digests(order, OwnCrew())


def test_processes_give_the_same_bytes_as_this_one(order, wanted):
    assert len(wanted) == len(set(wanted.values())) == 9
    assert _digests(order, LocalCrew(2)) == wanted


def test_a_process_that_is_killed_is_replaced_and_its_point_played_again(order, wanted):
    crew, killed, found = LocalCrew(2), [], {}
    try:
        for one in carry_out(order, crew):
            found[one.cell, one.replication] = one.digest
            if len(killed) < 2:
                pid = next(one for one in crew.pids if one not in killed)
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
        assert not set(killed) & set(crew.pids)
    finally:
        crew.close()
    assert len(set(killed)) == 2
    assert found == wanted


def test_a_point_that_ends_every_process_ends_the_experiment(order):
    crew = LocalCrew(1)
    crew.give(0, order.point(0, 0))
    try:
        for _ in range(2):
            os.kill(crew.pids[0], signal.SIGKILL)
            assert crew.next_reply(20) is None
        os.kill(crew.pids[0], signal.SIGKILL)
        with pytest.raises(WorkerError, match="3 processes died of it, the last one with signal 9"):
            crew.next_reply(20)
    finally:
        crew.close()


def test_a_cancelled_sweep_keeps_what_is_done_and_goes_on_where_it_was(order, wanted, tmp_path):
    for upto in (2, 5):
        found = _partly(order, tmp_path, upto)
        assert len(found) == upto
    with (tmp_path / "points.jsonl").open("ab") as file:
        file.write(b'{"cell": 2, "replic')  # as kill -9 leaves it
    fresh = []
    with ResultFolder.opened(tmp_path, order) as folder:
        known = folder.known()
        found = _digests(
            order, OwnCrew(), known=known, keep=lambda one: (fresh.append(one), folder.keep(one))
        )
    assert (len(known), len(fresh)) == (5, 4)
    assert found == wanted
    read = read_result(tmp_path)
    assert {
        (cell, one.replication): one.digest for cell in range(3) for one in read.played(cell)
    } == wanted
    assert read.order == order


def _partly(order, path, upto):
    found = []
    with ResultFolder.opened(path, order) as folder:
        found.extend(
            carry_out(
                order,
                OwnCrew(),
                known=folder.known(),
                keep=folder.keep,
                is_cancelled=lambda: len((path / "points.jsonl").read_text().splitlines()) >= upto,
            )
        )
    return found


def test_a_point_whose_figures_were_altered_is_played_again(order, tmp_path):
    _partly(order, tmp_path, 2)
    path = tmp_path / "points.jsonl"
    path.write_text(path.read_text().replace('"arrivals": ', '"arrivals": 1', 1))
    with ResultFolder.opened(tmp_path, order) as folder:
        assert len(folder.known()) == 1


def test_points_of_another_version_of_the_program_are_not_mixed_in(order, tmp_path):
    _partly(order, tmp_path, 1)
    path = tmp_path / "points.jsonl"
    path.write_text(path.read_text().replace('"code_version": "', '"code_version": "9.'))
    with (
        ResultFolder.opened(tmp_path, order) as folder,
        pytest.raises(ConflictError, match=r"its points were made by 9\."),
    ):
        folder.known()


def test_a_folder_of_another_experiment_is_refused(order, tmp_path):
    _partly(order, tmp_path, 1)
    with pytest.raises(ConflictError, match="it holds another experiment"):
        ResultFolder.opened(tmp_path, replace(order, replications=4))
    with pytest.raises(NotFoundError, match=r"no order\.json in it"):
        read_result(tmp_path / "tables")


def test_progress_is_told_before_anything_is_played(order):
    told = []
    crew = OwnCrew()
    list(carry_out(order, crew, on_progress=told.append))
    assert (told[0].done, told[0].total, told[0].remaining_s) == (0, 9, None)
    assert (told[-1].done, told[-1].total, told[-1].remaining_s) == (9, 9, 0.0)
    assert told[-1].sessions > 0


def test_replications_are_added_until_the_target_is_met(base):
    target = Target(kpi="sessions", half_width=0.06)
    order = replicate_order(base, replications=3, targets=(target,))
    tally = Tally(order)
    for one in carry_out(order, OwnCrew()):
        tally.add(one)
    assert 3 < tally.count(0) < 200
    found = tally.estimate(0, "sessions")
    assert found.half_width <= 0.06 * found.mean
    assert tally.convergence(0, "sessions")[-1].tolist() == [
        tally.count(0),
        found.mean,
        found.half_width,
    ]


def test_an_extended_order_plays_only_what_is_new(base):
    first = replicate_order(base, replications=2)
    more = first.extended(2)
    found = [one.replication for one in carry_out(more, OwnCrew())]
    assert found == [2, 3]


@pytest.mark.parametrize(
    ("cell", "error", "said"),
    [
        (Cell(changes=(Change(path=PATH, value=-1),)), SourceError, "sessions_per_evse_per_day"),
        (Cell(changes=(Change(path="nobody.x", value=1),)), SourceError, "there is no 'nobody'"),
        (Cell(variant="NOBODY"), NotFoundError, "no variant 'NOBODY'"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(order, cell, error, said):
    with pytest.raises(error, match=said):
        refuse_impossible(replace(order, cells=(*order.cells, replace(cell, title="wrong"))))


def test_of_many_cells_the_ends_are_read_before_anything_runs(order):
    def cells(*rates):
        changes = ((Change(path=PATH, value=rate),) for rate in rates)
        return tuple(Cell(title=str(at), changes=one) for at, one in enumerate(changes))

    refuse_impossible(replace(order, cells=cells(*range(1, 40))))
    for wrong in (cells(*range(1, 40), 201), cells(-1, *range(1, 40)), cells(*range(40), "many")):
        with pytest.raises(SourceError, match="sessions_per_evse_per_day"):
            refuse_impossible(replace(order, cells=wrong))


def test_a_wrong_point_ends_the_experiment_with_its_reason(order):
    wrong = replace(order, cells=(Cell(changes=(Change(path=PATH, value=-1),)),))
    with pytest.raises(RuleError, match="sessions_per_evse_per_day"):
        list(carry_out(wrong, OwnCrew()))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"replications": 0}, "replications: wanted 1 to 10000, found 0"),
        ({"cells": ()}, "cells: wanted at least one"),
        ({"cells": (Cell(title="a"), Cell(title="a"))}, "two are called 'a'"),
    ],
)
def test_an_order_that_cannot_be_is_refused(order, words, said):
    with pytest.raises(RuleError, match=said):
        replace(order, **words)
