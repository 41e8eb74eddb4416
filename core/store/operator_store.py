"""The operator's log: what was done to the books by hand."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from core.domain.operator_act import ActKind, OperatorAct
from core.store.bulk import insert_rows
from core.store.principal_store import principal_of
from core.store.rows import time_of, us_of
from core.store.schema import operator_log


def put_act(connection: Connection, act: OperatorAct) -> None:
    """Write one line; where the database knows who is connected, it is by him."""
    here = principal_of(connection)
    if here.enforced:
        act = replace(act, who=here.name)
    row = (act.act_id, us_of(act.at), act.kind.value, act.who, act.subject, act.note)
    insert_rows(connection, operator_log, [row])


def last_acts(connection: Connection, limit: int) -> list[OperatorAct]:
    """The latest lines, the latest first."""
    query = (
        select(operator_log)
        .order_by(operator_log.c.at_us.desc(), operator_log.c.act_id.desc())
        .limit(limit)
    )
    return [_act(row) for row in connection.execute(query)]


def acts_of(connection: Connection, *kinds: ActKind) -> list[OperatorAct]:
    """Every line of some kinds, oldest first."""
    query = (
        select(operator_log)
        .where(operator_log.c.kind.in_([kind.value for kind in kinds]))
        .order_by(operator_log.c.at_us, operator_log.c.act_id)
    )
    return [_act(row) for row in connection.execute(query)]


def _act(row: Row[Any]) -> OperatorAct:
    return OperatorAct(
        at=time_of(row.at_us),
        kind=ActKind(row.kind),
        who=row.who,
        subject=row.subject,
        note=row.note,
    )
