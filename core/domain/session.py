"""A charging session while it runs, and the table of its legal transitions.

Source: OCPI mod_sessions.asciidoc, SessionStatus. COMPLETED is final there ("No more
modifications will be made"); the spec gives no table, so the other rows are ours.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, Self

from core.domain.errors import IllegalTransitionError


class SessionStatus(StrEnum):
    """Names and values are OCPI's."""

    PENDING = "PENDING"
    RESERVATION = "RESERVATION"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    INVALID = "INVALID"


NEXT_STATUS: Final[dict[SessionStatus, frozenset[SessionStatus]]] = {
    SessionStatus.RESERVATION: frozenset(
        {
            SessionStatus.PENDING,
            SessionStatus.ACTIVE,
            SessionStatus.COMPLETED,
            SessionStatus.INVALID,
        },
    ),
    SessionStatus.PENDING: frozenset({SessionStatus.ACTIVE, SessionStatus.INVALID}),
    SessionStatus.ACTIVE: frozenset({SessionStatus.COMPLETED, SessionStatus.INVALID}),
    SessionStatus.COMPLETED: frozenset(),
    SessionStatus.INVALID: frozenset(),
}
"""Everything that may follow a status. The tests and the README's diagram read this table."""

assert set(NEXT_STATUS) == set(SessionStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One charging session, as its source last told it."""

    session_id: str
    """Unique at its source; for a file, made of what the row says."""
    status: SessionStatus
    evse: str
    """What the source calls the EVSE: charge point and connector."""
    charge_point_class: str
    """The source's own class of charge point, as ``50kW Raption``; empty if it names none."""
    site: str
    """The source's name of the site; empty if it names none."""
    start: datetime
    end: datetime
    energy_kwh: Decimal
    charging_s: int | None = None
    """Seconds in which energy flowed; None where the source does not tell it from parking."""
    driver: str = ""
    """The source's pseudonym of the driver; empty if it names none."""

    def with_status(self, wanted: SessionStatus) -> Self:
        """The same session in another status.

        Raises:
            IllegalTransitionError: ``wanted`` cannot follow the present status.
        """
        if wanted not in NEXT_STATUS[self.status]:
            raise IllegalTransitionError(self.session_id, self.status, wanted)
        return replace(self, status=wanted)
