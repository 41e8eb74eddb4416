"""Books of the version before batches are opened, verified and gone on with."""

from datetime import timedelta

import pytest
from sqlalchemy import Column, MetaData, Table, inspect, text

from core.domain.errors import StoreError
from core.service.carry_cdrs import carry
from core.service.close_period import balances_known
from core.service.open_books import open_books
from core.service.runtime import Runtime
from core.service.verify_books import verify_books
from core.store.bulk import insert_rows
from core.store.database import Database, migrate
from core.store.journal_store import append_entries, balances
from core.store.schema import metadata
from tests.bank_books import fill_bank
from tests.books import NOW, fill, now, some_cdrs
from tests.builders import an_entry

OLD = "v0007"


def rows_of(connection, table, columns):
    query = text(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1")  # noqa: S608 (our names)
    return [tuple(row) for row in connection.execute(query)]


@pytest.fixture
def older(tmp_path, empty_database_url):
    """URL of books as ``OLD`` wrote them, with what use cases of today write into every table."""
    filled = open_books(f"sqlite:///{tmp_path / 'filled.sqlite'}", now)
    fill(filled)
    fill_bank(filled)
    with (
        Database(empty_database_url) as database,
        database.unguarded() as target,
        filled.database.reading() as source,
    ):
        migrate(target, OLD)
        known = set(inspect(target).get_table_names()) - {"balance"}
        tables = [table for table in metadata.sorted_tables if table.name in known]
        for table in sorted(tables, key=lambda table: table.name == "seal"):  # it closes entries
            copy_rows(source, target, table.name)
        if database.dialect == "postgresql":
            target.execute(text("SELECT setval('entry_number', (SELECT MAX(id) FROM entry))"))
    filled.database.close()
    return empty_database_url


def copy_rows(source, target, name):
    columns = [column["name"] for column in inspect(target).get_columns(name)]
    older_table = Table(name, MetaData(), *map(Column, columns))
    insert_rows(target, older_table, rows_of(source, name, columns))


def test_older_books_verify_as_they_did_and_are_gone_on_with(older):
    runtime = open_books(older, now)
    with runtime.database.reading() as connection:
        before = balances(connection)
    assert before
    known = balances_known(runtime, known_at=NOW)
    assert known == {where: amount for where, amount in sorted(before.items()) if amount}
    audit = verify_books(runtime)
    assert audit.count == 0, audit
    later = Runtime(runtime.database, lambda: NOW + timedelta(days=1))
    assert carry(later, some_cdrs(count=6, first=5)).posted == 6
    audit = verify_books(runtime)
    assert audit.count == 0, audit
    assert balances_known(runtime, known_at=NOW) == known != balances_known(runtime)
    runtime.database.close()


def test_entries_of_older_books_are_guarded_as_those_of_today(older):
    runtime = open_books(older, now)
    with runtime.database.transaction() as connection:
        append_entries(connection, [an_entry("after")], NOW)
    with pytest.raises(StoreError), runtime.database.transaction() as connection:
        connection.execute(text("INSERT INTO posting VALUES (1, 99, '1200:X', 'EUR', 0)"))
    runtime.database.close()
