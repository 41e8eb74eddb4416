"""Objects of OCPI as their owners told them last: kept, merged by whoever writes, read by pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Row,
    bindparam,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from core.domain.kept_object import KeptObject, key_of_id
from core.store.bulk import insert_rows
from core.store.kept_schema import kept_object
from core.store.rows import time_of, us_of

PageEnd = tuple[datetime, str, str]
"""``last_updated``, owner and key of the last object of a page: the next one begins after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which objects of a module are asked for."""

    module: str
    owners: Collection[str] | None = None
    """Keys of parties; None: of all of them, whoever asks may read them all."""
    since: datetime | None = None
    """``date_from``, inclusive."""
    before: datetime | None = None
    """``date_to``, exclusive."""
    readers: Collection[str] | None = None
    """Keys of the parties that ask: of what concerns two parties only they read their own; None:
    whoever asks is the network itself."""
    lists_gone: bool = False


def keep_object(connection: Connection, one: KeptObject) -> bool:
    """Keep what an owner told; return whether it is news: what is older than ours changes nothing.

    The same time once more is news too: peers write several changes within a second.
    """
    return connection.execute(_keeping(connection.dialect.name), _row(one)).rowcount > 0


@cache
def _keeping(dialect: str) -> Insert:
    """The statement, worded once: to word it costs more than to carry it out."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    told = insert(kept_object)
    keys = [column.name for column in kept_object.primary_key.columns]
    changing = [column.name for column in kept_object.columns if column.name not in keys]
    return told.on_conflict_do_update(
        index_elements=keys,
        set_={name: told.excluded[name] for name in changing},
        where=kept_object.c.updated_us <= told.excluded.updated_us,
    )


def insert_objects(connection: Connection, objects: Sequence[KeptObject]) -> None:
    """Keep objects that nobody told of before, as CDRs are.

    Raises:
        CollisionError: One of them is known.
    """
    insert_rows(connection, kept_object, [tuple(_row(one).values()) for one in objects])


def _row(one: KeptObject) -> dict[str, str | int | None]:
    return {
        "module": one.module,
        "owner": one.owner,
        "object_key": one.key,
        "object_id": one.object_id,
        "version": one.version,
        "body": one.body,
        "updated_us": us_of(one.updated_at),
        "kept_us": us_of(one.kept_at),
        "partner": one.partner,
        "subject": one.subject,
        "gone_us": us_of(one.kept_at) if one.is_gone else None,
    }


def object_of(connection: Connection, module: str, owner: str, object_id: str) -> KeptObject | None:
    """One object of one owner; also one that its owner has deleted."""
    query = select(kept_object).where(
        kept_object.c.module == module,
        kept_object.c.owner == owner,
        kept_object.c.object_key == key_of_id(module, object_id),
    )
    row = connection.execute(query).first()
    return None if row is None else _object(row)


def objects_named(connection: Connection, module: str, object_id: str) -> list[KeptObject]:
    """Objects of this id, of all owners, the one that was told last first; none that is gone."""
    return objects_among(connection, module, [object_id]).get(key_of_id(module, object_id), [])


def objects_among(
    connection: Connection, module: str, object_ids: Collection[str]
) -> dict[str, list[KeptObject]]:
    """Objects of these ids, of all owners, by what ids are compared by; none that is gone."""
    found: dict[str, list[KeptObject]] = {}
    if not object_ids:
        return found
    keys = sorted({key_of_id(module, one) for one in object_ids})
    rows = connection.execute(_AMONG, {"module": module, "keys": keys})
    for one in map(_object, rows):
        found.setdefault(one.key, []).append(one)
    return found


_AMONG: Final = (
    select(kept_object)
    .where(
        kept_object.c.module == bindparam("module"),
        kept_object.c.object_key.in_(bindparam("keys", expanding=True)),
        kept_object.c.gone_us.is_(None),
    )
    .order_by(kept_object.c.updated_us.desc(), kept_object.c.owner)
)


def objects_page(
    connection: Connection, wanted: Wanted, limit: int, after: PageEnd | None = None, skip: int = 0
) -> list[KeptObject]:
    """Objects, the one that changed longest ago first.

    Args:
        connection: Reading.
        wanted: Which.
        limit: At most so many.
        after: Where the page before ended, so that what changes meanwhile moves nothing.
        skip: OCPI's ``offset``, for who counts instead.
    """
    at = (kept_object.c.updated_us, kept_object.c.owner, kept_object.c.object_key)
    query = select(kept_object).where(*_conditions(wanted)).order_by(*at).limit(limit).offset(skip)
    if after is not None:
        query = query.where(tuple_(*at) > tuple_(us_of(after[0]), after[1], after[2]))
    return [_object(row) for row in connection.execute(query)]


def count_objects(connection: Connection, wanted: Wanted) -> int:
    """How many there are, of all pages."""
    query = select(func.count()).select_from(kept_object).where(*_conditions(wanted))
    return int(connection.execute(query).scalar_one())


def page_end(page: Sequence[KeptObject]) -> PageEnd:
    """Where a page ends; it has at least one object."""
    last = page[-1]
    return last.updated_at, last.owner, last.key


def erase_objects(connection: Connection, subjects: Sequence[str], now: datetime) -> int:
    """Take away what is kept of these people, ids that name them included; return how much."""
    of_them = kept_object.c.subject.in_(list(subjects))
    found = connection.execute(select(kept_object).where(of_them, kept_object.c.body != "")).all()
    for number, row in enumerate(found):
        name = f"{row.subject} {us_of(now)} {number}" if _names(row.module) else None
        connection.execute(
            update(kept_object)
            .where(
                kept_object.c.module == row.module,
                kept_object.c.owner == row.owner,
                kept_object.c.object_key == row.object_key,
            )
            .values(
                object_key=name or row.object_key,
                object_id=name or row.object_id,
                body="",
                gone_us=us_of(now),
            )
        )
    return len(found)


def _names(module: str) -> bool:
    """Whether the id of an object is somebody's."""
    return module == "tokens"


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [kept_object.c.module == wanted.module]
    if wanted.owners is not None:
        conditions.append(kept_object.c.owner.in_(sorted(wanted.owners)))
    if wanted.since is not None:
        conditions.append(kept_object.c.updated_us >= us_of(wanted.since))
    if wanted.before is not None:
        conditions.append(kept_object.c.updated_us < us_of(wanted.before))
    if wanted.readers is not None:
        readers = sorted(wanted.readers)
        concerned = kept_object.c.partner.in_(readers) | kept_object.c.owner.in_(readers)
        conditions.append(kept_object.c.partner.is_(None) | concerned)
    if not wanted.lists_gone:
        conditions.append(kept_object.c.gone_us.is_(None))
    return conditions


def _object(row: Row[tuple[object, ...]]) -> KeptObject:
    return KeptObject(
        module=row.module,
        owner=row.owner,
        object_id=row.object_id,
        version=row.version,
        body=row.body,
        updated_at=time_of(row.updated_us),
        kept_at=time_of(row.kept_us),
        partner=row.partner,
        subject=row.subject,
        is_gone=row.gone_us is not None,
    )
