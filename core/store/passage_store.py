"""Passages in the database: opened in groups, found by id, and a result taken once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from core.domain.passage import Passage, PassageKind
from core.store.bulk import insert_rows
from core.store.passage_schema import passage
from core.store.rows import time_of, us_of


def put_passages(connection: Connection, opened: Iterable[Passage]) -> None:
    """Keep new passages."""
    insert_rows(connection, passage, (_row(one) for one in opened))


def passage_of(connection: Connection, passage_id: str, now: datetime) -> Passage | None:
    """One that has not expired; None where there is none."""
    row = connection.execute(
        select(passage).where(passage.c.passage_id == passage_id, passage.c.expires_us > us_of(now))
    ).first()
    return None if row is None else _passage(row)


def take_result(connection: Connection, passage_id: str, now: datetime) -> bool:
    """Take the one result that a passage lets through; False if it was taken before."""
    found = connection.execute(
        update(passage)
        .where(passage.c.passage_id == passage_id, passage.c.result_us.is_(None))
        .values(result_us=us_of(now))
    )
    return found.rowcount == 1


def give_back_result(connection: Connection, passage_id: str) -> None:
    """Let the result through once more: it did not arrive."""
    connection.execute(
        update(passage).where(passage.c.passage_id == passage_id).values(result_us=None)
    )


def promise_result(connection: Connection, passage_id: str, due_at: datetime) -> None:
    """Keep when a result was promised."""
    connection.execute(
        update(passage).where(passage.c.passage_id == passage_id).values(due_us=us_of(due_at))
    )


def take_missing(connection: Connection, now: datetime) -> list[Passage]:
    """Those whose result was promised and has not come; each is given to one who asks, once."""
    overdue = (passage.c.due_us < us_of(now), passage.c.result_us.is_(None))
    taken = update(passage).where(*overdue).values(due_us=None).returning(passage)
    return [_passage(row) for row in connection.execute(taken)]


def drop_expired(connection: Connection, now: datetime) -> int:
    """Drop what nobody may use any more; return how many that were."""
    return connection.execute(delete(passage).where(passage.c.expires_us <= us_of(now))).rowcount


def _row(one: Passage) -> tuple[str | int | None, ...]:
    return (
        *(one.passage_id, one.kind.value, one.module, one.interface),
        *(one.caller_platform, one.caller, one.owner_platform, one.owner, one.url),
        *(us_of(one.opened_at), us_of(one.expires_at)),
        *(None if one.due_at is None else us_of(one.due_at), None),
    )


def _passage(row: Row[Any]) -> Passage:
    return Passage(
        passage_id=row.passage_id,
        kind=PassageKind(row.kind),
        module=row.module,
        interface=row.interface,
        caller_platform=row.caller_platform,
        caller=row.caller,
        owner_platform=row.owner_platform,
        owner=row.owner,
        url=row.url,
        opened_at=time_of(row.opened_us),
        expires_at=time_of(row.expires_us),
        due_at=None if row.due_us is None else time_of(row.due_us),
    )
