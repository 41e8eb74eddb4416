"""Who a party is before the law, since a day: what an invoice must say of seller and buyer.

Sources: Art. 226 of the VAT Directive 2006/112/EC, and EN 16931 BG-4 and BG-7. A document keeps
the entity as it was in force, so that a later move changes none of the old ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntity:
    """One version of a party's legal name, address and VAT id."""

    party: str
    """Key of the party, ``NL*ABC``."""
    valid_from: date
    """First day on which it is used."""
    legal_name: str
    street: str
    postcode: str
    town: str
    country_code: str
    """ISO 3166 alpha-2, of the address."""
    vat_id: str | None = None
    """With its country, without spaces, ``NL000000012B34``; None: not registered for VAT."""
    electronic_address: str | None = None
    """Where electronic invoices go to."""
    electronic_scheme: str = "EM"
    """Code of the list EAS that says what kind of address that is; EM is mail."""


def legal_in_force(entities: Iterable[LegalEntity], party: str, day: date) -> LegalEntity | None:
    """The version of a party on a day: the latest that began by then."""
    usable = (one for one in entities if one.party == party and one.valid_from <= day)
    return max(usable, key=lambda one: one.valid_from, default=None)
