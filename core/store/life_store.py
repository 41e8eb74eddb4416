"""What the journal holds of a session after it was posted."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from core.domain.entry import Entry, EntryKind
from core.store.journal_store import entries_where
from core.store.schema import balance, entry


def refunds_of(connection: Connection, keys: Collection[str]) -> dict[str, list[Entry]]:
    """Refunds that stand, by the key of their session, oldest first."""
    undone = entry.alias()
    found: dict[str, list[Entry]] = {}
    for one in entries_where(
        connection,
        entry.c.source_id.in_(sorted(keys)),
        entry.c.kind == EntryKind.REFUND.value,
        ~select(undone.c.id).where(undone.c.reverses == entry.c.entry_id).exists(),
    ):
        found.setdefault(one.entry.source_id, []).append(one.entry)
    return found


def balance_of(connection: Connection, account: str, currency: str) -> int:
    """The balance of one account, debit above zero; 0 where nothing was posted."""
    query = select(balance.c.amount_minor).where(
        balance.c.account == account, balance.c.currency == currency
    )
    return connection.execute(query).scalar() or 0
