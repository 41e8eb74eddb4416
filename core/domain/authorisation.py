"""Whether a driver may charge at a place, who said so, and why not.

Sources: OCPI mod_tokens (AllowedType, WhitelistType, AuthorizationInfo); the seven reasons are
those that operators meet in practice. An eighth is the network's own: an authorisation is also a
check of the ability to pay.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.money import Money


class AllowedType(StrEnum):
    """What a charge point is told; names and values are OCPI's."""

    ALLOWED = "ALLOWED"
    BLOCKED = "BLOCKED"
    EXPIRED = "EXPIRED"
    NO_CREDIT = "NO_CREDIT"
    NOT_ALLOWED = "NOT_ALLOWED"


class WhitelistType(StrEnum):
    """When a token may be let in without asking its Demand Partner; OCPI's."""

    ALWAYS = "ALWAYS"
    ALLOWED = "ALLOWED"
    ALLOWED_OFFLINE = "ALLOWED_OFFLINE"
    NEVER = "NEVER"


class RefusalReason(StrEnum):
    """Why a session may not begin, in the order in which it is looked for."""

    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105 (a reason)
    """Nobody knows the token, or it is not valid any more."""
    PARTNER_BLOCKED = "partner_blocked"
    """Its Demand Partner, or the CPO, is suspended or not connected."""
    NO_ROAMING = "no_roaming"
    """The place is unknown, removed, or not open to drivers of other networks."""
    TOKEN_GROUP = "token_group"  # noqa: S105 (a reason)
    """The place is for certain tokens, and this is none of them."""
    NO_REMOTE_START = "no_remote_start"
    """An app wants to start where only cards can."""
    NOT_REIMBURSED = "not_reimbursed"
    """No terms hold between the CPO and the Demand Partner, so nobody would pay."""
    NO_CREDIT = "no_credit"
    """The Demand Partner is at its limit."""
    NO_ANSWER = "no_answer"
    """The Demand Partner has to be asked, and did not answer in time."""


ALLOWED_BY_REASON: Final[dict[RefusalReason, AllowedType]] = {
    RefusalReason.UNKNOWN_TOKEN: AllowedType.BLOCKED,
    RefusalReason.PARTNER_BLOCKED: AllowedType.BLOCKED,
    RefusalReason.NO_ROAMING: AllowedType.NOT_ALLOWED,
    RefusalReason.TOKEN_GROUP: AllowedType.NOT_ALLOWED,
    RefusalReason.NO_REMOTE_START: AllowedType.NOT_ALLOWED,
    RefusalReason.NOT_REIMBURSED: AllowedType.NOT_ALLOWED,
    RefusalReason.NO_CREDIT: AllowedType.NO_CREDIT,
    RefusalReason.NO_ANSWER: AllowedType.NOT_ALLOWED,
}
"""What OCPI has for a reason; of a token that nobody knows OCPI says HTTP 404 and 2004."""

assert set(ALLOWED_BY_REASON) == set(RefusalReason)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationAsked:
    """What a CPO asks before it lets a driver charge."""

    cpo: str
    """Key of the party that asks."""
    uid: str
    token_type: str = "RFID"  # noqa: S105 (OCPI's default)
    demand_partner: str | None = None
    """Key of the party that is asked; None: whoever issued the token."""
    location_id: str | None = None
    evse_uids: tuple[str, ...] = ()
    is_remote: bool = False
    """Whether an app starts the session, not the driver at the charge point."""
    is_partners_word: bool = False
    """Whether the partner itself is asked, or asks: then it decides, whatever its whitelist."""
    request_id: str
    """The same asked once more is answered the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """What was decided; it is on record with the session for good."""

    reference: str
    """OCPI's ``authorization_reference``: session and CDR state it again."""
    at: datetime
    cpo: str
    demand_partner: str | None
    """None where nobody knows the token."""
    token: str
    """Its pseudonym."""
    location_id: str | None = None
    evse_uid: str | None = None
    decided_by: str
    """Key of the Demand Partner, or of the network."""
    reason: RefusalReason | None = None
    """None: the session may begin."""
    detail: str = ""
    """What was wanted and what was found, in words; names no driver."""
    asked: Money | None = None
    """The most that the session may cost, in the currency of the Demand Partner."""

    @property
    def allowed(self) -> bool:
        """Whether the session may begin."""
        return self.reason is None

    @property
    def allowed_type(self) -> AllowedType:
        """The same for the wire."""
        return AllowedType.ALLOWED if self.reason is None else ALLOWED_BY_REASON[self.reason]
