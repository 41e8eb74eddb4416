"""Changes of bank accounts, each with who told it and until when it cools off."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from core.domain.approval import Principal
from core.domain.bank_account import BankAccount
from core.domain.bank_change import BankChange
from core.store.bulk import insert_rows
from core.store.duty_schema import bank_change
from core.store.rows import time_of, us_of

_EVERY_CURRENCY = ""


def put_bank_changes(connection: Connection, changes: Iterable[BankChange]) -> None:
    """Keep changes that are new."""
    insert_rows(
        connection,
        bank_change,
        [
            (
                one.account.party,
                one.account.currency or _EVERY_CURRENCY,
                one.account.valid_from.isoformat(),
                one.told_by.name,
                int(one.told_by.enforced),
                us_of(one.told_at),
                us_of(one.cools_until),
            )
            for one in changes
        ],
    )


def bank_changes_of(
    connection: Connection, accounts: Iterable[BankAccount]
) -> dict[BankAccount, BankChange]:
    """The changes among accounts; one that the party always had is none."""
    rows = {
        (row.party, row.currency, row.valid_from): row
        for row in connection.execute(select(bank_change))
    }
    found = {}
    for one in accounts:
        key = (one.party, one.currency or _EVERY_CURRENCY, one.valid_from.isoformat())
        row = rows.get(key)
        if row is not None:
            found[one] = BankChange(
                account=one,
                told_by=Principal(row.principal, enforced=bool(row.enforced)),
                told_at=time_of(row.told_us),
                cools_until=time_of(row.cools_us),
            )
    return found
