"""A stretch of time, half-open, in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.errors import InvalidValueError


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``start`` (inclusive) to ``end`` (exclusive); ``end`` None means for ever."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        _require_utc("start", self.start)
        if self.end is not None:
            _require_utc("end", self.end)
            if self.end < self.start:
                raise InvalidValueError(
                    f"interval: end {self.end.isoformat()} is before start {self.start.isoformat()}"
                )

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant and (self.end is None or instant < self.end)

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share an instant."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )


def _require_utc(name: str, instant: datetime) -> None:
    if instant.utcoffset() != timedelta(0):
        raise InvalidValueError(f"{name}: wanted a time in UTC, found {instant.isoformat()}")


def duration_s(start: datetime, end: datetime) -> int:
    """Whole seconds between two UTC times, rounded down."""
    between = end - start
    return between.days * 86_400 + between.seconds
