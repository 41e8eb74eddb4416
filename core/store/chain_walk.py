"""Verifies the sealed chain a slice at a time: what was verified once is not read again.

Of each entry: it is as it was booked, and so balanced, for no other is booked; of each block: it
begins where the one before ended, and its hash covers exactly its entries. The first thing that is
wrong ends the walk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from core.store.report_store import last_seq
from core.store.schema import chain_block
from core.store.seen_entry import SeenEntry, sealed_between


@dataclass(frozen=True, slots=True)
class ChainPoint:
    """The end of a block up to which the chain is whole."""

    block: int = 0
    seq: int = 0
    hash: str = ""


CHAIN_BEGIN: Final = ChainPoint()
_Entries = dict[int, SeenEntry]
"""By number."""


class ChainWalk:
    """One reader's way along the chain."""

    def __init__(self, point: ChainPoint = CHAIN_BEGIN) -> None:
        """Go on from a point that an earlier walk reached."""
        self.point = point
        """The end of the last whole block."""
        self.problem = ""
        """What is wrong; empty while nothing is."""
        self._seq = point.seq
        self._running = sha256(point.hash.encode())

    def find_again(self, connection: Connection) -> None:
        """Check that the books, opened anew, still have the block that was reached."""
        if self.point.block:
            query = select(chain_block.c.hash).where(chain_block.c.n == self.point.block)
            if connection.execute(query).scalar() != self.point.hash:
                self.problem = (
                    f"block {self.point.block} is not the one that was verified: "
                    "these are other books"
                )

    def step(self, connection: Connection, most: int) -> bool:
        """Verify at most so many entries; False once there is nothing left to verify."""
        if self.problem:
            return False
        sealed, in_blocks = last_seq(connection), _last_in_blocks(connection)
        if in_blocks > sealed:  # one transaction sees both: nothing of a block is still to come
            self.problem = f"entry number {in_blocks} is missing"
            return False
        last = min(self._seq + most, sealed)
        blocks = connection.execute(
            select(chain_block)
            .where(chain_block.c.n > self.point.block, chain_block.c.from_seq <= last)
            .order_by(chain_block.c.n)
        ).all()
        return self._walk(blocks, self._entries(connection, last), last)

    def _entries(self, connection: Connection, last: int) -> _Entries:
        return {
            seen.seq: seen
            for seen in sealed_between(connection, self._seq, last)
            if seen.seq is not None
        }

    def _walk(self, blocks: Sequence[Row[Any]], entries: _Entries, last: int) -> bool:
        begun = self._seq
        for block in blocks:
            if not self._follows(block):
                return False
            while self._seq < min(block.to_seq, last):
                self.problem = self._problem_at(self._seq + 1, entries)
                if self.problem:
                    return False
                self._seq += 1
            if self._seq == block.to_seq and not self._ends(block):
                return False
        if self._seq < last:
            self.problem = f"entry number {self._seq + 1} is in no block"
        return begun < self._seq and not self.problem

    def _follows(self, block: Row[Any]) -> bool:
        if block.from_seq > self.point.seq + 1:
            self.problem = f"entry number {self.point.seq + 1} is in no block"
        elif (block.n, block.from_seq, block.previous) != self._next_block:
            self.problem = f"block {block.n} does not chain; it begins with entry {block.from_seq}"
        return not self.problem

    @property
    def _next_block(self) -> tuple[int, int, str]:
        return self.point.block + 1, self.point.seq + 1, self.point.hash

    def _problem_at(self, seq: int, entries: _Entries) -> str:
        if seq not in entries:
            return f"entry number {seq} is missing"
        seen = entries[seq]
        if not seen.is_as_booked:
            return f"{seen.entry_id} is not as it was booked"
        self._running.update(f"\n{seen.sha}".encode())  # as ``block_hash`` joins them
        return ""

    def _ends(self, block: Row[Any]) -> bool:
        if self._running.hexdigest() != block.hash:
            self.problem = f"block {block.n} is not as it was sealed"
            return False
        self.point = ChainPoint(block.n, block.to_seq, block.hash)
        self._running = sha256(block.hash.encode())
        return True


def _last_in_blocks(connection: Connection) -> int:
    last: int = connection.execute(
        select(func.coalesce(func.max(chain_block.c.to_seq), 0))
    ).scalar_one()
    return last
