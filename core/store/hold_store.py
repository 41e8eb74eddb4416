"""What is put aside of wallets for sessions under way: entries of the journal that none undoes."""

from collections.abc import Collection
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from core.domain.entry import Entry, EntryKind
from core.store.bulk import known
from core.store.journal_store import entries_where
from core.store.schema import balance, entry

_HELD: Final = "2210:%"


def holds_that_stand(
    connection: Connection,
    authorizations: Collection[str | None] | None = None,
    limit: int | None = None,
) -> list[Entry]:
    """Holds that no release undid, the oldest first.

    Args:
        connection: Reading, or the transaction in which they are let go.
        authorizations: Only those under these references; None for all.
        limit: At most so many; None: all.
    """
    if not _is_anything_held(connection):
        return []
    released = entry.alias()
    stands = ~select(released.c.id).where(released.c.reverses == entry.c.entry_id).exists()
    conditions = [entry.c.kind == EntryKind.HOLD.value, entry.c.reverses.is_(None), stands]
    if authorizations is not None:
        wanted = {f"hold:{one}" for one in authorizations}
        numbers = known(connection, entry, "entry_id", "id", wanted).values()
        if not numbers:
            return []
        conditions.append(entry.c.id.in_(sorted(numbers)))
    standing = (kept.entry for kept in entries_where(connection, *conditions))
    return list(islice(standing, limit))


def _is_anything_held(connection: Connection) -> bool:
    """Whether a wallet has something put aside: in most books none has, and nothing is searched."""
    query = select(balance.c.account).where(
        balance.c.account.like(_HELD), balance.c.amount_minor != 0
    )
    return connection.execute(query.limit(1)).first() is not None
