"""What the query of a list asks for: a span of ``last_updated``, and one page.

Source: transport_and_format, paginated request. ``date_from`` is inclusive, ``date_to`` exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.errors import InvalidValueError
from core.ocpi.envelope import time_or_none


@dataclass(frozen=True, slots=True)
class PageQuery:
    """One page."""

    since: datetime | None
    before: datetime | None
    offset: int
    limit: int


def page_query(query: Mapping[str, str], limit_max: int) -> PageQuery:
    """The page that is asked for; without a limit, or with a larger one, it is the largest.

    Raises:
        InvalidValueError: One of the parameters is none.
    """
    limit = _whole(query, "limit") or limit_max
    return PageQuery(
        _time(query, "date_from"),
        _time(query, "date_to"),
        _whole(query, "offset"),
        min(limit, limit_max),
    )


def _time(query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name)
    found = time_or_none(text)
    if text and found is None:
        raise InvalidValueError(f"{name}: wanted 2026-01-31T12:00:00Z, found {text[:40]!r}")
    return found


def _whole(query: Mapping[str, str], name: str) -> int:
    text = query.get(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidValueError(f"{name}: wanted a whole number from 0, found {text[:40]!r}")
    return int(text)
