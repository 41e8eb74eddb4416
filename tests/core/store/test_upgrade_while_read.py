"""Books are brought up to date while somebody reads them and others open them too."""

from threading import Thread

from sqlalchemy import text

from core.service.open_books import open_books
from core.service.verify_books import verify_books
from core.store.database import VERSIONS, Database, migrate
from core.store.engines import Access
from tests.books import now

COUNTED = text("SELECT COUNT(*) FROM free_cdr")


def test_a_reader_reads_on_and_of_many_that_open_old_books_one_upgrades_them(empty_database_url):
    with Database(empty_database_url) as database, database.unguarded() as connection:
        migrate(connection, "v0007")
        connection.execute(text("INSERT INTO free_cdr VALUES ('cdr:NL*ABC:old', 'x')"))
    problems = []

    def upgrade():
        try:
            open_books(empty_database_url, now).database.close()
        except Exception as error:  # noqa: BLE001 (told by the test itself)
            problems.append(error)

    with Database(empty_database_url, Access.READ) as reader:
        with reader.reading() as connection:
            assert connection.execute(COUNTED).scalar_one() == 1
        opened = [Thread(target=upgrade) for _ in range(4)]
        for one in opened:
            one.start()
        for _ in range(20):
            with reader.reading() as connection:
                assert connection.execute(COUNTED).scalar_one() == 1
        for one in opened:
            one.join()
        assert problems == []
        with reader.reading() as connection:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert version == VERSIONS[-1]
    upgraded = open_books(empty_database_url, now)
    assert verify_books(upgraded).count == 0
    upgraded.database.close()
