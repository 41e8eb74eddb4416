"""What the journal holds of a session after it was posted, and of partners that do not pay."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from core.domain.entry import Entry, EntryKind
from core.domain.instruction import Instruction, InstructionKind
from core.store.bank_match_store import confirmed_minor
from core.store.bulk import insert_rows
from core.store.cycle_store import instructions_of
from core.store.journal_store import entries_where
from core.store.life_schema import recalled_collection
from core.store.rows import us_of
from core.store.schema import balance, entry


def refunds_of(connection: Connection, keys: Collection[str]) -> dict[str, list[Entry]]:
    """Refunds that stand, by the key of their session, oldest first."""
    return _standing(connection, keys, EntryKind.REFUND)


def chargebacks_of(connection: Connection, keys: Collection[str]) -> dict[str, list[Entry]]:
    """Chargebacks that stand, by the key of their session, oldest first."""
    return _standing(connection, keys, EntryKind.CHARGEBACK)


def _standing(
    connection: Connection, keys: Collection[str], kind: EntryKind
) -> dict[str, list[Entry]]:
    undone = entry.alias()
    found: dict[str, list[Entry]] = {}
    for one in entries_where(
        connection,
        entry.c.source_id.in_(sorted(keys)),
        entry.c.kind == kind.value,
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


def unpaid_collections(connection: Connection, party: str) -> list[tuple[Instruction, int]]:
    """Collections of a party that did not come, and what of each is missing, oldest first."""
    recalled = set(connection.execute(select(recalled_collection.c.instruction_id)).scalars())
    asked = [
        one
        for one in instructions_of(connection, None)
        if one.party == party
        and one.kind is InstructionKind.COLLECTION
        and one.instruction_id not in recalled
    ]
    confirmed = confirmed_minor(connection, [one.instruction_id for one in asked])
    missing = [
        (one, one.amount_minor - sum(confirmed.get(one.instruction_id, {}).values()))
        for one in asked
    ]
    return [(one, amount) for one, amount in missing if amount > 0]


def put_recalled(
    connection: Connection,
    recalled: Collection[tuple[str, int]],
    by: tuple[str, str],
    at: datetime,
) -> None:
    """Keep collections that nobody waits for any more: (instruction, amount); by (who, why)."""
    who, reason = by
    insert_rows(
        connection,
        recalled_collection,
        [(name, amount, reason, who, us_of(at)) for name, amount in recalled],
    )


def recalled_among(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of these instructions nobody waits for any more."""
    column = recalled_collection.c.instruction_id
    return set(connection.execute(select(column).where(column.in_(sorted(ids)))).scalars())


def write_offs_of(connection: Connection, sources: Collection[str]) -> int:
    """How many entries wrote off what these claims, or parties, owe."""
    query = select(func.count()).where(
        entry.c.source_id.in_(sorted(sources)), entry.c.kind == EntryKind.WRITTEN_OFF.value
    )
    return int(connection.execute(query).scalar_one())
