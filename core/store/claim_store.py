"""Collections that were recalled, and what the journal holds of each since."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, func, or_, select

from core.domain.entry import Entry, EntryKind
from core.domain.instruction import Instruction
from core.domain.money import Money
from core.store.bulk import slices
from core.store.cycle_store import instructions_of
from core.store.journal_store import entries_where
from core.store.life_schema import recalled_collection
from core.store.schema import entry, posting

_OF_DEFAULTS = (EntryKind.DEFAULTED.value, EntryKind.WRITTEN_OFF.value, EntryKind.SET_OFF.value)


def recalled_collections(connection: Connection, party: str | None = None) -> list[Instruction]:
    """Collections that nobody waits for any more, of one party or of all, oldest first."""
    recalled = set(connection.execute(select(recalled_collection.c.instruction_id)).scalars())
    if not recalled:
        return []
    return [
        one
        for one in instructions_of(connection, None)
        if one.instruction_id in recalled and party in {None, one.party}
    ]


def entries_of_claims(
    connection: Connection, collections: Collection[Instruction]
) -> Iterator[Entry]:
    """The defaults of these collections, and what was posted of them since, by number."""
    cycles = {one.cycle_id for one in collections}
    is_default = entry.c.kind == EntryKind.DEFAULTED.value
    for some in slices(cycles):
        found = entries_where(connection, entry.c.source_id.in_(some), is_default)
        yield from (one.entry for one in found)
    for ids in slices([one.instruction_id for one in collections]):
        found = entries_where(connection, entry.c.source_id.in_(ids))
        yield from (one.entry for one in found)


def defaults_of(connection: Connection, collection: Instruction) -> int:
    """How often a collection was taken not to come: again where a receipt of it was released."""
    first = f"defaulted:{collection.instruction_id}"
    found = entries_of_claims(connection, [collection])
    return sum(one.entry_id == first or one.entry_id.startswith(f"{first}:") for one in found)


def defaulted_balances(connection: Connection, account: str) -> list[Money]:
    """What a party still owes of its defaults on its own account, by currency.

    What was written off or set off is not owed, nor what came in late: the only movements at the
    bank that touch that account and do not fall due, with the mirrors of those taken back.
    """
    query = (
        select(posting.c.currency, func.sum(posting.c.amount_minor))
        .join(entry, entry.c.id == posting.c.entry)
        .where(
            posting.c.account == account,
            entry.c.due_us.is_(None),
            or_(
                entry.c.kind.in_(_OF_DEFAULTS),
                entry.c.entry_id.like("bank:%"),
                entry.c.reverses.like("bank:%"),
            ),
        )
        .group_by(posting.c.currency)
        .order_by(posting.c.currency)
    )
    return [Money(int(amount), currency) for currency, amount in connection.execute(query)]
