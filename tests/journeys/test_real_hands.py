"""Journeys by a real mouse and a real keyboard on a real display; pictures in build/journeys."""

import pytest

from core.domain.filter_parse import parse_filter
from core.domain.table_fields import FIELDS, BookTable
from core.service.open_books import open_books
from core.service.pages import RowOrder, keys_of, rows_of
from core.service.trace import trace
from tests.journeys.real_input import a_display, hands_on

SETTLED = parse_filter("state:settled", FIELDS[BookTable.SESSIONS])
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
