"""What the network itself has to tell peers, and how far that is: nothing is lost by a kill.

A try is written before it is made and says until when it may take; whoever writes the next number
first makes the next try, so that several processes share one outbox.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from core.store.bulk import insert_rows, known
from core.store.kept_schema import outbox, outbox_end, outbox_try
from core.store.rows import time_of, us_of


class OutboxOutcome(StrEnum):
    """What became of a message."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """The peer answered that it does not want it; to say it again would change nothing."""
    GIVEN_UP = "given_up"
    """It could not be reached for too long; peers read what they missed by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """One fact that the network owns, for one party."""

    message: str
    """Made of the fact and the party, so that the same is written once."""
    party: str
    """Key of the party that is told."""
    module: str
    interface: str
    method: str
    path: str
    """Below the party's endpoint; empty for a POST."""
    version: str
    """The OCPI that the body is written in."""
    body: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A message whose time has come."""

    message: OutboxMessage
    tries: int
    """How often it was tried before."""


def put_messages(connection: Connection, messages: Sequence[OutboxMessage]) -> int:
    """Keep messages that are new; return how many were."""
    fresh = {one.message: one for one in messages}
    for name in known(connection, outbox, "message", "party", fresh.keys()):
        del fresh[name]
    insert_rows(
        connection,
        outbox,
        [
            (
                one.message,
                one.party,
                one.module,
                one.interface,
                one.method,
                one.path,
                one.version,
                one.body,
                us_of(one.made_at),
            )
            for one in fresh.values()
        ],
    )
    return len(fresh)


def due_messages(connection: Connection, now: datetime, limit: int) -> list[DueMessage]:
    """Messages that have not ended and whose last try has had its time, the oldest first."""
    tries = (
        select(
            outbox_try.c.message,
            func.max(outbox_try.c.number).label("number"),
            func.max(outbox_try.c.next_us).label("next_us"),
        )
        .group_by(outbox_try.c.message)
        .subquery()
    )
    ended = select(outbox_end.c.message).where(outbox_end.c.message == outbox.c.message)
    query = (
        select(outbox, func.coalesce(tries.c.number, 0).label("number"))
        .select_from(outbox.outerjoin(tries, tries.c.message == outbox.c.message))
        .where(~ended.exists(), func.coalesce(tries.c.next_us, 0) <= us_of(now))
        .order_by(outbox.c.made_us, outbox.c.message)
        .limit(limit)
    )
    return [
        DueMessage(
            OutboxMessage(
                message=row.message,
                party=row.party,
                module=row.module,
                interface=row.interface,
                method=row.method,
                path=row.path,
                version=row.version,
                body=row.body,
                made_at=time_of(row.made_us),
            ),
            int(row.number),
        )
        for row in connection.execute(query)
    ]


def begin_try(
    connection: Connection, message: str, number: int, now: datetime, next_at: datetime
) -> None:
    """Write down that a try begins; nobody else makes it before ``next_at``.

    Raises:
        CollisionError: Somebody else makes this try.
    """
    insert_rows(connection, outbox_try, [(message, number, us_of(now), us_of(next_at))])


def end_message(
    connection: Connection, message: str, outcome: OutboxOutcome, detail: str, now: datetime
) -> None:
    """Write down what became of a message.

    Raises:
        CollisionError: It has ended already.
    """
    insert_rows(connection, outbox_end, [(message, outcome.value, detail, us_of(now))])


def waiting_messages(connection: Connection) -> int:
    """How many have not ended."""
    ended = select(outbox_end.c.message).where(outbox_end.c.message == outbox.c.message)
    query = select(func.count()).select_from(outbox).where(~ended.exists())
    return int(connection.execute(query).scalar_one())


def outcome_of(connection: Connection, message: str) -> tuple[OutboxOutcome, str] | None:
    """What became of a message; None while it waits."""
    row = connection.execute(select(outbox_end).where(outbox_end.c.message == message)).first()
    return None if row is None else (OutboxOutcome(row.outcome), row.detail)
