"""A party of the network: who connects, under which OCPI id, in which role.

Source: OCPI 2.2.1 types (Role, CiString) and mod_credentials, CredentialsRole.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.errors import InvalidValueError
from core.domain.vat import VatFacts


class Role(StrEnum):
    """What a party does; names and values are OCPI's. A Demand Partner is EMSP on the wire."""

    CPO = "CPO"
    EMSP = "EMSP"
    HUB = "HUB"
    OTHER = "OTHER"
    """A third party that terms pay, as the host of a site; it trades no sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party in one role."""

    country_code: str
    """ISO 3166 alpha-2, upper case; also where the party is established for VAT."""
    party_id: str
    """Three characters, unique in the country (ISO 15118 operator id)."""
    name: str
    role: Role
    currency: str
    """What the party is paid in, or pays in."""
    vat: VatFacts = field(default_factory=VatFacts)

    def __post_init__(self) -> None:
        if len(self.country_code) != 2 or not self.country_code.isalpha():
            raise InvalidValueError(
                f"country_code: wanted two letters, found {self.country_code!r}"
            )
        if len(self.party_id) != 3:
            raise InvalidValueError(f"party_id: wanted 3 characters, found {self.party_id!r}")

    @property
    def key(self) -> str:
        """``NL*ABC``: how the party is named in ids, books and screens."""
        return f"{self.country_code}*{self.party_id}"


def country_of(party: str) -> str:
    """The country code of a party key ``NL*ABC``."""
    return party[:2]
