"""Pages of the books: keys in the order asked for, and the rows of some of them.

A key is a number (8 bytes in the reader's hands) wherever the database has one. Rows come by key,
so that the millionth page costs what the first does.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Select, UnaryExpression, desc, func, select
from sqlalchemy.sql.operators import custom_op

from core.domain.filter_tree import Filter
from core.domain.table_fields import BookTable
from core.store.case_schema import priced_again
from core.store.filter_sql import SqlColumn, condition_of
from core.store.page_columns import (
    PagedTable,
    currency_of_entry,
    cycle_of_cdr,
    paged_table,
    state_of_cdr,
    turnover_of_entry,
)
from core.store.schema import cdr, entry, hold, instruction, party, priced_cdr, seal, split
from core.store.waiting import gross_that_counts

Key = int | str
PageRow = tuple[Any, ...]
_FIRST_KEYS: Final = 256
_MORE_KEYS: Final = 50_000
_STEPS_BETWEEN: Final = 20_000
"""Of SQLite's machine: under a millisecond."""
_PROBED_ROWS: Final = 20_000
"""Read in 20 to 40 ms."""


def keys_in_order(
    connection: Connection,
    table: BookTable,
    tree: Filter | None,
    sort_by: str | None = None,
    *,
    descending: bool = False,
    after: int | None = None,
) -> Iterator[Sequence[Key]]:
    """Keys of the rows that a filter selects, in chunks: a first one of a page, then large ones.

    Args:
        connection: Reading.
        table: Which.
        tree: None selects every row.
        sort_by: Name of a field; None for the table's own order, oldest first.
        descending: The other way round.
        after: Only keys above this one; only where keys are dense.
    """
    paged = paged_table(table, connection.dialect.name)
    query = select(paged.key).select_from(paged.source)
    if after is not None:
        assert paged.is_dense
        query = query.where(paged.key > after)
    query = query.order_by(*_order(paged, sort_by, descending=descending))
    if tree is None:
        yield from _chunks(connection, query)
        return
    condition = condition_of(tree, paged.columns, connection.dialect.name)
    if paged.is_dense and sort_by is None and not descending and after is None:
        probed = _probe(connection, paged, tree)
        if probed:
            yield probed
        full = len(probed) == _FIRST_KEYS
        query = query.where(paged.key > (probed[-1] if full else _PROBED_ROWS))
    yield from _chunks(connection, query.where(condition))


def _chunks(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Key]]:
    cursor = connection.execution_options(stream_results=True).execute(query)
    wanted = _FIRST_KEYS
    while some := cursor.fetchmany(wanted):
        yield [row[0] for row in some]
        wanted = _MORE_KEYS


def _probe(connection: Connection, paged: PagedTable, tree: Filter) -> Sequence[Key]:
    """The first keys among the first rows, read in their order, whatever indexes there are.

    Else the first of many matches would wait until all of them are found and sorted.
    """
    dialect = connection.dialect.name
    columns = paged.columns
    if dialect == "sqlite":
        columns = {name: _unindexed(column) for name, column in columns.items()}
    query = (
        select(paged.key)
        .select_from(paged.source)
        .where(paged.key <= _PROBED_ROWS, condition_of(tree, columns, dialect))
        .order_by(paged.key)
        .limit(_FIRST_KEYS)
    )
    return list(connection.execute(query).scalars())


def _unindexed(column: SqlColumn) -> SqlColumn:
    """SQLite looks in no index for ``+column``."""
    plus = UnaryExpression(column.expression, operator=custom_op("+"), type_=column.expression.type)
    return replace(column, expression=plus)


def _order(paged: PagedTable, sort_by: str | None, *, descending: bool) -> list[Any]:
    """Rows that do not have what is sorted by come last, in either direction and database."""
    columns: list[Any] = [desc(column) if descending else column for column in paged.order]
    if sort_by is not None:
        wanted = paged.columns[sort_by].expression
        columns.insert(0, (desc(wanted) if descending else wanted).nulls_last())
    return columns


@contextmanager
def given_up_unless(connection: Connection, is_wanted: Callable[[], bool]) -> Iterator[None]:
    """Break off a long search once nobody waits for it any more, with an error of the driver.

    SQLite asks every few thousand steps; PostgreSQL is asked between chunks only.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.set_progress_handler(lambda: not is_wanted(), _STEPS_BETWEEN)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def last_dense_key(connection: Connection, table: BookTable) -> int | None:
    """The highest key where keys are dense, 0 for an empty table; None where they are not."""
    paged = paged_table(table, connection.dialect.name)
    if not paged.is_dense:
        return None
    return int(connection.execute(select(func.coalesce(func.max(paged.key), 0))).scalar_one())


def rows_by_key(connection: Connection, table: BookTable, keys: Sequence[Key]) -> list[PageRow]:
    """The rows of these keys, in their order; columns as ``ROWS_OF`` of the service says."""
    if not keys:
        return []
    paged = paged_table(table, connection.dialect.name)
    query = _QUERIES[table](paged)
    if isinstance(keys, range) and abs(keys.step) == 1:
        query = query.where(paged.key.between(min(keys), max(keys)))
    else:
        query = query.where(paged.key.in_(list(keys)))
    found = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    return [found[key] for key in keys if key in found]


def _entries(paged: PagedTable) -> Select[Any]:
    return select(
        paged.key,
        seal.c.seq,
        entry.c.effective_us,
        entry.c.kind,
        entry.c.entry_id,
        cdr.c.cpo,
        cdr.c.demand_partner,
        cdr.c.evse_uid,
        cdr.c.energy_e4,
        func.coalesce(split.c.currency, currency_of_entry()),
        func.coalesce(split.c.gross, turnover_of_entry()),
        split.c.commission,
        cdr.c.assumed_dp,
        paged.columns["account"].expression,
    ).select_from(paged.source)


def _sessions(paged: PagedTable) -> Select[Any]:
    return select(
        paged.key,
        cdr.c.end_us,
        cdr.c.start_us,
        cdr.c.cdr_key,
        state_of_cdr(),
        cdr.c.cpo,
        cdr.c.demand_partner,
        cdr.c.location_id,
        cdr.c.evse_uid,
        cdr.c.energy_e4,
        cdr.c.currency,
        gross_that_counts(),
        func.coalesce(priced_again.c.tariff_id, priced_cdr.c.tariff_id),
        cycle_of_cdr(),
        cdr.c.assumed_dp,
    ).select_from(paged.source)


def _held(paged: PagedTable) -> Select[Any]:
    return select(
        paged.key,
        hold.c.held_us,
        hold.c.cdr_key,
        hold.c.reason,
        hold.c.detail,
        cdr.c.cpo,
        cdr.c.demand_partner,
        cdr.c.evse_uid,
        cdr.c.energy_e4,
    ).select_from(paged.source)


def _instructions(paged: PagedTable) -> Select[Any]:
    return select(
        paged.key,
        instruction.c.value_us,
        instruction.c.instruction_id,
        instruction.c.cycle_id,
        instruction.c.kind,
        instruction.c.party,
        instruction.c.currency,
        instruction.c.amount_minor,
    ).select_from(paged.source)


_QUERIES: Final = {
    BookTable.ENTRIES: _entries,
    BookTable.SESSIONS: _sessions,
    BookTable.HELD: _held,
    BookTable.INSTRUCTIONS: _instructions,
}


def key_named(connection: Connection, table: BookTable, id_: str) -> Key | None:
    """The key of the row whose id (field ``id``) is this; None if there is none."""
    paged = paged_table(table, connection.dialect.name)
    query = select(paged.key).select_from(paged.source)
    key: Key | None = connection.execute(
        query.where(paged.columns["id"].expression == id_)
    ).scalar()
    return key


def parties_in_books(connection: Connection) -> list[str]:
    """Keys of all registered parties."""
    return list(connection.execute(select(party.c.party).order_by(party.c.party)).scalars())
