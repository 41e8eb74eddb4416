"""What a row opens: its session if it has one, else itself."""

import pytest

from console.present.record_link import (
    cycle_rows,
    entry_link,
    link_of_row,
    payout_link,
    session_link,
    session_of_row,
)
from core.domain.table_fields import BookTable


@pytest.mark.parametrize(
    ("table", "record", "link"),
    [
        (BookTable.ENTRIES, {"kind": "cdr", "entry_id": "cdr:A"}, session_link("cdr:A")),
        (BookTable.ENTRIES, {"kind": "cut_off", "entry_id": "cut_off:1"}, entry_link("cut_off:1")),
        (BookTable.ENTRIES, {"kind": "credit", "entry_id": "cdr:A-C"}, entry_link("cdr:A-C")),
        (BookTable.SESSIONS, {"cdr_key": "cdr:A"}, session_link("cdr:A")),
        (BookTable.HELD, {"cdr_key": "cdr:A"}, session_link("cdr:A")),
        (BookTable.INSTRUCTIONS, {"instruction_id": "1:A:EUR"}, payout_link("1:A:EUR")),
    ],
)
def test_a_row_opens_its_session_or_itself(table, record, link):
    assert link_of_row(table, record) == link
    is_session = link == session_link(link.id)
    assert session_of_row(table, record) == (link.id if is_session else None)


def test_a_link_says_what_it_shows():
    assert payout_link("1:A:EUR").said == "payout 1:A:EUR"
    rows = cycle_rows("2026-06-01")
    assert (rows.table, rows.filter_text) == (BookTable.INSTRUCTIONS, "cycle:2026-06-01")
    assert "2026-06-01" in rows.said
