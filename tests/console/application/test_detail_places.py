"""Over real books of either kind: every field is where it says, and every link leads somewhere."""

import json
from decimal import Decimal

import pytest

from console.application.opened_books import OpenedBooks
from console.present.book_tables import LOOKS
from console.present.detail_sections import detail_of
from console.present.kpi_tiles import RowsLink
from console.present.record_link import RecordKind, link_of_row
from console.present.table_look import record_of
from core.domain.filter_parse import parse_filter
from core.domain.table_fields import BookTable
from core.service.carry_cdrs import carry
from core.service.open_books import open_books
from core.service.pages import OLDEST_FIRST
from core.store.session_store import put_sessions
from tests.books import fill, now
from tests.builders import START, a_cdr, a_session


@pytest.fixture
def books(database_url):
    runtime = open_books(database_url, now)
    fill(runtime)
    with runtime.database.transaction() as connection:
        put_sessions(connection, "sha", [a_session(session_id="Stold")])
    carry(runtime, [a_cdr("told", start=START.replace(day=3), total_excl="11.00")])
    runtime.database.close()
    opened = OpenedBooks(database_url)
    yield opened
    opened.close()


def rows(books, table, tree=None):
    source = books.table(table)
    chunks = list(source.keys(tree, OLDEST_FIRST, lambda: True))
    return [record_of(row) for chunk in chunks for row in source.rows(chunk)]


def found(books, link):
    ask = {
        RecordKind.SESSION: books.session_detail,
        RecordKind.ENTRY: books.entry_detail,
        RecordKind.PAYOUT: books.payout_detail,
    }[link.kind]
    return detail_of(ask(link.id))


def every_detail(books):
    """All records that rows or links lead to."""
    open_links = [link_of_row(table, row) for table in BookTable for row in rows(books, table)]
    details = {}
    while open_links:
        link = open_links.pop()
        if link not in details:
            details[link] = found(books, link)
            lines = (line for section in details[link].sections for line in section.lines)
            open_links += [
                line.link for line in lines if line.link and not isinstance(line.link, RowsLink)
            ]
    return details


def test_every_field_is_stored_where_it_says_and_every_link_opens_what_it_says(books):
    details = every_detail(books)
    assert {link.kind for link in details} == set(RecordKind)
    row_links = set()
    for link, detail in details.items():
        assert detail.link == link
        for section in detail.sections:
            assert section.pointer in ("", *detail.raw.places), section
            for line in section.lines:
                assert line.pointer in ("", *detail.raw.places), line
                if isinstance(line.link, RowsLink):
                    row_links.add(line.link)
    assert len(row_links) > 2
    for link in row_links:
        assert rows(books, link.table, parse_filter(link.filter_text, LOOKS[link.table].fields))


def test_a_file_s_session_is_stored_beside_its_cdr(books):
    detail = books.session_detail("cdr:NL*ABC:told")
    stored = json.loads(detail.raw)
    assert stored["session"]["session_id"] == "Stold"
    assert stored["cdr"]["body"]["total_cost"]["excl_vat"] == "11.00"
    assert detail.differences[0].theirs == Decimal("11.00")
