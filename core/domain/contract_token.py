"""A token as its Demand Partner tells of it, and what is said when somebody asks about one.

Source: OCPI mod_tokens (Token, AuthorizationInfo, LocationReferences). The token that a CDR names
is less: ``DriverToken``.
"""

from dataclasses import dataclass
from datetime import datetime

from core.domain.authorisation import AllowedType, WhitelistType


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractToken:
    """OCPI's Token."""

    demand_partner: str
    """Key of the party that issued it, ``NL*XYZ``."""
    uid: str
    type: str
    """OCPI's TokenType, or since 2.3.0 a type of the party's own."""
    contract_id: str
    issuer: str
    valid: bool
    whitelist: WhitelistType
    last_updated: datetime
    visual_number: str | None = None
    group_id: str | None = None
    """Tokens with the same one may stop each other's sessions."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class LocationReferences:
    """Where a driver is, or may charge."""

    location_id: str
    evse_uids: tuple[str, ...] = ()
    """Empty: anywhere there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationInfo:
    """OCPI's answer to the question whether a token may charge."""

    allowed: AllowedType
    token: ContractToken
    location: LocationReferences | None = None
    """Where; None where the question named no place."""
    authorization_reference: str | None = None
    info: str = ""
    """What the driver is to read, in the language of the token, else in English."""
