"""Kinds of fields that several files share, each with what a wrong one is told."""

from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, Strict
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError as WrongNumberError

from core.domain.bank_account import checked_bic, checked_iban
from core.domain.errors import InvalidValueError
from core.domain.money import exponent_of
from core.domain.vat import VatFacts
from core.sessionfile.toml_text import StrictModel


def _known_currency(code: str) -> str:
    try:
        exponent_of(code)
    except InvalidValueError:
        raise ValueError("wanted an ISO 4217 code that we settle in") from None
    return code


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError("wanted an IANA time zone, as 'Europe/London'") from None
    return name


def _known_iban(written: str) -> str:
    try:
        return checked_iban(written)
    except InvalidValueError as error:
        raise ValueError(str(error).partition(": ")[2]) from None


def _known_bic(written: str) -> str:
    try:
        return checked_bic(written)
    except InvalidValueError as error:
        raise ValueError(str(error).partition(": ")[2]) from None


def checked_vat_id(written: str) -> str:
    """A VAT id without its spaces and dots, plausible by its country's own check digits.

    Raises:
        ValueError: It is not.
    """
    vat_id = "".join(character for character in written.upper() if character.isalnum())
    if not vat_id[:2].isalpha() or not 4 <= len(vat_id) <= 18:
        raise ValueError("wanted a VAT id that begins with its country, as 'NL000000012B34'")
    numbers = get_cc_module(vat_id[:2], "vat")
    try:
        if numbers is not None:
            numbers.validate(vat_id)
    except WrongNumberError as error:
        problem = str(error).rstrip(".").lower()
        raise ValueError(f"wanted a VAT id of {vat_id[:2]}: {problem}") from None
    return vat_id


VatId = Annotated[str, AfterValidator(checked_vat_id)]
"""With its country; its check digits are right where we know how that country makes them."""
Bic = Annotated[str, AfterValidator(_known_bic)]
Iban = Annotated[str, AfterValidator(_known_iban)]
Currency = Annotated[str, AfterValidator(_known_currency)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
PartyId = Annotated[str, Field(pattern=r"^[A-Z0-9]{3}$")]
PartyKey = Annotated[str, Field(pattern=r"^[A-Z]{2}\*[A-Z0-9]{3}$")]
Name = Annotated[str, Field(min_length=1, max_length=100)]
WireId = Annotated[str, Field(min_length=1, max_length=36)]
WholeNumber = Annotated[int, Strict(), Field(ge=0)]
BasisPoints = Annotated[int, Strict(), Field(ge=0, le=10_000)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
MajorUnits = Annotated[Decimal, Field(ge=0, le=1_000_000_000, decimal_places=6)]


class VatFactsToml(StrictModel):
    """What is unusual about a party's VAT, as a table ``vat`` of the party."""

    taxable: bool = True
    dealer: bool = True
    registrations: tuple[CountryCode, ...] = ()

    def facts(self) -> VatFacts:
        """The same as a value."""
        return VatFacts(self.taxable, self.dealer, tuple(sorted(set(self.registrations))))
