"""Another process that writes sessions into books, for whoever follows them."""

import multiprocessing
from contextlib import contextmanager
from datetime import timedelta

from core.service.carry_cdrs import carry
from core.service.open_books import open_books
from tests.books import now, open_network
from tests.builders import START, a_cdr

BATCH = 7
HOUR = timedelta(hours=1)


def write(url: str, first: int, count: int) -> None:
    """Carry so many sound sessions, a few at a time."""
    runtime = open_books(url, now)
    try:
        for number in range(first, first + count, BATCH):
            numbers = range(number, min(number + BATCH, first + count))
            carry(runtime, [a_cdr(str(each), start=START + HOUR * each) for each in numbers])
    finally:
        runtime.database.close()


def books_with(url: str, count: int) -> None:
    """Make books with so many sessions."""
    runtime = open_books(url, now)
    open_network(runtime)
    runtime.database.close()
    write(url, 1, count)


@contextmanager
def another_process_writes(url: str, first: int, count: int):
    """While the block lasts, and until all is written."""
    process = multiprocessing.get_context("spawn").Process(target=write, args=(url, first, count))
    process.start()
    yield process
    process.join(60)
    assert process.exitcode == 0
