"""The database itself refuses to change what was written, whoever asks."""
# ruff: noqa: S608 (statements of our own table names)

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.domain.errors import StoreError
from core.store.bulk import insert_rows
from core.store.chain_store import seal_entries
from core.store.journal_store import append_entries, balances
from core.store.schema import APPEND_ONLY, entry, metadata, posting
from tests.agreement_books import fill_agreements
from tests.bank_books import fill_bank
from tests.books import NOW, fill, fill_life
from tests.builders import START, an_entry
from tests.document_books import fill_documents
from tests.duty_books import fill_duties
from tests.settlement_books import fill_settlement

TABLES = {table.name: table for table in metadata.sorted_tables}
SQLITE_ONLY = (
    "DROP TRIGGER posting_no_update",
    "DROP TABLE posting",
    "ALTER TABLE posting ADD COLUMN note TEXT",
    "CREATE TRIGGER mine AFTER INSERT ON posting BEGIN SELECT 1; END",
    "ATTACH DATABASE ':memory:' AS other",
)


def changes_of(table, dialect):
    """Statements that would change or lose the rows of a table."""
    column = next(iter(TABLES[table].columns)).name
    yield f"UPDATE {table} SET {column} = {column}"
    yield f"DELETE FROM {table}"
    if dialect == "sqlite":
        yield f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        yield f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    else:
        yield f"TRUNCATE {table} CASCADE"


def count_of(database, table):
    with database.reading() as connection:
        return connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()


def refused(opened, statement):
    """The error with which a statement was refused; empty if it was not."""
    try:
        with opened as connection:
            connection.execute(text(statement))
    except (StoreError, DBAPIError) as error:
        return str(error)
    return ""


def test_no_row_of_any_table_can_be_changed_or_lost(runtime):
    fill(runtime)
    fill_bank(runtime)
    fill_agreements(runtime)
    fill_duties(runtime)
    fill_documents(runtime)
    fill_life(runtime)
    fill_settlement(runtime)
    database = runtime.database
    before = {table: count_of(database, table) for table in APPEND_ONLY}
    assert min(before.values()) > 0, before
    for table in APPEND_ONLY:
        for statement in changes_of(table, database.dialect):
            for opened in (database.transaction(), database.unguarded()):
                problem = refused(opened, statement)
                wanted = (
                    "is append-only",
                    "has that key already",
                    "is sealed",
                    "not authorized",
                    "prohibited",
                    "next of its series",
                )
                assert any(words in problem for words in wanted), (statement, problem)
    assert {table: count_of(database, table) for table in APPEND_ONLY} == before


@pytest.mark.parametrize("statement", SQLITE_ONLY)
def test_sqlite_refuses_to_take_the_guards_away(memory, statement):
    assert "not authorized" in refused(memory.database.transaction(), statement)


def test_only_balances_and_counters_of_documents_are_ever_updated():
    assert set(TABLES) - set(APPEND_ONLY) == {"balance", "document_counter"}


def unbalanced(connection, number=7):
    head = (number, "cdr:X", "cdr", 0, 0, None, "cdr:X", "", None, "[]", "sha")
    insert_rows(connection, entry, [head])
    legs = [(number, 1, "1200:X", "EUR", 100), (number, 2, "2100:Y", "EUR", -99)]
    insert_rows(connection, posting, legs)


def test_an_entry_that_is_not_zero_cannot_be_posted_or_cannot_be_sealed(runtime):
    def post():
        with runtime.database.transaction() as connection:
            unbalanced(connection)

    def seal():
        with runtime.database.transaction() as connection:
            seal_entries(connection, NOW)

    if runtime.database.dialect == "postgresql":
        with pytest.raises(StoreError, match="does not sum to zero"):
            post()
        assert count_of(runtime.database, "entry") == 0
    else:
        post()
        with pytest.raises(StoreError, match="does not sum to zero"):
            seal()
    assert count_of(runtime.database, "seal") == 0


def test_one_currency_does_not_make_up_for_another(runtime):
    def post_and_seal():
        with runtime.database.transaction() as connection:
            head = (1, "cdr:X", "cdr", 0, 0, None, "cdr:X", "", None, "[]", "sha")
            insert_rows(connection, entry, [head])
            legs = [(1, 1, "1200:X", "EUR", 100), (1, 2, "2100:Y", "CHF", -100)]
            insert_rows(connection, posting, legs)
            seal_entries(connection, NOW)

    with pytest.raises(StoreError, match="does not sum to zero"):
        post_and_seal()
    assert count_of(runtime.database, "posting") == 0


def test_balances_follow_every_posting(runtime):
    with runtime.database.transaction() as connection:
        append_entries(connection, [an_entry("a", 100), an_entry("b", 50)], NOW)
    with runtime.database.transaction() as connection:
        append_entries(connection, [an_entry("a", 100).reversed("x", START)], NOW)
        assert balances(connection) == {("1200:NL*XYZ", "EUR"): 50, ("2100:NL*ABC", "EUR"): -50}


@pytest.mark.parametrize("amount", ["'x'", "12.5", "9223372036854775808"])
def test_an_amount_is_a_whole_number_of_64_bits(runtime, amount):
    with runtime.database.transaction() as connection:
        append_entries(connection, [an_entry()], NOW)
    statement = f"INSERT INTO posting VALUES (1, 3, '1200:X', 'EUR', {amount})"
    assert refused(runtime.database.transaction(), statement)


def test_a_posting_without_its_entry_is_refused(runtime):
    statement = "INSERT INTO posting VALUES (99, 1, '1200:X', 'EUR', 0)"
    assert "foreign key" in refused(runtime.database.transaction(), statement).lower()
