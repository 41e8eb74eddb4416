"""Balances as they stood before an entry, for whoever shows what that entry changed."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from core.store.database import OpenTransaction
from core.store.schema import posting, seal


def balances_before(
    connection: OpenTransaction, seq: int, accounts: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], int]:
    """(account, currency) -> minor units just before entry ``seq``; 0 where nothing was posted.

    Reads all postings before it: a fraction of a second in a hundred thousand entries.
    """
    this_entry = select(seal.c.entry).where(seal.c.seq == seq).scalar_subquery()
    query = (
        select(posting.c.account, posting.c.currency, func.sum(posting.c.amount_minor))
        .where(posting.c.entry < this_entry)
        .where(posting.c.account.in_({account for account, _ in accounts}))
        .group_by(posting.c.account, posting.c.currency)
    )
    sums = {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}
    return {account: sums.get(account, 0) for account in accounts}
