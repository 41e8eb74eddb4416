"""What pseudonyms stand for, the secret that makes them, and what checks of meter data found."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from secrets import token_hex

from sqlalchemy import Connection, func, select, update

from core.domain.meter_record import MeterCheck, MeterVerdict
from core.store.bulk import insert_rows, known
from core.store.database import Database
from core.store.personal_schema import meter_check, personal_body, pseudonym_key
from core.store.rows import time_of, us_of
from core.store.schema import cdr

_KEY = "hmac-sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalBody:
    """What one pseudonym stands for."""

    pseudonym: str
    kind: str
    """``token``, ``contract`` or ``meter``."""
    subject: str
    """Pseudonym of the contract: all that has it is erased together."""
    body: str


def secret_of(connection: Connection, now: datetime) -> bytes:
    """The secret of these books, made when it is first needed.

    Raises:
        CollisionError: Another writer made it at the same time.
    """
    found = connection.execute(select(pseudonym_key.c.secret)).scalar()
    if found is None:
        found = token_hex(32)
        insert_rows(connection, pseudonym_key, [(_KEY, found, us_of(now))])
    return bytes.fromhex(str(found))


def put_bodies(connection: Connection, bodies: Iterable[PersonalBody], now: datetime) -> None:
    """Keep bodies that are new; one that was erased stays erased."""
    fresh = {one.pseudonym: one for one in bodies}
    for pseudonym in known(connection, personal_body, "pseudonym", "kind", fresh.keys()):
        del fresh[pseudonym]
    rows = [
        (one.pseudonym, one.kind, one.subject, one.body, us_of(now), None) for one in fresh.values()
    ]
    insert_rows(connection, personal_body, rows)


def subjects_of(connection: Connection, pseudonyms: Collection[str]) -> set[str]:
    """Whom these pseudonyms belong to."""
    return set(known(connection, personal_body, "pseudonym", "subject", pseudonyms).values())


def erase_subjects(connection: Connection, subjects: Sequence[str], now: datetime) -> int:
    """Take away what all pseudonyms of these people stand for; return how many lost it.

    SQLite writes zeros over what was there, in the database file itself.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    done = connection.execute(
        update(personal_body)
        .where(personal_body.c.subject.in_(list(subjects)), personal_body.c.erased_us.is_(None))
        .values(body=None, erased_us=us_of(now))
    )
    return int(done.rowcount)


def shorten_log(database: Database) -> None:
    """Let SQLite's write-ahead log go, in which what was erased still stands; as far as it can."""
    if database.dialect == "sqlite":
        driver = database.driver_connection()
        try:
            driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            driver.close()


def count_unveiled(connection: Connection, uid: str) -> int:
    """How many CDRs name this token as it is: those of before there were pseudonyms."""
    written = json.dumps(uid, ensure_ascii=False)
    query = select(func.count()).where(
        cdr.c.body.contains(f'"uid":{written}', autoescape=True)
        | cdr.c.body.contains(f'"contract_id":{written}', autoescape=True)
    )
    return int(connection.execute(query).scalar_one())


def put_checks(
    connection: Connection,
    checks: Iterable[tuple[str, str, str, MeterCheck]],
    now: datetime,
) -> None:
    """Keep what checks found: (CDR, method, sha256 of what was checked, what was found)."""
    insert_rows(
        connection,
        meter_check,
        [
            (
                cdr_key,
                method,
                one.verdict.value,
                one.detail,
                one.meter,
                None if one.energy_kwh is None else str(one.energy_kwh),
                None if one.begin is None else us_of(one.begin),
                None if one.end is None else us_of(one.end),
                sha,
                us_of(now),
            )
            for cdr_key, method, sha, one in checks
        ],
    )


def meter_check_of(connection: Connection, cdr_key: str) -> MeterCheck | None:
    """What checking a CDR's signed meter data found; None where it had none."""
    query = select(meter_check).where(meter_check.c.cdr_key == cdr_key)
    row = connection.execute(query).first()
    if row is None:
        return None
    return MeterCheck(
        verdict=MeterVerdict(row.verdict),
        detail=row.detail,
        meter=row.meter,
        energy_kwh=None if row.energy_kwh is None else Decimal(row.energy_kwh),
        begin=None if row.begin_us is None else time_of(row.begin_us),
        end=None if row.end_us is None else time_of(row.end_us),
    )
