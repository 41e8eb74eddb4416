"""Platforms with the time of their last change, for whoever is told who is connected."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from core.domain.platform import Platform
from core.store.hub_schema import platform_change
from core.store.platform_store import platform_of
from core.store.rows import time_of

Changed = tuple[Platform, datetime]


def platforms_changed(connection: Connection, after_number: int = 0) -> list[Changed]:
    """Platforms that changed after a change, as they are now and when, the oldest change first."""
    columns = platform_change.c
    last = func.max(columns.number)
    query = (
        select(columns.platform_id, func.max(columns.at_us).label("at_us"))
        .where(columns.number > after_number)
        .group_by(columns.platform_id)
        .order_by(last)
    )
    found = []
    for row in connection.execute(query).all():
        platform = platform_of(connection, row.platform_id)
        assert platform is not None, row.platform_id
        found.append((platform, time_of(row.at_us)))
    return found
