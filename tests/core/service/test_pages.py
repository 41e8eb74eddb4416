"""Pages of the books: the keys that a filter selects, in order, and the rows behind them."""

import pytest

from core.domain.errors import StoreError
from core.domain.filter_parse import parse_filter
from core.domain.table_fields import FIELDS, BookTable
from core.service.carry_cdrs import carry
from core.service.pages import (
    ROW_FIELDS,
    RowOrder,
    keys_of,
    known_values,
    new_keys_of,
    rows_of,
)
from core.service.report import ledger_after
from tests.books import fill, some_cdrs

ENTRIES, SESSIONS = BookTable.ENTRIES, BookTable.SESSIONS
CHEAP_FIRST = RowOrder(field="amount")


@pytest.fixture
def books(runtime):
    fill(runtime)
    return runtime


def keys(runtime, table, text="", order=None):
    tree = parse_filter(text, FIELDS[table])
    chunks = keys_of(runtime, table, tree, order or RowOrder())
    return [key for chunk in chunks for key in chunk]


def rows(runtime, table, text="", order=None):
    found = rows_of(runtime, table, keys(runtime, table, text, order))
    return [dict(zip(ROW_FIELDS[table], row, strict=True)) for row in found]


def test_the_whole_ledger_is_a_range_of_its_numbers(books):
    (chunk,) = keys_of(books, ENTRIES, None)
    assert isinstance(chunk, range)
    assert [row["seq"] for row in rows(books, ENTRIES)] == list(chunk)
    newest_first = RowOrder(field="seq", descending=True)
    assert keys(books, ENTRIES, order=newest_first) == list(reversed(chunk))


def test_a_page_of_the_ledger_says_what_the_report_says(books):
    for row, line in zip(rows(books, ENTRIES), ledger_after(books, 0, 1000), strict=True):
        assert (row["seq"], row["entry_id"], row["kind"]) == (line.seq, line.entry_id, line.kind)
        assert (row["gross_minor"], row["currency"]) == (line.gross_minor, line.currency)
        assert (row["cpo"] or "", row["evse_uid"] or "") == (line.cpo, line.evse_uid)
        assert (row["commission_minor"] or 0) == line.commission_minor


@pytest.mark.parametrize("table", BookTable)
def test_every_field_of_every_table_can_be_sorted_by(books, table):
    everything = sorted(map(str, keys(books, table)))
    assert everything
    for field in FIELDS[table]:
        for descending in (False, True):
            order = RowOrder(field=field.name, descending=descending)
            assert sorted(map(str, keys(books, table, order=order))) == everything


@pytest.mark.parametrize(
    ("table", "text", "test"),
    [
        (ENTRIES, "kind:cdr", lambda row: row["kind"] == "cdr"),
        (ENTRIES, "dp:CH*ALP", lambda row: row["demand_partner"] == "CH*ALP"),
        (ENTRIES, "-dp:CH*ALP", lambda row: row["demand_partner"] != "CH*ALP"),
        (ENTRIES, "dp!=CH*", lambda row: not (row["demand_partner"] or "").startswith("CH")),
        (ENTRIES, "energy>22", lambda row: (row["energy_e4"] or 0) > 220_000),
        (ENTRIES, "seq:2..3", lambda row: row["seq"] in (2, 3)),
        (ENTRIES, "amount>20", lambda row: row["gross_minor"] > 2000),
        (ENTRIES, 'account:"2100:NL*ABC"', lambda row: "2100:NL*ABC" in row["accounts"].split()),
        (ENTRIES, "account:1200*", lambda row: "1200:" in row["accounts"]),
        (ENTRIES, "-account:1200*", lambda row: "1200:" not in row["accounts"]),
        (ENTRIES, "account!=1200*", lambda row: "1200:" not in row["accounts"]),
        (ENTRIES, "cut_off", lambda row: "cut_off" in row["entry_id"]),
        (ENTRIES, "CUT_OFF", lambda row: "cut_off" in row["entry_id"]),
        (ENTRIES, "assumed:no", lambda _: True),
        (SESSIONS, "state:held", lambda row: row["cdr_key"].endswith("short")),
        (SESSIONS, "state:free", lambda row: row["cdr_key"].endswith("free")),
        (SESSIONS, "not (state:held or state:free)", lambda row: row["state"] == "settled"),
        (SESSIONS, "amount>0", lambda row: (row["gross_minor"] or 0) > 0),
        (SESSIONS, "before:2000", lambda _: False),
        (BookTable.HELD, "reason:too_short", lambda _: True),
        (BookTable.INSTRUCTIONS, "kind:payout", lambda row: row["kind"] == "PAYOUT"),
        (BookTable.INSTRUCTIONS, "party:NL*", lambda row: row["party"].startswith("NL")),
    ],
)
def test_a_filter_selects(books, table, text, test):
    everything = rows(books, table)
    assert rows(books, table, text) == [row for row in everything if test(row)]
    assert any(test(row) for row in everything) is (text != "before:2000")


def test_rows_come_in_the_order_of_the_keys_asked_for(books):
    everything = keys(books, SESSIONS)
    found = rows_of(books, SESSIONS, everything)
    assert rows_of(books, SESSIONS, everything[::-1]) == found[::-1]
    assert rows_of(books, SESSIONS, []) == ()
    amounts = [row["gross_minor"] for row in rows(books, SESSIONS, "amount>0", CHEAP_FIRST)]
    assert amounts == sorted(amounts)


def test_what_was_added_is_found_from_where_one_was(books):
    tree = parse_filter("dp:CH*ALP kind:cdr", FIELDS[ENTRIES])
    last = keys(books, ENTRIES)[-1]
    assert new_keys_of(books, ENTRIES, tree, last) == (range(last + 1, last + 1), last)
    before = len(keys(books, ENTRIES, "dp:CH*ALP kind:cdr"))
    carry(books, some_cdrs(4, first=6))
    found, now_last = new_keys_of(books, ENTRIES, tree, last)
    assert now_last == last + 4
    assert len(found) == 2
    assert keys(books, ENTRIES, "dp:CH*ALP kind:cdr")[before:] == list(found)
    assert new_keys_of(books, ENTRIES, None, last) == (range(last + 1, last + 5), last + 4)


def test_a_search_that_nobody_waits_for_is_broken_off_and_leaves_the_books_in_order(memory):
    fill(memory)
    with memory.database.unguarded() as connection:
        many = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
            "INSERT INTO hold SELECT 'cdr:X:' || i, 'overlap', 'x', 0 FROM n"
        )
        connection.exec_driver_sql(many)
    tree = parse_filter("nowhere", FIELDS[BookTable.HELD])
    with pytest.raises(StoreError, match="interrupted"):
        list(keys_of(memory, BookTable.HELD, tree, is_wanted=lambda: False))
    assert list(keys_of(memory, BookTable.HELD, tree)) == []


def test_the_parties_are_offered_where_a_field_is_one(books):
    known = known_values(books, ENTRIES)
    assert known["dp"] == known["cpo"]
    assert {"CH*ALP", "NL*XYZ"} <= set(known["dp"])
    assert set(known_values(books, BookTable.INSTRUCTIONS)) == {"party"}
