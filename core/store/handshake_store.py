"""Handshakes asked of the hub: written by people, claimed by one process, answered once."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from core.domain.handshake_request import HandshakeAnswer, HandshakeRequest
from core.store.bulk import insert_rows
from core.store.hub_schema import (
    handshake_answer,
    handshake_claim,
    handshake_request,
    handshake_secret,
)
from core.store.principal_store import principal_of
from core.store.rows import time_of, us_of

CLAIM_AGE_MAX: Final = timedelta(minutes=2)
"""A process that claimed a request and said nothing for so long is taken to be gone."""


def put_request(connection: Connection, request: HandshakeRequest) -> None:
    """Ask the hub."""
    who = request.who or principal_of(connection).name
    row = (request.request_id, request.platform_id, request.versions_url, us_of(request.asked_at))
    insert_rows(connection, handshake_request, [(*row, who)])
    insert_rows(connection, handshake_secret, [(request.request_id, request.sealed_token)])


def requests(connection: Connection, limit: int) -> tuple[HandshakeRequest, ...]:
    """The latest requests with their answers and without their secrets, the latest first."""
    query = _requests().order_by(handshake_request.c.asked_us.desc()).limit(limit)
    return tuple(_request(row, "") for row in connection.execute(query))


def request_of(connection: Connection, request_id: str) -> HandshakeRequest | None:
    """One request with its answer, without its secret."""
    query = _requests().where(handshake_request.c.request_id == request_id)
    row = connection.execute(query).first()
    return None if row is None else _request(row, "")


def unanswered(connection: Connection, now: datetime) -> tuple[tuple[HandshakeRequest, int], ...]:
    """What waits and nobody is at, oldest first, with secrets; and how often it was claimed."""
    claims = (
        select(
            handshake_claim.c.request_id,
            func.max(handshake_claim.c.attempt).label("attempt"),
            func.max(handshake_claim.c.claimed_us).label("claimed_us"),
        )
        .group_by(handshake_claim.c.request_id)
        .subquery()
    )
    query = (
        _requests()
        .add_columns(handshake_secret.c.sealed, claims.c.attempt)
        .join(handshake_secret, handshake_secret.c.request_id == handshake_request.c.request_id)
        .outerjoin(claims, claims.c.request_id == handshake_request.c.request_id)
        .where(handshake_answer.c.request_id.is_(None))
        .where(func.coalesce(claims.c.claimed_us, 0) <= us_of(now - CLAIM_AGE_MAX))
        .order_by(handshake_request.c.asked_us)
    )
    rows = connection.execute(query)
    return tuple((_request(row, row.sealed), row.attempt or 0) for row in rows)


def put_claim(connection: Connection, request_id: str, attempt: int, now: datetime) -> None:
    """Say that this process does it, as the attempt after those it saw.

    Raises:
        CollisionError: Another one said so first.
    """
    insert_rows(connection, handshake_claim, [(request_id, attempt, us_of(now))])


def put_answer(connection: Connection, request_id: str, answer: HandshakeAnswer) -> None:
    """Say what came of it."""
    row = (request_id, int(answer.is_done), answer.detail, us_of(answer.answered_at))
    insert_rows(connection, handshake_answer, [row])


def _requests() -> Select[Any]:
    return select(
        handshake_request,
        handshake_answer.c.is_done,
        handshake_answer.c.detail,
        handshake_answer.c.answered_us,
    ).outerjoin(handshake_answer, handshake_answer.c.request_id == handshake_request.c.request_id)


def _request(row: Row[Any], sealed: str) -> HandshakeRequest:
    answer = None
    if row.answered_us is not None:
        answer = HandshakeAnswer(bool(row.is_done), row.detail, time_of(row.answered_us))
    return HandshakeRequest(
        request_id=row.request_id,
        platform_id=row.platform_id,
        versions_url=row.versions_url,
        sealed_token=sealed,
        asked_at=time_of(row.asked_us),
        who=row.who,
        answer=answer,
    )
