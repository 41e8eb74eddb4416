"""Platforms of the hub and the tokens by which they speak to it: a platform is its last change."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, func, or_, select

from core.domain.hub_view import KnownToken, TokenKind
from core.domain.platform import Platform
from core.domain.platform_change import ChangeKind, PlatformChange
from core.store.admission_store import admit_parties
from core.store.advisory_lock import Turn, take_turn
from core.store.bulk import insert_rows
from core.store.hub_schema import hub_address, hub_key, peer_token, platform_change, platform_token
from core.store.principal_store import principal_of
from core.store.rows import time_of, us_of

_BODY: Final = TypeAdapter(Platform)
_SEAL: Final = "x25519"


def platforms_alone(connection: Connection) -> None:
    """Wait until nobody else changes platforms; held until the commit.

    So changes commit in the order of their numbers, and who looks for new ones misses none.
    """
    take_turn(connection, Turn.PLATFORMS)


def put_change(connection: Connection, change: PlatformChange) -> PlatformChange:
    """Write one change; it comes back with its number, and with who did it.

    A person is who the database says; a peer is whom the hub says.
    """
    number = last_number(connection) + 1
    change = replace(change, number=number, who=change.who or principal_of(connection).name)
    row = (
        *(number, change.platform.platform_id, change.kind.value, us_of(change.at)),
        *(change.who, change.note, _BODY.dump_json(change.platform).decode()),
    )
    insert_rows(connection, platform_change, [row])
    admit_parties(connection, [change.platform])
    return change


def last_number(connection: Connection) -> int:
    """Of the last change of any platform; 0 where there is none."""
    found = connection.execute(select(func.max(platform_change.c.number))).scalar()
    return int(found or 0)


def platforms(
    connection: Connection, platform_ids: Collection[str] | None = None
) -> tuple[Platform, ...]:
    """Platforms as they are, by their ids: all, or some."""
    query = _latest()
    if platform_ids is not None:
        query = query.where(platform_change.c.platform_id.in_(platform_ids))
    return _platforms(connection, query)


def platforms_naming(connection: Connection, parties: Iterable[str]) -> tuple[Platform, ...]:
    """Platforms in which one of these parties has a role, or had one when it was invited."""
    told = (f'"party":"{party}"' for party in parties)
    named = (platform_change.c.body.contains(one, autoescape=True) for one in told)
    return _platforms(connection, _latest().where(or_(*named)))


def changed_since(connection: Connection, number: int) -> frozenset[str]:
    """Ids of platforms that changed after a change."""
    query = select(platform_change.c.platform_id).where(platform_change.c.number > number)
    return frozenset(connection.execute(query.distinct()).scalars())


def _latest() -> Select[Any]:
    latest = select(func.max(platform_change.c.number)).group_by(platform_change.c.platform_id)
    return (
        select(platform_change.c.body)
        .where(platform_change.c.number.in_(latest))
        .order_by(platform_change.c.platform_id)
    )


def _platforms(connection: Connection, query: Select[Any]) -> tuple[Platform, ...]:
    return tuple(_BODY.validate_json(body) for body in connection.execute(query).scalars())


def platform_of(connection: Connection, platform_id: str) -> Platform | None:
    """One platform as it is; None where there is none of that id."""
    query = (
        select(platform_change.c.body)
        .where(platform_change.c.platform_id == platform_id)
        .order_by(platform_change.c.number.desc())
        .limit(1)
    )
    body = connection.execute(query).scalar()
    return None if body is None else _BODY.validate_json(body)


def changes_of(connection: Connection, platform_id: str) -> tuple[PlatformChange, ...]:
    """Everything that happened to a platform, oldest first."""
    query = (
        select(platform_change)
        .where(platform_change.c.platform_id == platform_id)
        .order_by(platform_change.c.number)
    )
    return tuple(_change(row) for row in connection.execute(query))


def _change(row: Row[Any]) -> PlatformChange:
    return PlatformChange(
        kind=ChangeKind(row.kind),
        at=time_of(row.at_us),
        platform=_BODY.validate_json(row.body),
        who=row.who,
        note=row.note,
        number=row.number,
    )


def put_tokens(connection: Connection, number: int, tokens: Iterable[KnownToken]) -> None:
    """Write what tokens open from a change on."""
    rows = [(one.sha, number, one.prefix, one.kind.value, one.platform_id) for one in tokens]
    insert_rows(connection, platform_token, rows)


def live_tokens(
    connection: Connection, platform_ids: Collection[str] | None = None
) -> tuple[KnownToken, ...]:
    """Tokens that open something: of some platforms, or of all."""
    query = select(platform_token).order_by(platform_token.c.number)
    if platform_ids is not None:
        query = query.where(platform_token.c.platform_id.in_(platform_ids))
    last = {row.sha: row for row in connection.execute(query)}
    return tuple(
        KnownToken(row.sha, row.prefix, TokenKind(row.kind), row.platform_id)
        for row in last.values()
        if row.kind != TokenKind.ENDED.value
    )


def put_peer_token(connection: Connection, number: int, platform_id: str, sealed: str) -> None:
    """Keep the token by which we speak to a peer, sealed; it replaces the one before."""
    insert_rows(connection, peer_token, [(number, platform_id, sealed)])


def peer_tokens(
    connection: Connection, platform_ids: Collection[str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Id and sealed token of each platform that we can speak to: of some, or of all."""
    query = select(peer_token).order_by(peer_token.c.number)
    if platform_ids is not None:
        query = query.where(peer_token.c.platform_id.in_(platform_ids))
    return tuple({row.platform_id: row.sealed for row in connection.execute(query)}.items())


def put_public_key(connection: Connection, public: str, now: datetime) -> None:
    """Keep the key that seals for the hub from now on.

    Raises:
        CollisionError: Another process kept one at the same time.
    """
    count = connection.execute(select(func.count()).select_from(hub_key)).scalar_one()
    insert_rows(connection, hub_key, [(f"{_SEAL}:{count + 1}", public, us_of(now))])


def public_key(connection: Connection) -> str | None:
    """The key that seals for the hub; None before the hub was ever started."""
    query = select(hub_key.c.public).order_by(
        func.length(hub_key.c.name).desc(), hub_key.c.name.desc()
    )
    return connection.execute(query.limit(1)).scalar()


def put_address(connection: Connection, url: str, now: datetime) -> None:
    """Keep where peers reach the hub, if that is new."""
    if hub_url(connection) != url:
        insert_rows(connection, hub_address, [(us_of(now), url)])


def hub_url(connection: Connection) -> str | None:
    """Where peers reach the hub; None before it was ever started."""
    query = select(hub_address.c.url).order_by(hub_address.c.at_us.desc()).limit(1)
    return connection.execute(query).scalar()
