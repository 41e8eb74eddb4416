"""The database itself refuses to change what was written, whoever asks."""
# ruff: noqa: S608 (statements of our own table names)

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.domain.errors import StoreError
from core.store.bulk import insert_rows
from core.store.chain_store import seal_entries
from core.store.journal_store import append_entries, balances
from core.store.schema import APPEND_ONLY, entry, metadata, posting, posting_batch
from tests.agreement_books import fill_agreements
from tests.bank_books import fill_bank
from tests.books import NOW, fill
from tests.builders import START, an_entry
from tests.document_books import fill_documents
from tests.duty_books import fill_duties
from tests.hub_books import fill_hub
from tests.kept_books import fill_kept
from tests.life_books import fill_life
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
    fill_hub(runtime)
    fill_kept(runtime)
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
                    "the period is closed",
                )
                assert any(words in problem for words in wanted), (statement, problem)
    assert {table: count_of(database, table) for table in APPEND_ONLY} == before


@pytest.mark.parametrize("statement", SQLITE_ONLY)
def test_sqlite_refuses_to_take_the_guards_away(memory, statement):
    assert "not authorized" in refused(memory.database.transaction(), statement)


def test_only_balances_counters_pictures_what_may_be_erased_and_no_books_are_ever_updated():
    changing = {"balance", "document_counter", "kept_object", "open_claim", "personal_body"}
    assert set(TABLES) - set(APPEND_ONLY) == changing | {"passage", "hub_message", "hub_lease"}


def rows_of(connection, legs, number=7):
    """An entry and its legs, written past the journal."""
    head = (number, "cdr:X", "cdr", 0, 0, None, "cdr:X", "", None, "[]", "sha")
    insert_rows(connection, entry, [head])
    insert_rows(connection, posting, [(number, at, *leg) for at, leg in enumerate(legs, start=1)])


UNBALANCED = (
    (("1200:X", "EUR", 100), ("2100:Y", "EUR", -99)),
    (("1200:X", "EUR", 100), ("2100:Y", "CHF", -100)),
    (("1200:X", "EUR", 100), ("2100:Y", "CHF", -50), ("2100:Z", "CHF", -50)),
)


@pytest.mark.parametrize("legs", UNBALANCED)
def test_an_entry_that_is_not_zero_in_each_currency_cannot_be_posted(runtime, legs):
    def post():
        with runtime.database.transaction() as connection:
            rows_of(connection, legs)
            insert_rows(connection, posting_batch, [(7, 0)])

    with pytest.raises(StoreError, match="does not sum to zero"):
        post()
    assert count_of(runtime.database, "posting") == 0


def test_one_unbalanced_entry_among_many_that_balance_keeps_all_of_them_out(runtime):
    def post():
        with runtime.database.transaction() as connection:
            append_entries(connection, [an_entry(str(number)) for number in range(50)], NOW)
            rows_of(connection, UNBALANCED[0], number=51)
            append_entries(connection, [an_entry("last")], NOW)

    with pytest.raises(StoreError, match="does not sum to zero"):
        post()
    assert count_of(runtime.database, "entry") == 0
    with runtime.database.reading() as connection:
        assert balances(connection) == {}


def test_sqlite_seals_no_entry_that_is_in_no_batch(memory):
    def seal():
        with memory.database.transaction() as connection:
            rows_of(connection, (("1200:X", "EUR", 100), ("2100:Y", "EUR", -100)))
            seal_entries(connection, NOW)

    with pytest.raises(StoreError, match="in no batch"):
        seal()


@pytest.mark.parametrize("opened", ["transaction", "unguarded"])
def test_nothing_is_added_to_an_entry_of_a_batch_nor_put_before_it(memory, opened):
    with memory.database.transaction() as connection:
        append_entries(connection, [an_entry("a"), an_entry("b")], NOW)
    for statement in (
        "INSERT INTO posting VALUES (1, 9, '1200:X', 'EUR', 0)",
        "INSERT OR REPLACE INTO posting VALUES (2, 1, '1200:X', 'EUR', 7)",
        "INSERT INTO entry SELECT 0, 'n', kind, 0, 0, 0, 's', '', NULL, '[]', '' FROM entry",
        "REPLACE INTO entry SELECT 9, entry_id, kind, 0, 0, 0, 's', '', NULL, '[]', '' FROM entry",
        "INSERT INTO posting_batch VALUES (1, 0)",
    ):
        problem = refused(getattr(memory.database, opened)(), statement)
        assert "has that key already" in problem or "append-only" in problem, (statement, problem)


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
