"""Cases as the books show them: holds that wait, and what is missing, differs or is charged twice.

Only EVSEs that a network lists, and sessions that a source told of, are held against each other:
where nobody tells of sessions, none is missing.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Numeric,
    Row,
    Select,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
)

from core.domain.reconciliation import Case, CaseKind
from core.store.bulk import known
from core.store.case_schema import case_end
from core.store.rows import time_of, us_of
from core.store.schema import cdr, credit_cdr, evse, hold, session
from core.store.waiting import is_waiting, keeps_back

_MARGIN_US: Final = 60_000_000
"""Sources often write whole minutes."""
_ENERGY_MARGIN_E4: Final = 100
"""A hundredth of a kWh."""


def held_cases(
    connection: Connection, limit: int | None = None, case_id: str | None = None
) -> list[Case]:
    """Holds that wait, the longest first; of one case, whether it waits or not."""
    query = (
        select(hold, cdr.c.cpo, cdr.c.demand_partner, cdr.c.evse_uid, cdr.c.session_id)
        .join(cdr, cdr.c.cdr_key == hold.c.cdr_key)
        .where(is_waiting() if case_id is None else hold.c.cdr_key == case_id)
        .order_by(hold.c.held_us, hold.c.cdr_key)
        .limit(limit)
    )
    return [
        Case(
            case_id=row.cdr_key,
            kind=CaseKind.HELD,
            reason=row.reason,
            detail=row.detail,
            cdr_key=row.cdr_key,
            session_id=row.session_id,
            cpo=row.cpo,
            demand_partner=row.demand_partner,
            evse_uid=row.evse_uid,
            opened_at=time_of(row.held_us),
        )
        for row in connection.execute(query)
    ]


def count_waiting(connection: Connection) -> int:
    """How many holds wait."""
    query = select(func.count()).select_from(hold).where(is_waiting())
    return int(connection.execute(query).scalar_one())


def sessions_without_cdr(connection: Connection, before: datetime, limit: int) -> list[Case]:
    """Sessions at known EVSEs that ended before a time and that no CDR names."""
    case_id = CaseKind.CDR_MISSING.value + ":" + session.c.session_id
    query = (
        select(session, evse.c.cpo)
        .join(evse, evse.c.evse_uid == session.c.evse)
        .where(
            session.c.end_us < us_of(before),
            ~exists().where(cdr.c.session_id == session.c.session_id),
            ~_ended(case_id),
        )
        .order_by(session.c.end_us, session.c.session_id)
        .limit(limit)
    )
    return [
        Case(
            case_id=f"{CaseKind.CDR_MISSING}:{row.session_id}",
            kind=CaseKind.CDR_MISSING,
            reason=CaseKind.CDR_MISSING.value,
            detail=f"{row.energy_kwh} kWh, ended {time_of(row.end_us):%Y-%m-%d %H:%M}",
            cdr_key=None,
            session_id=row.session_id,
            cpo=row.cpo,
            demand_partner="",
            evse_uid=row.evse,
            opened_at=time_of(row.end_us),
        )
        for row in connection.execute(query)
    ]


def cdrs_without_session(connection: Connection, limit: int) -> list[Case]:
    """CDRs that name a session nobody told of, at EVSEs whose sessions are told of."""
    query = _cdrs(CaseKind.SESSION_MISSING).where(
        cdr.c.session_id.is_not(None),
        cdr.c.evse_uid.in_(select(session.c.evse).distinct()),
        ~exists().where(session.c.session_id == cdr.c.session_id),
    )
    return [
        _case(row, CaseKind.SESSION_MISSING, f"nobody told of session {row.session_id}")
        for row in connection.execute(query.limit(limit))
    ]


def cdrs_unlike_session(connection: Connection, limit: int) -> list[Case]:
    """Posted CDRs that say other times or another energy than their session."""
    energy_e4 = cast(session.c.energy_kwh, Numeric(20, 6)) * 10_000
    query = (
        _cdrs(CaseKind.SESSION_DIFFERS)
        .add_columns(session.c.energy_kwh, session.c.start_us.label("from_us"))
        .add_columns(session.c.end_us.label("to_us"))
        .join(session, and_(session.c.session_id == cdr.c.session_id))
        .where(
            session.c.evse == cdr.c.evse_uid,
            or_(
                _apart(cdr.c.start_us - session.c.start_us, _MARGIN_US),
                _apart(cdr.c.end_us - session.c.end_us, _MARGIN_US),
                _apart(cdr.c.energy_e4 - energy_e4, _ENERGY_MARGIN_E4),
            ),
        )
    )
    return [
        _case(
            row,
            CaseKind.SESSION_DIFFERS,
            f"the session says {row.energy_kwh} kWh, {time_of(row.from_us):%Y-%m-%d %H:%M:%S} to "
            f"{time_of(row.to_us):%H:%M:%S}",
        )
        for row in connection.execute(query.limit(limit))
    ]


def cdrs_of_one_session(connection: Connection, limit: int) -> list[Case]:
    """Live CDRs whose session an earlier one charges; the first by time of arrival counts."""
    # Those charged more than once are found by one pass over an index; each by itself would not.
    several = (
        select(cdr.c.session_id)
        .where(cdr.c.session_id.is_not(None))
        .group_by(cdr.c.session_id)
        .having(func.count() > 1)
    )
    query = _cdrs(CaseKind.DUPLICATE, closed_too=True).where(cdr.c.session_id.in_(several))
    charged: set[tuple[str, str]] = set()
    found = []
    for row in connection.execute(query):
        session_of = (row.cpo, row.session_id)
        if session_of in charged:
            told = f"an earlier CDR charges session {row.session_id}"
            found.append(_case(row, CaseKind.DUPLICATE, told))
        charged.add(session_of)
    closed = known(connection, case_end, "case_id", "fate", [one.case_id for one in found])
    return [one for one in found if one.case_id not in closed][:limit]


def _cdrs(kind: CaseKind, *, closed_too: bool = False) -> Select[Any]:
    """Live CDRs, neither held nor credited, without a case of that kind that ended."""
    query = (
        select(
            cdr.c.cdr_key,
            cdr.c.session_id,
            cdr.c.cpo,
            cdr.c.demand_partner,
            cdr.c.evse_uid,
            cdr.c.received_us,
        )
        .where(
            ~keeps_back(cdr.c.cdr_key),
            ~exists().where(credit_cdr.c.credited_key == cdr.c.cdr_key),
        )
        .order_by(cdr.c.received_us, cdr.c.cdr_key)
    )
    return query if closed_too else query.where(~_ended(kind.value + ":" + cdr.c.cdr_key))


def _case(row: Row[Any], kind: CaseKind, detail: str) -> Case:
    return Case(
        case_id=f"{kind}:{row.cdr_key}",
        kind=kind,
        reason=kind.value,
        detail=detail,
        cdr_key=row.cdr_key,
        session_id=row.session_id,
        cpo=row.cpo,
        demand_partner=row.demand_partner,
        evse_uid=row.evse_uid,
        opened_at=time_of(row.received_us),
    )


def _ended(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(case_end.c.case_id == case_id)


def _apart(difference: ColumnElement[Any], margin: int) -> ColumnElement[bool]:
    return or_(difference > margin, difference < -margin)
