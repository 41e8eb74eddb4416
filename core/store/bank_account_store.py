"""Bank accounts of parties, each from its day on."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from core.domain.bank_account import BankAccount
from core.store.bank_schema import bank_account
from core.store.bulk import put_new

_EVERY_CURRENCY = ""


def put_bank_accounts(connection: Connection, accounts: Iterable[BankAccount]) -> None:
    """Keep accounts, each once.

    Raises:
        ConflictError: A party has another account of that currency from the same day on.
    """
    put_new(
        connection,
        bank_account,
        [
            (
                one.party,
                one.currency or _EVERY_CURRENCY,
                one.valid_from.isoformat(),
                one.iban,
                one.bic,
                one.holder,
                one.street,
                one.postcode,
                one.town,
                one.country_code,
            )
            for one in accounts
        ],
        key_columns=3,
    )


def all_bank_accounts(connection: Connection) -> tuple[BankAccount, ...]:
    """Every account, by party, currency and day."""
    query = select(bank_account).order_by(
        bank_account.c.party, bank_account.c.currency, bank_account.c.valid_from
    )
    return tuple(
        BankAccount(
            party=row.party,
            currency=row.currency or None,
            valid_from=date.fromisoformat(row.valid_from),
            iban=row.iban,
            bic=row.bic,
            holder=row.holder,
            street=row.street,
            postcode=row.postcode,
            town=row.town,
            country_code=row.country_code,
        )
        for row in connection.execute(query)
    )
