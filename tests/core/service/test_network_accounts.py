"""Bank accounts in a network file: what may be left out, and what is refused with its line."""

from datetime import date

import pytest

from core.domain.bank_account import BankAccount
from core.domain.errors import SourceError
from tests.core.service.test_network_file import TEXT, read

ACCOUNT = """
[[cpo.bank_account]]
valid_from = 2026-01-01
iban = "NL20 INGB 0001 2345 67"
town = "Utrecht"
"""
AFTER_CPO = 'name = "A CPO"\ncurrency = "EUR"\n'
FIRST_LINE = TEXT[: TEXT.index(AFTER_CPO) + len(AFTER_CPO)].count("\n") + 3
"""Of the first field of the account."""


def with_account(account=ACCOUNT):
    assert AFTER_CPO in TEXT
    return TEXT.replace(AFTER_CPO, AFTER_CPO + account)


def test_holder_and_country_are_those_of_the_party_unless_said_otherwise():
    (account,) = read(with_account()).bank_accounts
    assert account == BankAccount(
        party="NL*ABC",
        valid_from=date(2026, 1, 1),
        iban="NL20INGB0001234567",
        holder="A CPO",
        town="Utrecht",
        country_code="NL",
    )
    more = ACCOUNT + 'bic = "INGBNL2A"\nholder = "B"\ncountry_code = "BE"\ncurrency = "EUR"\n'
    (account,) = read(with_account(more + 'street = "S"\npostcode = "1"\n')).bank_accounts
    assert (account.bic, account.holder, account.country_code) == ("INGBNL2A", "B", "BE")
    assert (account.currency, account.street, account.postcode) == ("EUR", "S", "1")


def test_every_party_may_have_accounts():
    theirs = (
        "[[demand_partner.bank_account]]\nvalid_from = 2026-01-01\n"
        'iban = "CH93 0076 2011 6238 5295 7"\ntown = "Chur"\n\n[[charge_point_class]]'
    )
    text = with_account().replace("[[charge_point_class]]", theirs)
    text = text.replace("[[cpo]]", ACCOUNT.replace("cpo", "operator") + "\n[[cpo]]", 1)
    parties = [one.party for one in read(text).bank_accounts]
    assert parties == ["NL*NWC", "NL*ABC", "CH*XYZ"]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("NL20", "NL21", 1, "wanted one whose check sum is right, found NL21...4567"),
        ("NL20 INGB 0001 2345 67", "12", 1, "wanted two letters, two digits"),
        ('town = "Utrecht"', "", -1, "town"),
        ('town = "Utrecht"', 'town = "U"\nbic = "X"', 3, "wanted 8 or 11 characters, found 'X'"),
        ("2026-01-01", "2026", 0, "valid_from"),
    ],
)
def test_a_wrong_account_is_refused_with_its_line(old, new, line, problem):
    with pytest.raises(SourceError) as refused:
        read(with_account(ACCOUNT.replace(old, new)))
    assert problem in str(refused.value)
    assert f"one.toml:{FIRST_LINE + line}: " in str(refused.value)


@pytest.mark.parametrize("role", ["cpo", "operator"])
def test_two_accounts_of_one_currency_and_day_are_refused(role):
    account = ACCOUNT.replace("cpo", role)
    text = (
        TEXT.replace("[[cpo]]", account + account + "\n[[cpo]]")
        if role == "operator"
        else (with_account(account + account))
    )
    with pytest.raises(SourceError, match="has two accounts from 2026-01-01 on"):
        read(text)
