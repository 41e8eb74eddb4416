"""What an instruction is made of: the legs that its cycle cleared on the accounts of a party."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, distinct, func, or_, select

from core.domain.entry import EntryKind
from core.domain.instruction import Instruction
from core.store.schema import cycle_entry, entry, posting, seal
from core.store.settlement_schema import netted_party


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedEntry:
    """One entry that a cycle took, and what it left on the accounts of one party."""

    seq: int
    """0 while it is not sealed."""
    entry_id: str
    kind: EntryKind
    cdr_key: str
    """The session that it is of."""
    amount_minor: int
    """Above zero: the party owes the network for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedSum:
    """All of them together."""

    entries: int
    sessions: int
    amount_minor: int
    """Above zero: the party owes the network."""


_JOINED: Final = cycle_entry.join(entry, entry.c.id == cycle_entry.c.entry).join(
    posting, posting.c.entry == entry.c.id
)
_AMOUNT: Final = func.sum(posting.c.amount_minor)


def cleared_entries(
    connection: Connection, paid: Instruction, codes: Sequence[str], limit: int
) -> tuple[ClearedEntry, ...]:
    """The first entries behind an instruction, in the order of posting.

    Args:
        connection: Reading.
        paid: Its cycle, party and currency say which.
        codes: Of the accounts that a cycle clears.
        limit: No more than these.
    """
    named = (entry.c.id, seal.c.seq, entry.c.entry_id, entry.c.kind, entry.c.source_id)
    query = (
        select(*named, _AMOUNT.label("amount_minor"))
        .select_from(_JOINED.outerjoin(seal, seal.c.entry == entry.c.id))
        .where(_behind(paid, codes))
        .group_by(*named)
        .order_by(entry.c.id)
        .limit(limit)
    )
    return tuple(
        ClearedEntry(
            seq=row.seq or 0,
            entry_id=row.entry_id,
            kind=EntryKind(row.kind),
            cdr_key=row.source_id,
            amount_minor=int(row.amount_minor),
        )
        for row in connection.execute(query)
    )


def cleared_sum(connection: Connection, paid: Instruction, codes: Sequence[str]) -> ClearedSum:
    """How many entries and sessions are behind an instruction, and what they come to."""
    session_key = case((entry.c.kind == EntryKind.CDR.value, entry.c.source_id))
    counts = (func.count(distinct(entry.c.id)), func.count(distinct(session_key)))
    query = select(*counts, func.coalesce(_AMOUNT, 0)).select_from(_JOINED)
    row = connection.execute(query.where(_behind(paid, codes))).one()
    return ClearedSum(entries=row[0], sessions=row[1], amount_minor=int(row[2]))


def _behind(paid: Instruction, codes: Sequence[str]) -> ColumnElement[Any]:
    return and_(
        cycle_entry.c.cycle_id == paid.cycle_id,
        posting.c.currency == paid.currency,
        or_(
            posting.c.account.in_([f"{code}:{paid.party}" for code in codes]),
            and_(
                func.substr(posting.c.account, 1, 4).in_(codes),
                func.substr(posting.c.account, 6).in_(
                    select(netted_party.c.party).where(
                        netted_party.c.cycle_id == paid.cycle_id,
                        netted_party.c.netted_as == paid.party,
                    )
                ),
            ),
        ),
    )
