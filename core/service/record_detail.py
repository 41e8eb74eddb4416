"""One session, entry or payout with all that hangs on it, and the rows as they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.entry import EntryKind
from core.domain.instruction import Instruction
from core.domain.obligation import Obligation
from core.domain.table_fields import BookTable
from core.pricing.discrepancy import Difference
from core.service.pages import Key
from core.service.snapshot import BookedEntry, Story

Places = Mapping[BookTable, Key]
"""The key of its row in each table that has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDetail:
    """A session from plug to payout."""

    story: Story
    differences: tuple[Difference, ...]
    """What the CPO states beside ours; empty where it states no price, or nobody can price it."""
    raw: str
    """The rows behind it as JSON: an object by table."""
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the journal that was hashed together."""

    number: int
    first_seq: int
    last_seq: int
    previous: str
    """Hash of the block before; empty for the first."""
    hash: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail:
    """A journal entry of any kind."""

    booked: BookedEntry
    sha: str
    """sha256 over everything that the event decided."""
    block: Block | None
    """None while it is not sealed."""
    cdr_key: str | None
    """The session that it is of; None for entries of a cycle."""
    cycle_id: str | None
    """The cycle that made it, or that took it; None while it is open."""
    reversed_by: str | None
    """Id of the entry that undoes it."""
    instructions: tuple[Instruction, ...]
    """Of the parties that it moves, in that cycle."""
    raw: str
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidEntry:
    """One of the entries that an instruction pays."""

    seq: int
    entry_id: str
    kind: EntryKind
    cdr_key: str
    amount_minor: int
    """Above zero: the party owes the network for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutDetail:
    """An instruction: a payout or a collection, and what it is made of."""

    instruction: Instruction
    cut_off_at: datetime
    obligations: tuple[Obligation, ...]
    """Of its party and currency, before offsetting."""
    entries: tuple[PaidEntry, ...]
    """The first of them, in the order of posting."""
    entry_count: int
    session_count: int
    total_minor: int
    """Of all entries; above zero: the party owes the network."""
    booked: tuple[BookedEntry, ...]
    """The entries of the cycle that moved the party's accounts."""
    raw: str
    places: Places
