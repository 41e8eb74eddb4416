"""Raw visits: the same ones that the figures of the point are made of."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pyarrow.parquet as pq
import pytest

from simulation.outputs.subject import Question, Subject
from simulation.outputs.visit_columns import visit_columns
from simulation.outputs.write_columns import csv_bytes, parquet_bytes, xlsx_bytes


@pytest.fixture(scope="module")
def exported(tally):
    return visit_columns(Subject(tally=tally, question=Question()), 1, 2)


def test_visits_add_up_to_the_figures_of_their_point(tally, exported):
    kpis = tally.played(1)[2].kpis
    rows = pq.read_table(BytesIO(parquet_bytes(exported))).to_pylist()
    served = [row for row in rows if row["outcome"] == "SERVED"]
    assert len(rows) == kpis["arrivals"]
    assert len(served) == kpis["sessions"]
    assert sum(row["energy_kwh"] for row in served) == pytest.approx(kpis["energy_kwh"])
    for key in ("NL*XYZ", "FR*OPQ"):
        own = [row for row in served if row["demand_partner"] == key]
        assert len(own) == kpis[f"sessions@{key}"]
    refused = [row for row in rows if row["outcome"] == "AUTH_REJECTED"]
    assert len(refused) == kpis["auth_rejected"]


def test_times_are_in_order_and_missing_ones_are_missing(exported):
    rows = pq.read_table(BytesIO(parquet_bytes(exported))).to_pylist()
    assert all(row["plugged"] is None for row in rows if row["outcome"] == "BALKED")
    for row in rows:
        if row["outcome"] == "SERVED":
            assert row["arrived"] <= row["plugged"] <= row["began"] <= row["left"]


def test_the_notes_say_which_run_it_is(exported):
    metadata = pq.read_table(BytesIO(parquet_bytes(exported))).schema.metadata
    wanted = {b"setting": b"many", b"replication": b"2", b"seed": b"5"}
    assert {name: metadata[name] for name in wanted} == wanted


def test_lines_and_sheets_have_the_same_times(exported):
    lines = list(csv.DictReader(StringIO(csv_bytes(exported).decode())))
    sheet = openpyxl.load_workbook(BytesIO(xlsx_bytes([exported])))["Sessions"]
    head, *rows = sheet.iter_rows(values_only=True)
    at = head.index("arrived")
    assert [f"{row[at]:%Y-%m-%dT%H:%M:%SZ}" for row in rows] == [one["arrived"] for one in lines]
    gone = [one["plugged"] for one in lines if one["outcome"] == "BALKED"]
    assert set(gone) <= {""}
