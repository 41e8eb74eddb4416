"""Times as session files write them -> UTC; local times without a zone, and swapped days.

The one surprise: in the hour that comes twice in autumn the text does not say which one is meant.
A start is taken as the first; an end that would then lie before its start, as the second.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.domain.reject import RejectReason
from core.sessionfile.mapping import Mapping

_PERIOD: Final = re.compile(r"(\d{4})((?:\D*Q[1-4])+)", re.ASCII)
_QUARTER: Final = re.compile(r"Q([1-4])")
_SHORTEST_ISO: Final = len("2017-09-01 00:11")


class UnreadableTimeError(ValueError):
    """A text that is no time of the mapping; never leaves this folder."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class ClockText:
    """Reads the times of one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._formats = mapping.time_formats
        self._zone = None if mapping.time_zone is None else ZoneInfo(mapping.time_zone)

    def interval(self, start: str, end: str, period: str | None) -> tuple[datetime, datetime]:
        """Start and end in UTC; the end may still be before the start.

        Args:
            start: Text of the start.
            end: Text of the end; read with the format of the start if it can be.
            period: Text that names year and quarters of the start; None where there is none.

        Raises:
            UnreadableTimeError: One of them is no time of this mapping.
        """
        if not self._formats:
            return self._ordered(_iso(start), _iso(end))
        local_start, used = self._start(start, period)
        others = [one for one in self._formats if one != used]
        begun = self._in_utc(local_start)
        ends = _read(end, [used, *others])
        return self._ordered(
            local_start, next((one for one in ends if self._in_utc(one) >= begun), ends[0])
        )

    def instant(self, text: str) -> datetime:
        """One time in UTC.

        Raises:
            UnreadableTimeError: It is no time of this mapping.
        """
        local = _read(text, self._formats)[0] if self._formats else _iso(text)
        return self._in_utc(local)

    def _ordered(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        begun, ended = self._in_utc(start), self._in_utc(end)
        if ended < begun and end.tzinfo is None:
            ended = self._in_utc(end.replace(fold=1))
        return begun, ended

    def _start(self, text: str, period: str | None) -> tuple[datetime, str]:
        """The first reading that lies in the period, and its format."""
        quarters = None if period is None else _quarters(period)
        for one in self._formats:
            for found in _parsed(text, one):
                if quarters is None or (found.year, (found.month + 2) // 3) in quarters:
                    return found, one
        _read(text, self._formats)
        raise UnreadableTimeError(
            RejectReason.TIME_OUTSIDE_PERIOD, f"start: wanted a day in {period}, found {text!r}"
        )

    def _in_utc(self, found: datetime) -> datetime:
        if found.tzinfo is not None:
            return _shifted(found)
        if self._zone is None:
            raise UnreadableTimeError(
                RejectReason.BAD_TIME, f"time: wanted an offset in the text, found {found}"
            )
        instant = _shifted(found.replace(tzinfo=self._zone))
        if instant.astimezone(self._zone).replace(tzinfo=None) != found:
            raise UnreadableTimeError(
                RejectReason.NONEXISTENT_LOCAL_TIME, f"time: {found} was skipped in {self._zone}"
            )
        return instant


def _shifted(found: datetime) -> datetime:
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise UnreadableTimeError(
            RejectReason.BAD_TIME, f"time: wanted year 1 to 9999, found {found}"
        ) from None


def _iso(text: str) -> datetime:
    # A date alone is refused: midnight would be our invention.
    if len(text) >= _SHORTEST_ISO:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise UnreadableTimeError(
        RejectReason.BAD_TIME, f"time: wanted ISO 8601 with date and time, found {text!r}"
    )


def _parsed(text: str, time_format: str) -> list[datetime]:
    try:
        return [datetime.strptime(text, time_format)]  # noqa: DTZ007 (the mapping knows the zone)
    except ValueError:
        return []


def _read(text: str, formats: Sequence[str]) -> list[datetime]:
    """All readings of a text, by the order of the formats; at least one."""
    if found := [reading for one in formats for reading in _parsed(text, one)]:
        return found
    raise UnreadableTimeError(
        RejectReason.BAD_TIME, f"time: wanted {' or '.join(formats)}, found {text!r}"
    )


def _quarters(period: str) -> set[tuple[int, int]]:
    if (found := _PERIOD.fullmatch(period)) is None:
        raise UnreadableTimeError(
            RejectReason.BAD_PERIOD, f"period: wanted it like 2014Q2, found {period!r}"
        )
    return {(int(found[1]), int(quarter)) for quarter in _QUARTER.findall(found[2])}
