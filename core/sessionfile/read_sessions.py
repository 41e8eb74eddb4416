"""Lines of a session file x mapping -> sessions and rejects, one for each record.

A record is checked in the order of ``RejectReason``; zero energy and zero duration are facts and
pass here. The same record has the same session id whatever its file is called.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from core.domain.errors import SourceError
from core.domain.interval import duration_s
from core.domain.reject import Reject, RejectReason
from core.domain.session import Session, SessionStatus
from core.sessionfile.clock_text import ClockText, UnreadableTimeError
from core.sessionfile.mapping import EnergyUnit, Mapping
from core.sessionfile.records import Record, records

CHARGING_TOLERANCE_S = 120
"""By how much charging may outlast its session: start and end are often cut to the minute."""

_SHIFT = {EnergyUnit.KWH: 0, EnergyUnit.WH: -3}


class _RejectedError(Exception):
    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read_sessions(
    lines: Iterable[bytes], mapping: Mapping, source: str
) -> Iterator[Session | Reject]:
    """The records of a file in its order; nothing is dropped.

    Args:
        lines: The file, as a file opened for bytes gives it.
        mapping: How to read it.
        source: What the file is called in messages.

    Raises:
        SourceError: The file as a whole cannot be read by this mapping: empty, another encoding,
            a column that it does not have, not CSV or JSON. It may come after some records.
    """
    header, found = records(lines, mapping, source)
    row = _RowReader(header, mapping, source)
    for record in found:
        yield row.session_or_reject(record)


class _RowReader:
    """Knows where in a row each field is."""

    def __init__(self, header: Sequence[str], mapping: Mapping, source: str) -> None:
        self._index = {name: header.index(name) for name in header}
        self._width = len(header)
        self._columns = mapping.columns
        self._zero_stripped = mapping.strip_trailing_zero
        self._clock = ClockText(mapping)
        self._sessions: dict[str, Session] = {}
        self._decimal = mapping.decimal
        self._shift = _SHIFT[mapping.energy_unit]
        point = re.escape(mapping.decimal)
        self._number = re.compile(
            rf"[+-]?\d{{1,9}}(?:{point}\d{{1,18}})?(?:[eE]-\d{{1,2}})?", re.ASCII
        )
        _require_columns(header, mapping, source)

    def session_or_reject(self, record: Record) -> Session | Reject:
        """What one record is."""
        try:
            session = self._session(record.fields)
            self._refuse_conflict(session)
        except (_RejectedError, UnreadableTimeError) as error:
            return Reject(line=record.line, reason=error.reason, detail=str(error), raw=record.raw)
        return session

    def _refuse_conflict(self, session: Session) -> None:
        """The same record twice is one session; the same id for two is for nobody to decide."""
        before = self._sessions.setdefault(session.session_id, session)
        if before != session:
            raise _RejectedError(
                RejectReason.CONFLICTING_SESSION_ID,
                f"session {session.session_id}: known from {before.start.isoformat()} "
                f"with {before.energy_kwh} kWh, found {session.energy_kwh} kWh from "
                f"{session.start.isoformat()}",
            )

    def _session(self, fields: list[str]) -> Session:
        if len(fields) != self._width:
            reason = RejectReason.WRONG_FIELD_COUNT if fields else RejectReason.WRONG_OBJECT
            raise _RejectedError(reason, f"wanted {self._width} fields, found {len(fields)}")
        columns = self._columns
        start_text = self._required(fields, columns.start, RejectReason.MISSING_START)
        end_text = self._required(fields, columns.end, RejectReason.MISSING_END)
        energy_text = self._required(fields, columns.energy, RejectReason.MISSING_ENERGY)
        evse = self._evse(fields)
        energy_kwh = self._energy_kwh(energy_text)
        period = None if columns.period is None else self._text(fields, columns.period)
        start, end = self._clock.interval(start_text, end_text, period)
        if end < start:
            raise _RejectedError(
                RejectReason.END_BEFORE_START, f"end: wanted after {start_text}, found {end_text}"
            )
        driver = self._text(fields, columns.driver)
        return Session(
            session_id=self._session_id(
                self._text(fields, columns.session_id), (start, end, evse, energy_kwh, driver)
            ),
            status=SessionStatus.COMPLETED,
            evse=evse,
            charge_point_class=self._text(fields, columns.charge_point_class),
            site=self._text(fields, columns.site),
            start=start,
            end=end,
            energy_kwh=energy_kwh,
            charging_s=self._charging_s(fields, start, end),
            driver=driver,
        )

    def _text(self, fields: list[str], column: str | None) -> str:
        return "" if column is None else fields[self._index[column]].strip()

    def _required(self, fields: list[str], column: str, reason: RejectReason) -> str:
        if text := self._text(fields, column):
            return text
        raise _RejectedError(reason, f"{column}: wanted a value, found nothing")

    def _evse(self, fields: list[str]) -> str:
        columns = self._columns
        point = self._required(fields, columns.charge_point, RejectReason.MISSING_CHARGE_POINT)
        if self._zero_stripped:
            point = point.removesuffix(".0")
        if columns.connector is None:
            return f"{point}*1"
        connector = self._required(fields, columns.connector, RejectReason.MISSING_CONNECTOR)
        return f"{point}*{connector}"

    def _number_in(self, text: str, column: str) -> Decimal:
        if not self._number.fullmatch(text):
            raise _RejectedError(
                RejectReason.BAD_NUMBER,
                f"{column}: wanted a number with {self._decimal!r}, found {text!r}",
            )
        return Decimal(text.replace(self._decimal, "."))

    def _energy_kwh(self, text: str) -> Decimal:
        energy = self._number_in(text, self._columns.energy)
        if energy < 0:
            raise _RejectedError(
                RejectReason.NEGATIVE_ENERGY, f"{self._columns.energy}: found {text}"
            )
        return energy.scaleb(self._shift) if self._shift else energy

    def _charging_s(self, fields: list[str], start: datetime, end: datetime) -> int | None:
        """Seconds of charging, at most the session's; None if the source does not tell."""
        if text := self._text(fields, self._columns.charging_h):
            found = round(self._number_in(text, self._columns.charging_h or "") * 3600)
        elif text := self._text(fields, self._columns.charging_end):
            found = duration_s(start, self._clock.instant(text))
        else:
            return None
        connected_s = duration_s(start, end)
        if not 0 <= found <= connected_s + CHARGING_TOLERANCE_S:
            raise _RejectedError(
                RejectReason.CHARGING_OUTSIDE_SESSION,
                f"charging: wanted 0 to {connected_s} s, found {found} s",
            )
        return min(found, connected_s)

    def _session_id(self, text: str, content: tuple[datetime, datetime, str, Decimal, str]) -> str:
        """The source's id, or one made of what the record says."""
        if not text:
            start, end, evse, energy_kwh, driver = content
            said = f"{start:%Y%m%dT%H%M%S.%fZ}|{end:%Y%m%dT%H%M%S.%fZ}|{evse}"
            said += f"|{energy_kwh.normalize():f}|{driver}"
            return sha256(said.encode()).hexdigest()[:20]
        if len(text) > 36 or not text.isprintable():
            raise _RejectedError(
                RejectReason.BAD_SESSION_ID,
                f"{self._columns.session_id}: wanted at most 36 printable characters, "
                f"found {text!r}",
            )
        return text


def _require_columns(header: Sequence[str], mapping: Mapping, source: str) -> None:
    for name in mapping.columns.named:
        if header.count(name) != 1:
            problem = "found it twice" if name in header else f"found {', '.join(header)}"
            raise SourceError(
                source, f"mapping {mapping.name}: wanted a column {name!r}, {problem}", 1
            )
