"""What identifies a driver at a charge point.

Source: OCPI 2.2.1 mod_tokens (Token, TokenType) and mod_cdrs (CdrToken).
"""

from dataclasses import dataclass
from enum import StrEnum


class TokenType(StrEnum):
    """Names and values are OCPI's."""

    AD_HOC_USER = "AD_HOC_USER"
    APP_USER = "APP_USER"
    OTHER = "OTHER"
    RFID = "RFID"


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverToken:
    """A token as a CDR names it."""

    demand_partner: str
    """Key of the party that issued it, ``NL*XYZ``."""
    uid: str
    type: TokenType
    contract_id: str
    """eMAID of the driver's contract."""
