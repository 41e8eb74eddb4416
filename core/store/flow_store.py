"""What the entries of a cycle moved: sums by account, and the VAT of its sessions by CPO."""

from sqlalchemy import Connection, case, func, select

from core.domain.entry import EntryKind
from core.store.schema import cdr, cycle_entry, entry, posting, split

UNDOING = (EntryKind.CREDIT.value, EntryKind.REVERSAL.value)


def cycle_sums(connection: Connection, cycle_id: str) -> dict[str, dict[str, int]]:
    """Sums of the postings of a cycle's entries: currency -> account -> minor units."""
    query = (
        select(posting.c.currency, posting.c.account, func.sum(posting.c.amount_minor))
        .join(cycle_entry, cycle_entry.c.entry == posting.c.entry)
        .where(cycle_entry.c.cycle_id == cycle_id)
        .group_by(posting.c.currency, posting.c.account)
        .order_by(posting.c.currency, posting.c.account)
    )
    sums: dict[str, dict[str, int]] = {}
    for currency, account, amount in connection.execute(query):
        sums.setdefault(currency, {})[account] = int(amount)
    return sums


def cycle_vat(connection: Connection, cycle_id: str) -> dict[str, dict[str, int]]:
    """VAT that CPOs charge for a cycle's sessions, less that of undone ones: currency -> CPO."""
    charged = func.coalesce(split.c.cpo_vat, split.c.vat)
    signed = case((entry.c.kind.in_(UNDOING), -charged), else_=charged)
    query = (
        select(split.c.currency, cdr.c.cpo, func.sum(signed))
        .select_from(cycle_entry)
        .join(entry, entry.c.id == cycle_entry.c.entry)
        .join(split, split.c.cdr_key == entry.c.source_id)
        .join(cdr, cdr.c.cdr_key == entry.c.source_id)
        .where(cycle_entry.c.cycle_id == cycle_id)
        .group_by(split.c.currency, cdr.c.cpo)
        .order_by(split.c.currency, cdr.c.cpo)
    )
    sums: dict[str, dict[str, int]] = {}
    for currency, cpo, amount in connection.execute(query):
        sums.setdefault(currency, {})[cpo] = int(amount)
    return sums
