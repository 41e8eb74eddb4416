"""What was done about cases and how they ended; rows that stay."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, select

from core.domain.approval import Principal
from core.domain.reconciliation import CaseEnd, CaseEvent, CaseEventKind, Fate, Resolution
from core.store.bulk import insert_rows, slices
from core.store.case_schema import case_end, case_event
from core.store.rows import time_of, us_of


def put_event(connection: Connection, event: CaseEvent) -> None:
    """Keep what was done."""
    row = (
        event.case_id,
        event.number,
        event.kind.value,
        event.by.name,
        int(event.by.enforced),
        event.note,
        event.detail,
        None if event.resolution is None else event.resolution.value,
        event.approval_id,
        us_of(event.at),
    )
    insert_rows(connection, case_event, [row])


def put_ends(connection: Connection, ends: Iterable[CaseEnd]) -> None:
    """Keep how cases ended; each ends once."""
    insert_rows(
        connection,
        case_end,
        [
            (
                one.case_id,
                one.fate.value,
                None if one.resolution is None else one.resolution.value,
                one.by.name,
                int(one.by.enforced),
                one.note,
                us_of(one.at),
            )
            for one in ends
        ],
    )


def next_number(connection: Connection, case_id: str) -> int:
    """Number of the next event of a case."""
    query = select(func.coalesce(func.max(case_event.c.number), 0)).where(
        case_event.c.case_id == case_id
    )
    return int(connection.execute(query).scalar_one()) + 1


def events_of(connection: Connection, case_ids: Collection[str]) -> dict[str, list[CaseEvent]]:
    """Events by case, each in their order."""
    found: dict[str, list[CaseEvent]] = defaultdict(list)
    for some in slices(case_ids):
        query = (
            select(case_event)
            .where(case_event.c.case_id.in_(some))
            .order_by(case_event.c.case_id, case_event.c.number)
        )
        for row in connection.execute(query):
            found[row.case_id].append(_event(row))
    return dict(found)


def end_of(connection: Connection, case_id: str) -> CaseEnd | None:
    """How a case ended; None while it has not."""
    row = connection.execute(select(case_end).where(case_end.c.case_id == case_id)).first()
    return None if row is None else _end(row)


def ends_among(connection: Connection, case_ids: Collection[str]) -> dict[str, CaseEnd]:
    """How these cases ended, by id."""
    found: dict[str, CaseEnd] = {}
    for some in slices(case_ids):
        query = select(case_end).where(case_end.c.case_id.in_(some))
        found.update((row.case_id, _end(row)) for row in connection.execute(query))
    return found


def _event(row: Row[Any]) -> CaseEvent:
    return CaseEvent(
        case_id=row.case_id,
        number=row.number,
        kind=CaseEventKind(row.kind),
        by=Principal(row.principal, enforced=bool(row.enforced)),
        at=time_of(row.at_us),
        note=row.note,
        detail=row.detail,
        resolution=None if row.resolution is None else Resolution(row.resolution),
        approval_id=row.approval_id,
    )


def _end(row: Row[Any]) -> CaseEnd:
    return CaseEnd(
        case_id=row.case_id,
        fate=Fate(row.fate),
        resolution=None if row.resolution is None else Resolution(row.resolution),
        by=Principal(row.principal, enforced=bool(row.enforced)),
        note=row.note,
        at=time_of(row.at_us),
    )
