"""The large books of the benchmarks can be made as the schema is today, and paged through."""

from core.domain.table_fields import BookTable
from core.service.pages import RowOrder, keys_of
from tests.benchmarks.large_books import large_books


def test_large_books_have_as_many_entries_and_sessions_as_they_say(tmp_path):
    runtime = large_books(tmp_path / "large.sqlite", 200)
    try:
        for table, count in ((BookTable.ENTRIES, 200), (BookTable.SESSIONS, 180)):
            chunks = keys_of(runtime, table, None, RowOrder())
            assert sum(len(keys) for keys in chunks) == count
    finally:
        runtime.database.close()
