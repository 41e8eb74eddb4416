"""Another process that writes sessions into books, for whoever follows them."""

import multiprocessing
from contextlib import contextmanager
from datetime import timedelta
from math import inf
from time import monotonic, sleep

from core.domain.cdr import Cdr
from core.service.carry_cdrs import carry
from tests.books import ABROAD, now, open_network
from tests.builders import DP, START, a_cdr
from tests.made_books import books_in

BATCH = 7
HOUR = timedelta(hours=1)


def write(url: str, first: int, count: int, per_second: float = inf) -> None:
    """Carry so many sound sessions, a few at a time, no more than so many a second."""
    runtime = books_in(url, now)
    begun = monotonic()
    try:
        for number in range(first, first + count, BATCH):
            sleep(max(0.0, begun + (number - first) / per_second - monotonic()))
            numbers = range(number, min(number + BATCH, first + count))
            carry(runtime, [_session(each) for each in numbers])
    finally:
        runtime.database.close()


def _session(number: int) -> Cdr:
    """One an hour, every other one of the partner abroad."""
    partner = ABROAD if number % 2 else DP
    return a_cdr(str(number), start=START + HOUR * number, demand_partner=partner)


def books_with(url: str, count: int) -> None:
    """Make books with so many sessions."""
    runtime = books_in(url, now)
    open_network(runtime)
    runtime.database.close()
    write(url, 1, count)


@contextmanager
def another_process_writes(url: str, first: int, count: int, per_second: float = inf):
    """While the block lasts, and until all is written."""
    process = multiprocessing.get_context("spawn").Process(
        target=write, args=(url, first, count, per_second)
    )
    process.start()
    yield process
    process.join(60)
    assert process.exitcode == 0
