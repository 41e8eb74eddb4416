"""The seal of the journal: dense numbers and a chain of hashed blocks.

Whoever posted seals after that commit, ``alone``; what was left unsealed, the next takes along.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select, text

from core.store.bulk import insert_rows
from core.store.entry_watch import tell_followers
from core.store.rows import block_hash, time_of, us_of
from core.store.schema import chain_block, seal
from core.store.seen_entry import seen_entries

_UNSEALED: Final = {
    "sqlite": (
        "SELECT COUNT(*) AS number, MIN(id) AS first_id, MAX(id) AS last_id, "
        "group_concat(sha, char(10)) AS shas "
        "FROM (SELECT id, sha FROM entry WHERE id > :floor ORDER BY id)"
    ),
    "postgresql": (
        "SELECT COUNT(*) AS number, MIN(id) AS first_id, MAX(id) AS last_id, "
        "string_agg(sha, chr(10) ORDER BY id) AS shas FROM entry WHERE id > :floor"
    ),
}
"""What is not sealed: how many, between which numbers, and their hashes as a block joins them."""


def seal_entries(connection: Connection, sealed_at: datetime) -> int:
    """Number entries densely and chain them as one block; return how many.

    The caller holds ``alone``, so numbers have no gaps and blocks no forks. Who follows the books
    is told with the commit.
    """
    floor = _sealed_floor(connection)
    unsealed = connection.execute(text(_UNSEALED[connection.dialect.name]), {"floor": floor}).one()
    if unsealed.number == 0:
        return 0
    head = connection.execute(select(chain_block).order_by(chain_block.c.n.desc()).limit(1)).first()
    if head is None:
        number, first, previous = 1, 1, ""
    else:
        number, first, previous = head.n + 1, head.to_seq + 1, head.hash
    # Nothing can be added meanwhile: the caller is alone.
    _number(connection, unsealed, first)
    hashed = block_hash(previous, [unsealed.shas])
    last = first + unsealed.number - 1
    insert_rows(
        connection, chain_block, [(number, first, last, previous, hashed, us_of(sealed_at))]
    )
    tell_followers(connection, last)
    number_sealed: int = unsealed.number
    return number_sealed


def _number(connection: Connection, unsealed: Row[Any], first: int) -> None:
    """Seal all entries from the first of these on; where their ids have no gap, none is counted."""
    gapless = unsealed.last_id - unsealed.first_id + 1 == unsealed.number
    seq = "id - :first_id" if gapless else "row_number() OVER (ORDER BY id) - 1"
    verb = "INSERT OR FAIL" if connection.dialect.name == "sqlite" else "INSERT"  # see ``bulk``
    connection.execute(
        text(
            f"{verb} INTO seal SELECT {seq} + :first, id FROM entry "  # noqa: S608 (our words)
            "WHERE id >= :first_id ORDER BY id"
        ),
        {"first": first, "first_id": unsealed.first_id},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBlock:
    """Entries that were hashed together."""

    number: int
    first_seq: int
    last_seq: int
    previous: str
    hash: str
    sealed_at: datetime


def block_of(connection: Connection, seq: int) -> KeptBlock | None:
    """The block that chains the entry of that number; None if there is none.

    Blocks are numbered without a gap and in the order of their entries, so few are looked at.
    """
    low, high = 1, connection.execute(select(func.coalesce(func.max(chain_block.c.n), 0))).scalar()
    while high is not None and low <= high:
        middle = (low + high) // 2
        block = connection.execute(select(chain_block).where(chain_block.c.n == middle)).first()
        if block is None:  # somebody took it away; the audit says so
            return None
        if block.from_seq <= seq <= block.to_seq:
            return KeptBlock(
                number=block.n,
                first_seq=block.from_seq,
                last_seq=block.to_seq,
                previous=block.previous,
                hash=block.hash,
                sealed_at=time_of(block.sealed_us),
            )
        low, high = (middle + 1, high) if block.to_seq < seq else (low, middle - 1)
    return None


def _sealed_floor(connection: Connection) -> int:
    """A number up to which everything is sealed: entries commit in the order of their numbers."""
    last: int = connection.execute(select(func.coalesce(func.max(seal.c.entry), 0))).scalar_one()
    return last


def changed_entries(connection: Connection) -> list[str]:
    """I5, I11: entries whose content is not what was booked, and blocks that do not chain.

    The first bad entry is named, and the block it is in; everything after a broken block is in
    doubt and is not named again. Before them what SQLite itself finds wrong with its file: a byte
    of an index that was changed by hand hides rows from whoever looks them up by it.
    """
    return [*_damage(connection), *_changed(connection)]


def _damage(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
    return [f"the file is damaged: {problem}" for problem in found if problem != "ok"]


def _changed(connection: Connection) -> list[str]:
    shas: dict[int, tuple[str, str]] = {}
    for seen in seen_entries(connection):
        if not seen.is_as_booked:
            return [f"{seen.entry_id} is not as it was booked"]
        if seen.seq is not None:
            shas[seen.seq] = (seen.entry_id, seen.sha)
    return _broken_blocks(connection, shas)


def _broken_blocks(connection: Connection, shas: dict[int, tuple[str, str]]) -> list[str]:
    previous, next_seq = "", 1
    for block in connection.execute(select(chain_block).order_by(chain_block.c.n)):
        covered = range(block.from_seq, block.to_seq + 1)
        missing = [seq for seq in covered if seq not in shas]
        if missing:
            return [f"block {block.n}: entry number {missing[0]} is missing"]
        hashed = block_hash(previous, [shas[seq][1] for seq in covered])
        if (block.previous, block.from_seq, block.hash) != (previous, next_seq, hashed):
            return [f"block {block.n} does not chain; it begins with {shas[block.from_seq][0]}"]
        previous, next_seq = block.hash, block.to_seq + 1
    return [] if next_seq > max(shas, default=0) else [f"entry number {next_seq} is in no block"]
