"""A party in a network file: id, name, currency, and its dated bank accounts and legal data."""

from collections.abc import Iterator
from datetime import date

from core.domain.bank_account import BankAccount
from core.domain.legal_entity import LegalEntity
from core.domain.party import Party, Role
from core.service.toml_fields import (
    Bic,
    CountryCode,
    Currency,
    Iban,
    Name,
    PartyId,
    VatFactsToml,
    VatId,
)
from core.sessionfile.toml_text import StrictModel


class BankAccountToml(StrictModel):
    """An account of a party since a day; what is left out is the party's own."""

    valid_from: date
    iban: Iban
    town: Name
    bic: Bic | None = None
    holder: Name | None = None
    country_code: CountryCode | None = None
    currency: Currency | None = None
    street: Name | None = None
    postcode: Name | None = None


class LegalToml(StrictModel):
    """Who a party is before the law since a day; what is left out is the party's own."""

    valid_from: date
    street: Name
    postcode: Name
    town: Name
    legal_name: Name | None = None
    country_code: CountryCode | None = None
    vat_id: VatId | None = None
    electronic_address: Name | None = None
    electronic_scheme: Name = "EM"


class PartyToml(StrictModel):
    """A party of any role; a third party has nothing more."""

    country_code: CountryCode
    party_id: PartyId
    name: Name
    currency: Currency
    bank_account: tuple[BankAccountToml, ...] = ()
    legal: tuple[LegalToml, ...] = ()
    vat: VatFactsToml = VatFactsToml()

    @property
    def key(self) -> str:
        """``NL*ABC``."""
        return f"{self.country_code}*{self.party_id}"

    def party(self, role: Role) -> Party:
        """It as a party of that role."""
        return Party(
            country_code=self.country_code,
            party_id=self.party_id,
            name=self.name,
            role=role,
            currency=self.currency,
            vat=self.vat.facts(),
        )

    def bank_accounts(self) -> Iterator[BankAccount]:
        """Its accounts, in the order of the file."""
        for one in self.bank_account:
            fields = one.model_dump()
            fields["holder"] = one.holder or self.name
            fields["country_code"] = one.country_code or self.country_code
            yield BankAccount(party=self.key, **fields)

    def legal_entities(self) -> Iterator[LegalEntity]:
        """Its legal data, in the order of the file."""
        for one in self.legal:
            fields = one.model_dump()
            fields["legal_name"] = one.legal_name or self.name
            fields["country_code"] = one.country_code or self.country_code
            yield LegalEntity(party=self.key, **fields)
