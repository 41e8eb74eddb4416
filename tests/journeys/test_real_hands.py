"""Journeys by a real mouse and a real keyboard on a real display; pictures in build/journeys."""

import csv

import pytest

from core.domain.filter_parse import parse_filter
from core.domain.table_fields import FIELDS, BookTable
from core.service.open_books import open_books
from core.service.pages import RowOrder, keys_of, rows_of
from core.service.trace import trace
from tests.journeys.real_input import a_display, hands_on
from tests.writing_books import another_process_writes, books_with

SETTLED = parse_filter("state:settled", FIELDS[BookTable.SESSIONS])
SESSIONS = 2_000
ALPINE = parse_filter("dp:CH*ALP amount>1", FIELDS[BookTable.ENTRIES])
DEAREST_FIRST = RowOrder(field="amount", descending=True)


@pytest.fixture(scope="module")
def display():
    with a_display() as display:
        yield display


def test_an_analyst_runs_a_scenario_and_finds_when_the_dearest_session_is_paid(display, tmp_path):
    with hands_on(display, "analyst", tmp_path) as hands:
        hands.click("where", "Analyse")
        hands.click("where", "Run")
        hands.see("texts", that=lambda texts: any("Finished in" in text for text in texts))
        hands.click("where", "Operate")
        hands.click("where", "Sessions")
        oldest = hands.see("cell", "Sessions", 0, "CDR")["text"]
        hands.click("where", "Filter")
        hands.type("state:settled")
        hands.press("Return")
        hands.click("header", "Sessions", "At tariff")
        dearest = dearest_settled_session(tmp_path)
        assert dearest.cdr.key != oldest
        hands.see("cell", "Sessions", 0, "CDR", that=lambda cell: cell["text"] == dearest.cdr.key)
        hands.click("cell", "Sessions", 0, "CDR")
        paid = hands.see("branch", "Answers on record", "When was it paid?")["text"]
        hands.picture("paid")
        assert hands.clicks == 7
    (payout,) = [one for one in dearest.instructions if one.party == dearest.cdr.cpo]
    assert payout.instruction_id in paid


def test_an_operator_follows_a_live_ledger_filters_it_and_exports_it(
    display, database_url, tmp_path
):
    books_with(database_url, 200)
    exported = tmp_path / "alpine.csv"
    name = f"operator-{database_url.partition(':')[0].partition('+')[0]}"
    with (
        hands_on(display, name, tmp_path, database_url) as hands,
        another_process_writes(database_url, 201, SESSIONS, per_second=200) as writer,
    ):
        hands.see("texts", that=lambda texts: any("LIVE" in text for text in texts))
        hands.see("rows", "Ledger", that=lambda rows: rows > 400)
        hands.click("where", "Filter")
        hands.type("dp:CH*ALP amount>1")
        hands.press("Return")
        hands.see("where", "Whether the filter can be read", that=applied)
        few = hands.ask("rows", "Ledger")
        hands.see("rows", "Ledger", that=lambda rows: rows > few)
        writer.join(60)
        wanted = matching_entries(database_url)
        hands.see("rows", "Ledger", that=lambda rows: rows == len(wanted))
        hands.click("where", "Export")
        hands.click("where", "CSV (*.csv)")
        hands.type(str(exported))
        hands.press("Return")
        hands.see("texts", that=lambda texts: any(exported.name in text for text in texts))
        hands.picture("exported")
    with exported.open(encoding="utf-8-sig", newline="") as file:
        assert [row["seq"] for row in csv.DictReader(file)] == wanted


def applied(verdict):
    return verdict and "applied" in verdict["text"]


def matching_entries(url):
    """Numbers of the entries that the filter selects, as the books tell without any window."""
    runtime = open_books(url)
    try:
        chunks = keys_of(runtime, BookTable.ENTRIES, ALPINE)
        return [str(key) for chunk in chunks for key in chunk]
    finally:
        runtime.database.close()


def dearest_settled_session(folder):
    """As the books tell without any window."""
    (file,) = folder.rglob("city-*.db")
    runtime = open_books(f"sqlite:///{file}")
    try:
        keys = next(iter(keys_of(runtime, BookTable.SESSIONS, SETTLED, DEAREST_FIRST)))
        (row,) = rows_of(runtime, BookTable.SESSIONS, keys[:1])
        return trace(runtime, row[2])
    finally:
        runtime.database.close()
