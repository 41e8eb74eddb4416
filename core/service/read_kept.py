"""Read what parties pushed: one object, or pages of all that whoever asks may read."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from core.domain.errors import InvalidValueError, NotFoundError
from core.domain.kept_object import KeptObject
from core.ocpi.json_bytes import json_of_value, value_of_json
from core.ocpi.merge_objects import part_of
from core.ocpi.message_objects import carried, rewritten
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import wire_object
from core.service.runtime import Runtime
from core.store.kept_store import (
    PageEnd,
    Wanted,
    count_objects,
    object_of,
    objects_named,
    objects_page,
    page_end,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """One page of a list."""

    module: ModuleId
    version: OcpiVersion
    """In which it is to be written."""
    readers: Collection[str]
    """Keys of the parties that ask."""
    owners: Collection[str] | None = None
    """Only what these parties own; None: of all parties."""
    since: datetime | None = None
    before: datetime | None = None
    limit: int
    offset: int = 0
    cursor: str | None = None
    """Where the page before ended; with it ``offset`` counts nothing."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What a page shows."""

    data: bytes
    """A list, JSON."""
    total: int
    """How many there are, of all pages."""
    next_cursor: str | None
    """None: this is the last page."""


def read_page(runtime: Runtime, page: PageWanted) -> KeptPage:
    """One page, the objects that changed longest ago first.

    Raises:
        InvalidValueError: The cursor is none of ours.
    """
    after = None if page.cursor is None else _end_of(page.cursor)
    wanted = Wanted(
        module=page.module,
        owners=page.owners,
        since=page.since,
        before=page.before,
        readers=page.readers,
    )
    skip = page.offset if after is None else 0
    with runtime.database.reading() as connection:
        total = count_objects(connection, wanted)
        found = objects_page(connection, wanted, page.limit + 1, after, skip)
    shown = found[: page.limit]
    data = b"[" + b",".join(in_version(one, page.version) for one in shown) + b"]"
    is_last = len(found) <= page.limit
    return KeptPage(data, total, None if is_last else _cursor_of(page_end(shown)))


def in_version(one: KeptObject, version: OcpiVersion) -> bytes:
    """An object as that version writes it; word for word where it was told in it."""
    name = carried(ModuleId(one.module), InterfaceRole.SENDER, "GET", ()).answer
    return rewritten(name, one.body.encode(), OcpiVersion(one.version), version).body


def _cursor_of(end: PageEnd) -> str:
    text = "|".join((end[0].isoformat(), end[1], end[2]))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _end_of(cursor: str) -> PageEnd:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        # Without a NUL, which not every database takes: then there are too few parts.
        at, owner, key = text.partition("\0")[0].split("|", 2)
        return datetime.fromisoformat(at).astimezone(UTC), owner, key
    except (Base64Error, ValueError, OverflowError) as error:
        raise InvalidValueError(f"after: wanted a cursor of ours, found {cursor[:40]!r}") from error


def read_one(
    runtime: Runtime,
    module: ModuleId,
    owner: str | None,
    ids: tuple[str, ...],
    readers: Collection[str],
    version: OcpiVersion,
) -> bytes:
    """One object, or a part of a location, as that version writes it.

    Args:
        runtime: The books.
        module: Of which module.
        owner: Key of its party; None: whoever has an object of that id.
        ids: Its id, and of a location the EVSE and connector; of a token uid and type as one.
        readers: Keys of the parties that ask.
        version: In which it is to be written.

    Raises:
        NotFoundError: There is none that they may read.
        InvalidValueError: Several parties have one of that id.
    """
    with runtime.database.reading() as connection:
        if owner is None:
            found = objects_named(connection, module, ids[0])
        else:
            one = object_of(connection, module, owner, ids[0])
            found = [] if one is None or one.is_gone else [one]
    found = [one for one in found if one.partner is None or {one.partner, one.owner} & {*readers}]
    if len(found) > 1:
        owners = ", ".join(one.owner for one in found)
        raise InvalidValueError(f"{module} {ids[0]!r}: {owners} have one; name the party")
    if not found:
        raise NotFoundError(f"{module} {ids[0]!r}: nobody told of it")
    data = in_version(found[0], version)
    return data if len(ids) == 1 else _part(data, ids)


def _part(data: bytes, ids: tuple[str, ...]) -> bytes:
    part = part_of(dict(wire_object(value_of_json(data)).fields), ids[1:])
    if part is None:
        raise NotFoundError(f"{'/'.join(ids)}: nobody told of it")
    return json_of_value(part)


def party_concerned(
    runtime: Runtime, module: ModuleId, object_id: str, asking: Collection[str]
) -> str | None:
    """Whom a message about an object concerns beside who sends it; None if nobody knows.

    Of a session its other party; of a location, a tariff or a token its owner.
    """
    with runtime.database.reading() as connection:
        found = objects_named(connection, module, object_id)
    others = set()
    for one in found:
        if one.partner is None:
            others.add(one.owner)
        elif one.owner in asking:
            others.add(one.partner)
        elif one.partner in asking:
            others.add(one.owner)
    return others.pop() if len(others) == 1 else None


def partner_of_session(runtime: Runtime, cpo: str, session_id: str) -> str | None:
    """Key of the party whose driver charges; None if the CPO told of no such session."""
    with runtime.database.reading() as connection:
        found = object_of(connection, ModuleId.SESSIONS, cpo, session_id)
    return None if found is None else found.partner
