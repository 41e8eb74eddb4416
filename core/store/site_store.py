"""Hardware and prices as CPOs push them: into the same tables as those of a network file.

What is known already is not changed: a row of ``location_change`` or ``evse_change`` says what
holds from when on, so that a session is priced by what held when it took place.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, Table, func, select

from core.domain.errors import ConflictError
from core.domain.location import Location
from core.domain.tariff import Tariff
from core.store.bulk import insert_rows
from core.store.kept_schema import evse_change, location_change, tariff_told
from core.store.reference_store import LISTED, KnownEvse, KnownLocation
from core.store.rows import sha_of, tariff_body, time_of, us_of
from core.store.schema import agreement, evse, fx_rate, location, party, tariff

Key = tuple[str, str]
"""CPO, and the id of its location or EVSE."""


def tell_location(connection: Connection, one: Location, now: datetime) -> int:
    """Keep what a CPO told of a site; return how many rows that took: none where nothing is new."""
    site = (
        one.name,
        one.time_zone,
        one.country_code,
        *(None if at is None else f"{at:f}" for at in (one.latitude, one.longitude)),
    )
    count = _tell(connection, (location, location_change), (one.cpo, one.location_id), site, now)
    for at in one.evses:
        tariff_id = next(iter(at.connectors[0].tariff_ids), "")
        told = (one.location_id, str(at.max_power_kw), tariff_id)
        count += _tell(connection, (evse, evse_change), (one.cpo, at.evse_uid), told, now)
    return count


def _tell(
    connection: Connection,
    tables: tuple[Table, Table],
    key: Key,
    told: tuple[str | None, ...],
    now: datetime,
) -> int:
    """A first row in the first table, else a change in the second where it is one."""
    first, changes = tables
    columns = [column.name for column in changes.columns][3:]
    before = _last(connection, changes, key, columns) or _last(connection, first, key, columns)
    if before is None:
        origin = (LISTED,) if first is evse else ()
        insert_rows(connection, first, [(*key, *told, *origin)])
    elif before != told:
        last_us = connection.execute(
            select(func.max(changes.c.since_us)).where(*_is(changes, key))
        ).scalar()
        since_us = max(us_of(now), (last_us or 0) + 1)
        insert_rows(connection, changes, [(*key, since_us, *told)])
    return int(before != told)


def _last(
    connection: Connection, table: Table, key: Key, columns: list[str]
) -> tuple[str | None, ...] | None:
    query = select(*(table.c[name] for name in columns)).where(*_is(table, key))
    if "since_us" in table.c:
        query = query.order_by(table.c.since_us.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else tuple(row)


def _is(table: Table, key: Key) -> list[ColumnElement[bool]]:
    names = [column.name for column in table.columns][:2]
    return [table.c[name] == value for name, value in zip(names, key, strict=True)]


def location_changes(
    connection: Connection,
) -> dict[Key, tuple[tuple[datetime, KnownLocation], ...]]:
    """What was told later of locations, each from when on it holds, the oldest first."""
    found: dict[Key, tuple[tuple[datetime, KnownLocation], ...]] = {}
    query = select(location_change).order_by(*location_change.primary_key.columns)
    for row in connection.execute(query):
        one = KnownLocation(
            location_id=row.location_id,
            cpo=row.cpo,
            name=row.name,
            time_zone=row.time_zone,
            country_code=row.country_code,
            latitude=None if row.latitude is None else Decimal(row.latitude),
            longitude=None if row.longitude is None else Decimal(row.longitude),
        )
        key = (row.cpo, row.location_id)
        found[key] = (*found.get(key, ()), (time_of(row.since_us), one))
    return found


def evse_changes(connection: Connection) -> dict[Key, tuple[tuple[datetime, KnownEvse], ...]]:
    """What was told later of EVSEs, each from when on it holds, the oldest first."""
    found: dict[Key, tuple[tuple[datetime, KnownEvse], ...]] = {}
    for row in connection.execute(select(evse_change).order_by(*evse_change.primary_key.columns)):
        one = KnownEvse(
            cpo=row.cpo,
            evse_uid=row.evse_uid,
            location_id=row.location_id,
            max_power_kw=Decimal(row.max_power_kw),
            tariff_id=row.tariff_id,
            assumed=False,
        )
        key = (row.cpo, row.evse_uid)
        found[key] = (*found.get(key, ()), (time_of(row.since_us), one))
    return found


def tell_tariff(
    connection: Connection, one: Tariff, ocpi_version: str, raw: str, now: datetime
) -> bool:
    """Keep a version of a tariff; return whether it is new.

    Raises:
        ConflictError: The same version is known with other prices.
    """
    body = tariff_body.dump_json(one, exclude_defaults=True).decode()
    sha = sha_of(body)
    key = (one.cpo, one.tariff_id, one.version)
    known = connection.execute(
        select(tariff.c.sha).where(
            tariff.c.cpo == one.cpo,
            tariff.c.tariff_id == one.tariff_id,
            tariff.c.version == one.version,
        )
    ).scalar()
    if known is not None and known != sha:
        raise ConflictError(
            f"tariff {one.tariff_id} of {one.cpo}: its version {one.version} is known with other "
            "content; a changed tariff has a later last_updated"
        )
    if known is None:
        insert_rows(connection, tariff, [(*key, one.currency, body, sha)])
        valid_us = us_of(max(one.last_updated, one.start or one.last_updated))
        insert_rows(connection, tariff_told, [(*key, ocpi_version, raw, valid_us, us_of(now))])
    return known is None


def told_versions(connection: Connection, cpo: str, tariff_id: str) -> list[tuple[str, datetime]]:
    """Versions of a tariff that were pushed, and when each became valid; the oldest first."""
    query = (
        select(tariff_told.c.version, tariff_told.c.valid_us)
        .where(tariff_told.c.cpo == cpo, tariff_told.c.tariff_id == tariff_id)
        .order_by(tariff_told.c.valid_us, tariff_told.c.version)
    )
    return [(row[0], time_of(row[1])) for row in connection.execute(query)]


_REFERENCES = (party, tariff, location, location_change, evse, evse_change, agreement, fx_rate)


def reference_mark(connection: Connection) -> tuple[int, ...]:
    """A mark that changes with reference data: nothing of it is ever changed, only added."""
    counts = (select(func.count()).select_from(one).scalar_subquery() for one in _REFERENCES)
    return tuple(connection.execute(select(*counts)).one())


def tariff_mark(connection: Connection) -> int:
    """A mark that changes with prices, cheap enough to be asked for before CDRs are priced."""
    return int(connection.execute(select(func.count()).select_from(tariff)).scalar_one())
