"""The journal: entries, postings, their split, their seal; append and read, nothing else."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, Select, func, select, text

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.errors import ConflictError
from core.store.bulk import Cell, insert_cells, insert_rows, known
from core.store.posting_time import as_taken
from core.store.rows import entry_text, notes_body, sha_of, time_of, us_of
from core.store.schema import balance, entry, posting, posting_batch, seal, split


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """An entry with what the journal knows of it."""

    number: int
    """Internal, has gaps; people see ``seq``."""
    seq: int | None
    """Dense, given when it is sealed; None until then."""
    booked_at: datetime
    sha: str
    """As written when it was booked."""
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """How one session's money was parted, in minor units."""

    cdr_key: str
    currency: str
    gross: int
    vat: int
    cpo_net: int
    dp_share: int
    commission: int
    card_cost: int
    cpo_vat: int | None
    """VAT that the CPO charges; None in rows of before, where it was that of the DP."""
    others: int | None = None
    """What third parties and drivers get out of the session, before VAT; None: nothing."""

    def reversed(self, cdr_key: str) -> Self:
        """What a Credit CDR takes back."""
        return type(self)(
            cdr_key=cdr_key,
            currency=self.currency,
            gross=-self.gross,
            vat=-self.vat,
            cpo_net=-self.cpo_net,
            dp_share=-self.dp_share,
            commission=-self.commission,
            card_cost=-self.card_cost,
            cpo_vat=None if self.cpo_vat is None else -self.cpo_vat,
            others=None if self.others is None else -self.others,
        )


def append_entries(connection: Connection, entries: Sequence[Entry], booked_at: datetime) -> int:
    """Append entries that are new; return how many were. Order is kept.

    What counts in a closed period is posted in the open one, and keeps when it was served.

    Raises:
        ConflictError: An id is known with other content; nothing of the batch is kept.
    """
    entries, booked_at = as_taken(connection, entries, booked_at)
    ids = dict.fromkeys(one.entry_id for one in entries)
    shas = known(connection, entry, "entry_id", "sha", ids)
    numbers = _next_numbers(connection, len(ids) - len(shas))
    booked_us = us_of(booked_at)
    heads, legs = _cells(entries, booked_us, shas, numbers)
    if numbers:
        insert_cells(connection, entry, heads)
        insert_cells(connection, posting, legs)
        # Last: on SQLite it is what adds the batch to the balances, or refuses it.
        insert_rows(connection, posting_batch, [(numbers[-1], booked_us)])
    return len(numbers)


def _cells(
    entries: Sequence[Entry], booked_us: int, shas: dict[str, str], numbers: Iterable[int]
) -> tuple[list[Cell], list[Cell]]:
    """Rows of entries whose ids are not among the ``shas`` yet, and of their postings.

    One loop over cells: objects that are kept meanwhile are what the collector walks.

    Raises:
        ConflictError: An id is known, or comes twice, with other content.
    """
    heads: list[Cell] = []
    legs: list[Cell] = []
    notes: dict[tuple[str, ...], str] = {}  # of sessions under the same terms they are the same
    coming = iter(numbers)
    for one in entries:
        effective_us = us_of(one.effective_at)
        due_us = None if one.due_at is None else us_of(one.due_at)
        sha = sha_of(entry_text(one, effective_us, due_us))
        if (before := shas.setdefault(one.entry_id, sha)) is not sha:
            if before != sha:
                raise ConflictError(f"{one.entry_id}: posted already with other content")
            continue
        if one.notes not in notes:
            notes[one.notes] = notes_body.dump_json(one.notes).decode()
        number = next(coming)
        heads += (number, one.entry_id, str(one.kind), effective_us, booked_us, due_us)
        heads += (one.source_id, one.terms, one.reverses, notes[one.notes], sha)
        for at, leg in enumerate(one.postings, start=1):
            legs += (number, at, leg.account, leg.currency, leg.amount_minor)
    return heads, legs


def _next_numbers(connection: Connection, count: int) -> Sequence[int]:
    if count == 0:
        return ()
    if connection.dialect.name == "postgresql":
        query = text("SELECT array_agg(nextval('entry_number')) FROM generate_series(1, :count)")
        return sorted(connection.execute(query, {"count": count}).scalar_one())
    last: int = connection.execute(select(func.coalesce(func.max(entry.c.id), 0))).scalar_one()
    return range(last + 1, last + 1 + count)


def numbers_of(connection: Connection, entry_ids: Collection[str]) -> list[int]:
    """Numbers of entries of the journal, in no order."""
    return list(known(connection, entry, "entry_id", "id", entry_ids).values())


def splits_of(connection: Connection, keys: Collection[str]) -> dict[str, SplitRow]:
    """How these sessions or credits were parted, by key."""
    query = select(split).where(split.c.cdr_key.in_(sorted(keys)))
    return {row.cdr_key: SplitRow(**row._asdict()) for row in connection.execute(query)}


def put_splits(connection: Connection, splits: Iterable[SplitRow]) -> None:
    """Keep how sessions were parted."""
    insert_rows(
        connection,
        split,
        [
            (
                one.cdr_key,
                one.currency,
                one.gross,
                one.vat,
                one.cpo_net,
                one.dp_share,
                one.commission,
                one.card_cost,
                one.cpo_vat,
                one.others,
            )
            for one in splits
        ],
    )


def entries_where(connection: Connection, *conditions: Any) -> Iterator[KeptEntry]:  # noqa: ANN401 (SQLAlchemy's own expressions)
    """Entries that meet the conditions, or all, in the order in which they were numbered."""
    query = (
        select(entry, seal.c.seq)
        .outerjoin(seal, seal.c.entry == entry.c.id)
        .where(*conditions)
        .order_by(entry.c.id)
    )
    return _with_legs(connection, query)


def entries_of_source(connection: Connection, source_id: str) -> tuple[KeptEntry, ...]:
    """All entries made of one CDR or one cycle."""
    return tuple(entries_where(connection, entry.c.source_id == source_id))


def kept_entry(connection: Connection, entry_id: str) -> KeptEntry | None:
    """The entry of that id."""
    return next(entries_where(connection, entry.c.entry_id == entry_id), None)


def reversal_of(connection: Connection, entry_id: str) -> str | None:
    """Id of the entry that undoes an entry."""
    return connection.execute(select(entry.c.entry_id).where(entry.c.reverses == entry_id)).scalar()


def entries_numbered(connection: Connection, numbers: Sequence[int]) -> Iterator[KeptEntry]:
    """Entries by their internal numbers."""
    return entries_where(connection, entry.c.id.in_(numbers))


def entries_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Entry]:
    """Entries by their event's id."""
    found = entries_where(connection, entry.c.entry_id.in_(sorted(ids)))
    return {one.entry.entry_id: one.entry for one in found}


def posted_batches(connection: Connection, batch: int = 1_000) -> Iterator[list[str]]:
    """Keys of all CDRs that have an entry, in batches, in the order of posting."""
    query = select(entry.c.entry_id).where(entry.c.kind == EntryKind.CDR.value).order_by(entry.c.id)
    for rows in connection.execute(query).partitions(batch):
        yield [row[0] for row in rows]


def _with_legs(connection: Connection, query: Select[Any]) -> Iterator[KeptEntry]:
    for rows in connection.execute(query).partitions(2_000):
        legs = _legs_of(connection, [row.id for row in rows])
        for row in rows:
            yield _kept(row, tuple(legs.get(row.id, ())))


def _legs_of(connection: Connection, numbers: list[int]) -> dict[int, list[Posting]]:
    legs: dict[int, list[Posting]] = {}
    query = (
        select(posting).where(posting.c.entry.in_(numbers)).order_by(posting.c.entry, posting.c.leg)
    )
    for row in connection.execute(query):
        legs.setdefault(row.entry, []).append(Posting(row.account, row.amount_minor, row.currency))
    return legs


def _kept(row: Row[Any], legs: tuple[Posting, ...]) -> KeptEntry:
    return KeptEntry(
        number=row.id,
        seq=row.seq,
        booked_at=time_of(row.booked_us),
        sha=row.sha,
        entry=Entry(
            entry_id=row.entry_id,
            kind=EntryKind(row.kind),
            effective_at=time_of(row.effective_us),
            source_id=row.source_id,
            terms=row.terms,
            postings=legs,
            due_at=None if row.due_us is None else time_of(row.due_us),
            reverses=row.reverses,
            notes=notes_body.validate_json(row.notes),
        ),
    )


def last_due(connection: Connection) -> datetime | None:
    """When the last of all entries falls due."""
    us = connection.execute(select(func.max(entry.c.due_us))).scalar()
    return None if us is None else time_of(us)


def balances(connection: Connection) -> Mapping[tuple[str, str], int]:
    """(account, currency) -> minor units, as the database keeps them."""
    return {
        (row.account, row.currency): row.amount_minor for row in connection.execute(select(balance))
    }
