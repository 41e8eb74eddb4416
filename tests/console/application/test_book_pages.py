"""Tables of real books: every cell can be written, and a filter means the same in SQL and here."""

import pytest

from console.application.book_pages import BookPages, BookTables
from console.present.book_tables import LOOKS
from console.present.export_rows import ExportFormat, write_text
from console.present.filter_columns import mask_of
from console.present.table_look import filter_of_cell, record_of
from core.domain.errors import StoreError
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.table_fields import BookTable
from core.service.pages import OLDEST_FIRST
from tests.books import fill, now
from tests.made_books import books_in

FILTERS = {
    BookTable.ENTRIES: (
        "account:2100*",
        'not account:"4200" or account:"1200:CH*ALP"',
        *("kind:cdr", "-kind:cdr", "dp:CH*", "not dp:CH*", 'dp:""', 'not cpo:""', "amount>10"),
        *("energy>0", "not energy>0", "commission:0", "not commission:0", "4", "NL*", "time:2026"),
        *("before:2026-06-02", "seq:2..4", "currency:EUR", "assumed:yes", 'evse:""', "evse:*2"),
    ),
    BookTable.SESSIONS: (
        *("state:held", "not state:settled", "state:free", "amount>10", "not amount>10", "site:*"),
        *("start<2026-06-01T14:00", "after:2026-06-01", "amount:0..1000", "energy>=22", "short"),
        *("cycle:2026-06-03", "not cycle:2026-06-03", "cycle:*06*", 'cycle:""', 'not cycle:""'),
    ),
    BookTable.HELD: ("reason:too_short", "not reason:overlap", "dp:NL*XYZ", "wanted", "energy>0"),
    BookTable.INSTRUCTIONS: (
        *("kind:payout", "party:NL*", "not party:NL*", "amount>50", "cycle:*2026*", "currency:CHF"),
        "on:2026-06-03",
    ),
}


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    runtime = books_in(f"sqlite:///{tmp_path_factory.mktemp('books') / 'books.sqlite'}", now)
    fill(runtime)
    yield runtime
    runtime.database.close()


def all_rows(source, tree=None):
    chunks = list(source.keys(tree, OLDEST_FIRST, lambda: True))
    return [row for chunk in chunks for row in source.rows(chunk)]


@pytest.mark.parametrize(
    ("table", "text"), [(table, text) for table, texts in FILTERS.items() for text in texts]
)
def test_a_filter_selects_in_sql_what_it_selects_here(books, table, text):
    look, source = LOOKS[table], BookPages(lambda: books, table)
    tree = parse_filter(text, look.fields)
    assert tree is not None
    assert not isinstance(tree, FilterProblem), tree
    everything = [
        row
        for chunk in source.keys(None, OLDEST_FIRST, lambda: True)
        for row in [source.rows(chunk)]
    ]
    (rows,) = everything
    here = rows[mask_of(tree, look.array_columns, rows)]
    assert [row.item() for row in all_rows(source, tree)] == [row.item() for row in here]


@pytest.mark.parametrize("table", BookTable)
def test_every_cell_is_written_and_as_a_filter_selects_its_own_row(books, table):
    look, source = LOOKS[table], BookPages(lambda: books, table)
    rows = all_rows(source)
    assert rows
    for row in rows:
        record = record_of(row)
        for column in look.columns:
            assert column.text(record)
            text = filter_of_cell(look, column, record)
            if text is None:
                continue
            tree = parse_filter(text, look.fields)
            assert tree is not None
            assert not isinstance(tree, FilterProblem), (text, tree)
            assert mask_of(tree, look.array_columns, row.reshape(1))[0], text


@pytest.mark.parametrize("table", BookTable)
def test_every_table_can_be_exported(books, table, tmp_path):
    source = BookPages(lambda: books, table)
    chunks = source.keys(None, OLDEST_FIRST, lambda: True)
    with (tmp_path / "out.csv").open("w", encoding="utf-8", newline="") as file:
        pages = (source.rows(chunk) for chunk in chunks)
        done = write_text(file, LOOKS[table].columns, pages, lambda _: True, ExportFormat.CSV)
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == done.rows + 1
    assert lines[0].split(",") == [column.name for column in LOOKS[table].columns]


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(books, tmp_path):
    look = LOOKS[BookTable.ENTRIES]
    source = BookPages(lambda: books, BookTable.ENTRIES)
    rows = source.rows(range(1, 2))
    rows["entry_id"] = "=cmd|' /C calc'!A0"
    with (tmp_path / "out.csv").open("w", encoding="utf-8", newline="") as file:
        write_text(file, look.columns, iter([rows]), lambda _: True)
    assert "'=cmd|" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_what_is_posted_later_is_found(books):
    source = BookPages(lambda: books, BookTable.ENTRIES)
    keys, last = source.new_keys(None, 2)
    assert list(keys) == list(range(3, last + 1))
    assert "NL*XYZ" in source.known_values()["dp"]


def test_the_tables_of_a_url_are_opened_by_the_first_question(tmp_path):
    url = f"sqlite:///{tmp_path / 'books.sqlite'}"
    tables = BookTables(url)
    held = tables.table(BookTable.HELD)  # before there are any: nobody has asked them yet
    books_in(url).database.close()
    assert list(held.keys(None, OLDEST_FIRST, lambda: True)) == []
    assert tables.opened() is tables.opened()
    tables.close()


def test_books_that_cannot_be_opened_say_so_to_whoever_asks(tmp_path):
    (tmp_path / "notes.txt").write_text("no database " * 100)
    tables = BookTables(f"sqlite:///{tmp_path / 'notes.txt'}")
    with pytest.raises(StoreError, match="file is not a database"):
        tables.table(BookTable.HELD).rows([1])
    tables.close()
