"""Sessions as files told them, and the files themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from core.domain.errors import ConflictError
from core.domain.session import Session, SessionStatus
from core.store.bulk import insert_rows, known
from core.store.rows import counts_body, sha_of, time_of, us_of
from core.store.schema import session, source_file


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One imported file and what became of its rows."""

    sha: str
    """sha256 of its bytes."""
    name: str
    mapping: str
    read: int
    accepted: int
    duplicates: int
    rejected: dict[str, int]
    imported_at: datetime


def put_sessions(connection: Connection, source_sha: str, sessions: Sequence[Session]) -> int:
    """Keep sessions that are new; return how many were.

    Raises:
        ConflictError: A session is known with other content; nothing of the batch is kept.
    """
    fresh = {one.session_id: one for one in reversed(sessions)}
    for known_id, sha in known(connection, session, "session_id", "sha", fresh.keys()).items():
        if sha != _sha(fresh.pop(known_id)):
            raise ConflictError(
                f"session {known_id}: known with other content from another file; "
                "import this one into other books (--db)"
            )
    insert_rows(
        connection,
        session,
        [
            (
                one.session_id,
                source_sha,
                one.evse,
                one.charge_point_class,
                one.site,
                us_of(one.start),
                us_of(one.end),
                str(one.energy_kwh),
                one.charging_s,
                one.driver,
                _sha(one),
            )
            for one in fresh.values()
        ],
    )
    return len(fresh)


def _sha(one: Session) -> str:
    said = (one.evse, one.charge_point_class, one.site, one.driver, one.energy_kwh)
    when = (us_of(one.start), us_of(one.end), one.charging_s)
    return sha_of("|".join(map(str, (*said, *when))))


def put_source_file(connection: Connection, file: SourceFile) -> None:
    """Keep what became of a file; a file that is known stays as it is."""
    if file_of(connection, file.sha) is None:
        rejected = counts_body.dump_json(file.rejected).decode()
        insert_rows(
            connection,
            source_file,
            [
                (
                    file.sha,
                    file.name,
                    file.mapping,
                    file.read,
                    file.accepted,
                    file.duplicates,
                    rejected,
                    us_of(file.imported_at),
                )
            ],
        )


def file_of(connection: Connection, sha: str) -> SourceFile | None:
    """The file with these bytes, if it was imported to its end."""
    row = connection.execute(select(source_file).where(source_file.c.sha == sha)).first()
    if row is None:
        return None
    return SourceFile(
        sha=row.sha,
        name=row.name,
        mapping=row.mapping,
        read=row.read,
        accepted=row.accepted,
        duplicates=row.duplicates,
        rejected=counts_body.validate_json(row.rejected),
        imported_at=time_of(row.imported_us),
    )


def session_named(connection: Connection, session_id: str) -> Session | None:
    """The session of that id, as its source told it."""
    row = connection.execute(select(session).where(session.c.session_id == session_id)).first()
    if row is None:
        return None
    return Session(
        session_id=row.session_id,
        status=SessionStatus.COMPLETED,
        evse=row.evse,
        charge_point_class=row.charge_point_class,
        site=row.site,
        start=time_of(row.start_us),
        end=time_of(row.end_us),
        energy_kwh=Decimal(row.energy_kwh),
        charging_s=row.charging_s,
        driver=row.driver,
    )
