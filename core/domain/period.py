"""A month of the books: open, then closed for good."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.domain.errors import InvalidValueError

_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPeriod:
    """A period that takes no more entries."""

    period: str
    """``2026-06``."""
    end_at: datetime
    """Exclusive, UTC; everything that counts before it is closed, earlier periods too."""
    last_entry: int
    """Number of the last entry that was booked before it was closed."""
    who: str
    reason: str
    closed_at: datetime


def end_of(period: str) -> datetime:
    """When a period ends, exclusive: midnight UTC of the next month's first day.

    Raises:
        InvalidValueError: It is not written as ``2026-06``.
    """
    try:
        begin = datetime.strptime(period, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        begin = None
    if begin is None or f"{begin:%Y-%m}" != period:
        raise InvalidValueError(f"period: wanted a month as 2026-06, found {period!r}")
    if begin.month == _MONTHS:
        return begin.replace(year=begin.year + 1, month=1)
    return begin.replace(month=begin.month + 1)
