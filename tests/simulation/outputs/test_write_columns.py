"""Exports: what is read back is what was found, with units and where it comes from."""

import csv
from io import BytesIO, StringIO

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest

from core.domain.errors import RuleError
from simulation.experiment.order import Order, OrderKind
from simulation.kpis import kpi_of
from simulation.outputs.result_columns import (
    Columns,
    difference_columns,
    figure_columns,
    point_columns,
)
from simulation.outputs.subject import Question, Subject
from simulation.outputs.write_columns import csv_bytes, fitting, parquet_bytes, xlsx_bytes
from tests.simulation.outputs.conftest import a_tally, an_order


@pytest.fixture
def subject(tally):
    return Subject(tally=tally, question=Question())


def test_figures_are_read_back_from_parquet_with_their_notes(subject):
    table = pq.read_table(BytesIO(parquet_bytes(figure_columns(subject))))
    rows = {(row["setting"], row["kpi"]): row for row in table.to_pylist()}
    estimate = subject.tally.estimate(1, "cpo_net_minor_eur")
    row = rows["many", "cpo_net_minor_eur"]
    assert row["mean"] == estimate.mean / 100
    assert row["half_width_95"] == estimate.half_width / 100
    assert (row["unit"], row["replications"], row["imputed"]) == ("EUR", 6, "")
    assert row["definition"] == kpi_of("cpo_net_minor_eur").definition
    notes = table.schema.metadata
    assert notes[b"seed"] == b"5"
    assert notes[b"code_version"] == subject.tally.played(0)[0].provenance.code_version.encode()
    assert len(notes[b"sha256 small.toml"]) == 64


def test_points_are_read_back_to_the_bit(subject):
    rows = pq.read_table(BytesIO(parquet_bytes(point_columns(subject)))).to_pylist()
    found = {(row["setting"], row["replication"], row["kpi"]): row["value"] for row in rows}
    wanted = {
        (title, one.replication, name): value
        for cell, title in enumerate(("few", "many"))
        for one in subject.tally.played(cell)
        for name, value in one.kpis.items()
    }
    assert found == wanted


def test_lines_are_read_back_to_the_bit(subject):
    columns = point_columns(subject)
    rows = list(csv.DictReader(StringIO(csv_bytes(columns).decode())))
    assert [float(row["value"]) for row in rows] == columns.columns["value"].tolist()
    assert [row["kpi"] for row in rows] == columns.columns["kpi"]


def test_sheets_hold_figures_points_and_what_they_are_made_of(subject):
    tables = (figure_columns(subject), point_columns(subject))
    book = openpyxl.load_workbook(BytesIO(xlsx_bytes(tables)))
    assert book.sheetnames == ["Figures", "Points", "Made of"]
    rows = list(book["Points"].iter_rows(values_only=True))
    assert rows[0] == ("setting", "replication", "kpi", "value")
    assert [row[3] for row in rows[1:]] == pytest.approx(tables[1].columns["value"].tolist())
    notes = dict(book["Made of"].iter_rows(values_only=True))
    assert notes["seed"] == "5"


def test_a_difference_is_exported_with_both_p_values(subject):
    columns = difference_columns(subject).columns
    at = columns["kpi"].index("sessions")
    found = subject.tally.differences(subject.watched())[at]
    assert columns["difference"][at] == found.mean
    assert (columns["p_value"][at], columns["p_holm"][at]) == (found.p_value, found.p_adjusted)
    assert columns["verdict"][at] == found.verdict.value


def test_one_setting_has_no_differences():
    whole = an_order(OrderKind.REPLICATE, 1)
    order = Order(kind=whole.kind, base=whole.base, cells=whole.cells[:1], replications=1)
    one = Subject(tally=a_tally(order), question=Question())
    with pytest.raises(RuleError, match="wanted at least two settings"):
        difference_columns(one)
    assert ",,," in csv_bytes(figure_columns(one)).decode()  # no interval of one run


def test_a_text_that_would_be_a_formula_stays_a_text():
    columns = Columns(
        title="T", columns={"name": ["=1+1", "-x", "plain"], "n": np.arange(3)}, notes={}
    )
    assert csv_bytes(columns).decode().splitlines()[1:] == ["'=1+1,0", "'-x,1", "plain,2"]
    sheet = openpyxl.load_workbook(BytesIO(xlsx_bytes([columns])))["T"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "=1+1"


def test_what_a_sheet_cannot_hold_is_left_out_and_said():
    long = Columns(title="Points", columns={"n": np.zeros(1_048_576)}, notes={})
    short = Columns(title="Figures", columns={"n": np.zeros(1)}, notes={"seed": "5"})
    book = openpyxl.load_workbook(BytesIO(xlsx_bytes(fitting([short, long]))))
    assert book.sheetnames == ["Figures", "Made of"]
    notes = dict(book["Made of"].iter_rows(values_only=True))
    assert notes["left out: Points"].startswith("1,048,576 rows do not fit a sheet")


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written():
    columns = Columns(title="T", columns={"n": np.zeros(1_048_576)}, notes={})
    with pytest.raises(RuleError, match="1,048,575 rows for a sheet, found 1,048,576"):
        xlsx_bytes([columns])
