"""A bank account of a party: where its money is paid to, or from, since a day.

Sources: ISO 13616 (IBAN and its check sum, mod 97), ISO 9362 (BIC), and for the address the
structured form of ISO 20022, whose least is town and country.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.errors import InvalidValueError

_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC: Final = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """One account of one party; a later one of the same party takes its place from its day on."""

    party: str
    valid_from: date
    """First day on which it is used."""
    iban: str
    """Without spaces."""
    holder: str
    """Whose name the account bears."""
    town: str
    country_code: str
    """ISO 3166 alpha-2, of the address."""
    bic: str | None = None
    """None: the bank follows from the IBAN."""
    currency: str | None = None
    """None: of every currency."""
    street: str | None = None
    postcode: str | None = None

    def __post_init__(self) -> None:
        assert checked_iban(self.iban) == self.iban, masked(self.iban)
        assert self.bic is None or checked_bic(self.bic) == self.bic, self.bic


def checked_iban(written: str) -> str:
    """An IBAN without its spaces.

    Raises:
        InvalidValueError: Not the form of an IBAN, or its check sum is wrong.
    """
    iban = written.replace(" ", "")
    if not _IBAN.fullmatch(iban):
        raise InvalidValueError(
            f"iban: wanted two letters, two digits and 11 to 30 characters, found {masked(iban)!r}"
        )
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    if int(digits) % 97 != 1:
        raise InvalidValueError(f"iban: wanted one whose check sum is right, found {masked(iban)}")
    return iban


def checked_bic(written: str) -> str:
    """A BIC of 8 or 11 characters.

    Raises:
        InvalidValueError: It is not the form of one.
    """
    if not _BIC.fullmatch(written):
        raise InvalidValueError(f"bic: wanted 8 or 11 characters, found {written!r}")
    return written


def masked(iban: str) -> str:
    """An IBAN as messages may show it: its head and its last four characters."""
    return iban if len(iban) <= 8 else f"{iban[:4]}...{iban[-4:]}"


def account_in_force(
    accounts: Iterable[BankAccount], party: str, currency: str, day: date
) -> BankAccount | None:
    """The account of a party on a day: one of the currency before one of all, then the latest."""
    usable = (
        one
        for one in accounts
        if one.party == party and one.valid_from <= day and one.currency in (currency, None)
    )
    return max(usable, key=lambda one: (one.currency is not None, one.valid_from), default=None)
