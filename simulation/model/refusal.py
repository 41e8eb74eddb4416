"""Why an authorisation was refused: the reasons that networks' help pages list (Longship)."""

from enum import IntEnum


class RejectReason(IntEnum):
    """Why a visit's first authorisation is refused; NONE where it is not."""

    NONE = 0
    UNKNOWN_TOKEN = 1
    NOT_ROAMING = 2
    """The Demand Partner does not reach this CPO."""
    TOKEN_GROUP = 3
    BLOCKED_PARTNER = 4
    """The CPO has blocked the Demand Partner."""
    NO_REIMBURSEMENT = 5
    """Nobody set up who is paid."""
    NO_REMOTE_START = 6
    LIVE_TIMEOUT = 7
    """The live validation took longer than the CPO waits."""
