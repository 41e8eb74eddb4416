"""`networkcore report` writes what a folder of an experiment holds."""

import pytest

from simulation.experiment.result_folder import ResultFolder
from tests.simulation.outputs.conftest import a_tally, an_order


@pytest.fixture
def result(tmp_path):
    order = an_order(replications=2)
    tally = a_tally(order)
    with ResultFolder.opened(tmp_path / "result", order) as folder:
        for cell in range(len(order.cells)):
            for one in tally.played(cell):
                folder.keep(one)
    return tmp_path / "result"


def test_without_an_option_the_report_is_a_page_and_a_pdf(networkcore, result):
    told = networkcore("report", str(result), "--json").told
    assert told["points"] == 4
    assert sorted(told["files"]) == ["report.html", "report.pdf"]
    assert (result / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert (result / "report.html").read_text().startswith("<!doctype html>")


def test_tables_are_written_where_they_are_wanted(networkcore, result, tmp_path):
    out = tmp_path / "deep" / "out"
    words = ("--csv", "--xlsx", "--parquet", "--out", str(out))
    done = networkcore("report", str(result), *words)
    assert done.code == 0
    assert "Report of 4 points" in done.out
    assert sorted(path.name for path in out.iterdir()) == [
        "differences.csv",
        "differences.parquet",
        "figures.csv",
        "figures.parquet",
        "figures.xlsx",
        "points.csv",
        "points.parquet",
    ]


def test_a_folder_without_an_experiment_is_an_error_that_names_it(networkcore, tmp_path):
    done = networkcore("report", str(tmp_path))
    assert done.code == 2
    assert "no order.json in it, so no experiment" in done.err


def test_a_question_that_nobody_saved_is_an_error(networkcore, result):
    done = networkcore("report", str(result), "--question", "nobody-asked")
    assert done.code == 2
    assert "nobody-asked" in done.err


def test_every_visit_of_a_run_is_written(networkcore, result):
    words = ("--sessions", "--setting", "2", "--replication", "1", "--json")
    told = networkcore("report", str(result), *words).told
    assert list(told["files"]) == ["sessions.parquet"]
    assert (result / "sessions.parquet").read_bytes().startswith(b"PAR1")


def test_a_setting_that_is_not_there_is_an_error(networkcore, result):
    done = networkcore("report", str(result), "--sessions", "--setting", "3")
    assert done.code == 2
    assert "--setting: wanted 1 to 2, found 3" in done.err
