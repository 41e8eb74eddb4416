"""Throughput as lines of a plot, and the sessions behind one point of it."""

from datetime import UTC, datetime
from typing import Final

import numpy as np

from console.present.kpi_tiles import RowsLink
from console.present.peak_series import Series, throughput_series
from core.domain.table_fields import BookTable
from core.service.recent_throughput import Throughput

_TIME: Final = "%Y-%m-%dT%H:%M:%S"


def throughput_line(told: Throughput, *, is_energy: bool = False) -> Series:
    """Sessions that ended in each bucket, or their energy."""
    sessions = throughput_series(told.buckets, told.bucket_s)
    if not is_energy:
        return sessions
    return Series(
        name="energy",
        at_s=sessions.at_s,
        values=np.array([float(one.energy_kwh) for one in told.buckets], np.float64),
        unit=sessions.unit.replace("sessions ended", "kWh of sessions ended"),
        decimals=1,
    )


def rows_of_bucket(told: Throughput, at_s: float) -> RowsLink | None:
    """The sessions of the bucket that is nearest to an instant; None where there is none.

    A point stands at the beginning of its bucket.
    """
    if not told.buckets:
        return None
    nearest = min(told.buckets, key=lambda one: abs(one.at.timestamp() - at_s))
    start = nearest.at
    end = datetime.fromtimestamp(start.timestamp() + told.bucket_s, UTC)
    text = f"time>={start:{_TIME}} time<{end:{_TIME}}"
    return RowsLink(BookTable.SESSIONS, text, f"the sessions that ended from {start:%H:%M} on")
