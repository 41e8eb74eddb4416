"""The table of an experiment can be read by others, and is the same however it was made."""

import json
from dataclasses import replace

import pytest
from pyarrow import parquet

from core.domain.errors import RuleError
from simulation.experiment.carry_out import carry_out
from simulation.experiment.crew import OwnCrew
from simulation.experiment.order import Cell
from simulation.experiment.result_table import result_columns, write_result_table
from simulation.experiment.tally import Tally
from tests.simulation.experiment.conftest import PATH


@pytest.fixture
def played(order):
    return tuple(carry_out(order, OwnCrew()))


def _tally(order, played):
    tally = Tally(order)
    for one in played:
        tally.add(one)
    return tally


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_points_in_another_order_make_the_same_bytes(order, played, tmp_path, ending):
    for name, points in (("a", played), ("b", played[::-1])):
        write_result_table(_tally(order, points), tmp_path / f"{name}.{ending}")
    one, other = ((tmp_path / f"{name}.{ending}").read_bytes() for name in "ab")
    assert one == other


def test_parquet_and_lines_hold_every_figure_of_every_point(order, played, tmp_path):
    tally = _tally(order, played)
    for name in ("x.parquet", "x.jsonl"):
        write_result_table(tally, tmp_path / name)
    table = parquet.read_table(tmp_path / "x.parquet")
    rows = table.to_pylist()
    assert rows == [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    assert [(row["cell"], row["replication"]) for row in rows] == sorted(
        (one.cell, one.replication) for one in played
    )
    assert [row[f"set:{PATH}"] for row in rows] == [4] * 3 + [8] * 3 + [12] * 3
    by_place = {(one.cell, one.replication): one.kpis for one in played}
    for row in rows:
        kpis = by_place[row["cell"], row["replication"]]
        assert {name: row[name] for name in kpis} == kpis
    assert table.schema.metadata[b"seed"] == b"5"


def test_settings_of_two_kinds_become_one_column(order):
    cells = (*order.cells, Cell(title="as it is"))
    mixed = replace(order, cells=cells, replications=1)
    tally = _tally(mixed, carry_out(mixed, OwnCrew()))
    assert result_columns(tally)[f"set:{PATH}"] == [4, 8, 12, None]


def test_another_ending_is_refused(order, tmp_path):
    with pytest.raises(RuleError, match=r"\.parquet or \.jsonl"):
        write_result_table(Tally(order), tmp_path / "x.xls")
