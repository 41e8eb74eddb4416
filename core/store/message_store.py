"""The log of the hub's messages: written in groups, read latest first, its oldest rows dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select

from core.domain.hub_message import HubMessage, MessageWay, WantedMessages
from core.store.bulk import insert_rows
from core.store.message_schema import hub_message
from core.store.rows import time_of, us_of

_columns = hub_message.c


def put_messages(connection: Connection, messages: Iterable[HubMessage]) -> None:
    """Write messages that are not in the log yet."""
    insert_rows(connection, hub_message, (_row(one) for one in messages))


def last_messages(connection: Connection, wanted: WantedMessages) -> list[HubMessage]:
    """Messages, the latest first."""
    query = select(hub_message)
    if wanted.party is not None:
        sides = (_columns.sender, _columns.receiver)
        # Parties write themselves in any case; SQLite and PostgreSQL agree on upper() of ASCII.
        query = query.where(or_(*(func.upper(side) == wanted.party.upper() for side in sides)))
    if wanted.module is not None:
        query = query.where(_columns.module == wanted.module)
    if wanted.correlation_id is not None:
        query = query.where(_columns.correlation_id == wanted.correlation_id)
    if wanted.only_failed:
        query = query.where(~_columns.status_code.between(1000, 1999))
    if wanted.before is not None:
        query = query.where(_columns.at_us < us_of(wanted.before))
    query = query.order_by(_columns.at_us.desc(), _columns.message_id.desc()).limit(wanted.limit)
    return [_message(row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """What a message says of whoever answered it."""

    at: datetime
    way: MessageWay
    sender: str
    receiver: str
    status_code: int
    http_status: int
    latency_us: int


def seen_messages(connection: Connection, since: datetime, limit: int) -> list[SeenMessage]:
    """Without their bodies, the latest first, at most that many."""
    names = ("at_us", "way", "sender", "receiver", "status_code", "http_status", "latency_us")
    query = select(*(_columns[name] for name in names)).where(_columns.at_us >= us_of(since))
    rows = connection.execute(query.order_by(_columns.at_us.desc()).limit(limit))
    return [SeenMessage(time_of(at_us), MessageWay(way), *rest) for at_us, way, *rest in rows]


def drop_old_messages(connection: Connection, before: datetime, rows_max: int) -> int:
    """Drop what is older than that, and the oldest of what is too much; return how many."""
    newest_kept = select(_columns.at_us).order_by(_columns.at_us.desc()).offset(rows_max - 1)
    cut_us = connection.execute(newest_kept.limit(1)).scalar()
    cut_us = max(us_of(before), cut_us or 0)
    return connection.execute(delete(hub_message).where(_columns.at_us < cut_us)).rowcount


def _row(one: HubMessage) -> tuple[str | int | None, ...]:
    return (
        *(one.message_id, us_of(one.at), one.way.value, one.correlation_id),
        *(one.sender, one.receiver, one.module, one.interface, one.method, one.path),
        *(one.version, one.status_code, one.http_status, one.latency_us),
        *(one.request, one.answer, one.problem),
    )


def _message(row: Row[Any]) -> HubMessage:
    return HubMessage(
        message_id=row.message_id,
        at=time_of(row.at_us),
        way=MessageWay(row.way),
        correlation_id=row.correlation_id,
        sender=row.sender,
        receiver=row.receiver,
        module=row.module,
        interface=row.interface,
        method=row.method,
        path=row.path,
        version=row.version,
        status_code=row.status_code,
        http_status=row.http_status,
        latency_us=row.latency_us,
        request=row.request,
        answer=row.answer,
        problem=row.problem,
    )
