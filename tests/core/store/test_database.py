"""A database is made once, opened by either URL, and its faults are one clear error."""

import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from core.domain.errors import StoreError
from core.service.open_books import open_books
from core.store import engines
from core.store.bulk import insert_rows
from core.store.database import Database, migrate
from core.store.engines import Access
from core.store.schema import free_cdr, metadata
from tests.books import now

URL_OF_NOBODY = "postgresql://ann:secret@127.0.0.1:1/books"


def put_free_cdrs(connection, count, first=0):
    insert_rows(
        connection,
        free_cdr,
        [(f"cdr:{number}", "x" * 500) for number in range(first, first + count)],
    )


def count_free(database):
    with database.reading() as connection:
        return connection.execute(text("SELECT COUNT(*) FROM free_cdr")).scalar_one()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "books.sqlite"


@pytest.fixture
def on_file(file):
    """Books in a file; the test opens further connections to it."""
    runtime = open_books(f"sqlite:///{file}", now)
    yield runtime.database
    runtime.database.close()


def test_what_the_migrations_make_is_what_the_schema_says(runtime):
    with runtime.database.unguarded() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_books_of_the_first_version_are_brought_up_to_date(empty_database_url):
    with Database(empty_database_url) as database:
        with database.unguarded() as connection:
            migrate(connection, "v0001")
            put_free_cdrs(connection, 1)
        database.create()
        assert count_free(database) == 1
        with database.unguarded() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []


def test_every_table_of_sqlite_is_strict(memory):
    with memory.database.reading() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master"))
        made = {row.name: row.sql for row in rows}
    for table in metadata.sorted_tables:
        assert "STRICT" in made[table.name], table.name
    assert "WITHOUT ROWID" in made["posting"]


def test_making_it_again_changes_nothing(runtime, database_url):
    with runtime.database.transaction() as connection:
        put_free_cdrs(connection, 1)
    runtime.database.create()
    with Database(database_url) as again:
        again.create()
        assert count_free(again) == 1


def test_tables_of_a_newer_version_are_left_alone(runtime, database_url):
    with runtime.database.unguarded() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999'"))
    with Database(database_url) as database, pytest.raises(StoreError) as caught:
        database.create()
    assert "was written by a newer version" in str(caught.value)
    assert "v9999" in str(caught.value)
    assert str(caught.value).startswith(database.name)


def test_a_transaction_is_kept_whole_or_not_at_all(runtime):
    def half():
        with runtime.database.transaction() as connection:
            put_free_cdrs(connection, 3)
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        half()
    assert count_free(runtime.database) == 0


def test_a_reader_sees_one_picture_while_others_write(runtime, database_url):
    counted = text("SELECT COUNT(*) FROM free_cdr")
    with Database(database_url) as other, runtime.database.reading() as connection:
        assert connection.execute(counted).scalar_one() == 0
        with other.transaction() as writing:
            put_free_cdrs(writing, 1)
        assert connection.execute(counted).scalar_one() == 0
    assert count_free(runtime.database) == 1


def test_a_database_that_another_process_writes_to_is_said_to_be_locked(on_file, file, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_S", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Database(f"sqlite:///{file}") as database:
        with (
            pytest.raises(StoreError, match="locked: another process is writing"),
            database.transaction(),
        ):
            pass
        assert count_free(database) == 0
    other.execute("ROLLBACK")
    other.close()
    assert count_free(on_file) == 0


def test_a_full_disk_keeps_nothing_of_the_last_step_and_says_so(on_file):
    with on_file.transaction() as connection:
        put_free_cdrs(connection, 1)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def fill_up():
        with on_file.transaction() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
            put_free_cdrs(connection, 1000, first=1)

    with pytest.raises(StoreError, match="the disk is full; nothing of the last step was kept"):
        fill_up()
    assert count_free(on_file) == 1
    with on_file.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
        put_free_cdrs(connection, 1000, first=1)
    assert count_free(on_file) == 1001


def test_a_file_that_is_no_database_is_said_to_be_none(file):
    file.write_text("start;end;kwh\n" * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        open_books(f"sqlite:///{file}", now)
    assert file.read_text().startswith("start;end;kwh")


def test_a_file_that_cannot_be_written_can_be_read(on_file, file):
    with on_file.transaction() as connection:
        put_free_cdrs(connection, 1)
    with Database(f"sqlite:///file:{file}?mode=ro&uri=true") as database:
        database.create()
        assert count_free(database) == 1
        with (
            pytest.raises(StoreError, match="readonly database"),
            database.transaction() as connection,
        ):
            put_free_cdrs(connection, 1, first=1)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot make"):
        open_books(f"sqlite:///{tmp_path / 'file' / 'books.sqlite'}", now)


def test_books_are_made_in_a_folder_that_is_not_there_yet(tmp_path):
    path = tmp_path / "new" / "books.sqlite"
    with open_books(f"sqlite:///{path}", now).database:
        assert path.is_file()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "books",
        "ann:secret@host/books",
        "oracle://ann:secret@host/books",
        "postgresql+asyncpg://ann:secret@host/books",
    ],
)
def test_a_url_of_no_database_that_we_know_is_refused(url):
    with pytest.raises(StoreError, match="database: wanted") as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_a_key_that_is_taken_is_an_error_of_the_store(runtime):
    """On PostgreSQL many rows go by COPY, past SQLAlchemy: its errors are the driver's own."""

    def put_twice():
        with runtime.database.transaction() as connection:
            put_free_cdrs(connection, 1)
            put_free_cdrs(connection, 1)

    with pytest.raises(StoreError, match="key"):
        put_twice()
    assert count_free(runtime.database) == 0


def test_a_server_that_does_not_answer_is_an_error_without_its_password():
    with Database(URL_OF_NOBODY) as database, pytest.raises(StoreError) as caught:
        database.create()
    assert "secret" not in str(caught.value)
    assert database.name == "postgresql+psycopg://ann:***@127.0.0.1:1/books"


def test_what_only_reads_is_refused_every_write(database_url):
    open_books(database_url, now).database.close()
    with Database(database_url, Access.READ) as database:
        database.expect_current()
        with pytest.raises(StoreError, match=r"read-?only"), database.transaction() as connection:
            put_free_cdrs(connection, 1)
        with pytest.raises(StoreError, match=r"read-?only"), database.reading() as connection:
            connection.execute(text("INSERT INTO free_cdr VALUES ('cdr:1', 'x')"))
        assert count_free(database) == 0


def test_what_only_reads_makes_no_file(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'none.db'}", Access.READ)
    with pytest.raises(StoreError, match="unable to open"):
        database.expect_current()
    assert not (tmp_path / "none.db").exists()


def test_what_only_reads_refuses_tables_of_another_version(empty_database_url):
    with Database(empty_database_url, Access.READ) as empty, pytest.raises(StoreError):
        empty.expect_current()
    open_books(empty_database_url, now).database.close()
    with Database(empty_database_url) as database, database.unguarded() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v0001'"))
    with Database(empty_database_url, Access.READ) as older:
        wanted = pytest.raises(StoreError, match=r"wanted books of version v\d+, found v0001")
        with wanted:
            older.expect_current()
