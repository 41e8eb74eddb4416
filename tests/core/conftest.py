"""Books of a test's own, on either kind of database."""

import pytest

from core.service.open_books import open_books
from tests.books import now
from tests.made_books import books_in


@pytest.fixture
def runtime(database_url):
    """Empty books on SQLite and on PostgreSQL, and a clock that stands still."""
    runtime = open_books(database_url, now)
    yield runtime
    runtime.database.close()


@pytest.fixture
def memory():
    """Empty books in memory."""
    runtime = books_in("sqlite://", now)
    yield runtime
    runtime.database.close()
