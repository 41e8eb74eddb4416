"""A record of a source that cannot become a session or a CDR, and why: nothing is dropped silently.

A reject is a fact about the source, not an error: the rest of the file is read on.
"""

from dataclasses import dataclass
from enum import StrEnum


class RejectReason(StrEnum):
    """Why a record was not taken; the first that applies, in this order."""

    WRONG_FIELD_COUNT = "wrong_field_count"
    """Fewer or more fields than the header has."""
    MISSING_START = "missing_start"
    MISSING_END = "missing_end"
    MISSING_ENERGY = "missing_energy"
    MISSING_CHARGE_POINT = "missing_charge_point"
    MISSING_CONNECTOR = "missing_connector"
    BAD_NUMBER = "bad_number"
    NEGATIVE_ENERGY = "negative_energy"
    BAD_PERIOD = "bad_period"
    """The column that names year and quarter does not."""
    BAD_TIME = "bad_time"
    """Not a time by the mapping, or without the zone that the mapping says is in the text."""
    TIME_OUTSIDE_PERIOD = "time_outside_period"
    """However day and month are read, the start is not in the quarter that the row names."""
    NONEXISTENT_LOCAL_TIME = "nonexistent_local_time"
    """In the hour that clocks skip in spring."""
    END_BEFORE_START = "end_before_start"
    CHARGING_OUTSIDE_SESSION = "charging_outside_session"
    """Energy is said to have flowed for longer than the session, or after it."""
    BAD_SESSION_ID = "bad_session_id"
    """More than 36 characters, or some that cannot be printed."""
    CONFLICTING_SESSION_ID = "conflicting_session_id"
    """An earlier record of the file has the same id and says something else."""
    CONFLICTING_CDR = "conflicting_cdr"
    """A CDR of that id is known, from the file or the books, and says something else."""
    CREDIT_OF_UNKNOWN_CDR = "credit_of_unknown_cdr"
    PARTIAL_CREDIT = "partial_credit"
    """It takes back another amount than its CDR cost; what it means to leave is anybody's guess."""
    CREDITED_ALREADY = "credited_already"
    """Another Credit CDR undoes the same CDR."""
    WRONG_OBJECT = "wrong_object"
    """JSON that is not an object, or not one that OCPI allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One record that was not taken."""

    line: int
    """Where the record begins: line of a CSV file, number of the object in JSON, from 1."""
    reason: RejectReason
    detail: str
    """What was wanted and what was found."""
    raw: str
    """The record as the source has it."""
