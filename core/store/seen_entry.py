"""Entries as the chain sees them: what stands in the columns, hashed as it was when it was booked.

No entry is built: an entry whose sha is that of its columns is the one that was booked, and its
legs are looked at besides. Only where something is unusual is it read as what it is, which no entry
that does not balance can be, and its sha made again from that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select, text

from core.store.journal_store import entries_where
from core.store.rows import entry_sha, notes_body, sha_of
from core.store.schema import entry, seal

_AT_ONCE: Final = 4_000
_PLAIN: Final = (
    "COUNT(*) > 1 AND SUM(amount_minor) = 0 AND MIN(currency) = MAX(currency) "
    "AND MIN(ABS(amount_minor)) > 0"
)
_TEXT: Final = "account || ' ' || currency || ' ' || amount_minor"
_LEGS: Final = {
    "sqlite": (
        f"SELECT entry, group_concat({_TEXT}, char(10)), {_PLAIN} FROM (SELECT * FROM posting "
        "WHERE entry BETWEEN :first AND :last ORDER BY entry, leg) GROUP BY entry"
    ),
    "postgresql": (
        f"SELECT entry, string_agg({_TEXT}, chr(10) ORDER BY leg), {_PLAIN} FROM posting "
        "WHERE entry BETWEEN :first AND :last GROUP BY entry"
    ),
}
"""One line a leg, as ``entry_text`` writes them; and whether they balance in one currency."""


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """One entry of the journal, compared with the sha it was booked with."""

    seq: int | None
    """Its dense number; None until it is sealed."""
    entry_id: str
    sha: str
    """As written when it was booked."""
    is_as_booked: bool


def seen_entries(connection: Connection) -> Iterator[SeenEntry]:
    """The whole journal, in the order of its numbers."""
    after = 0
    while rows := connection.execute(
        _heads()
        .outerjoin(seal, seal.c.entry == entry.c.id)
        .where(entry.c.id > after)
        .order_by(entry.c.id)
        .limit(_AT_ONCE)
    ).all():
        yield from _seen(connection, rows)
        after = rows[-1].id


def sealed_between(connection: Connection, after: int, last: int) -> Iterator[SeenEntry]:
    """Entries with a seal numbered above ``after`` and up to ``last``, in that order."""
    for first in range(after + 1, last + 1, _AT_ONCE):
        until = min(first + _AT_ONCE - 1, last)
        rows = connection.execute(
            _heads()
            .join(seal, seal.c.entry == entry.c.id)
            .where(seal.c.seq.between(first, until))
            .order_by(seal.c.seq)
        ).all()
        yield from _seen(connection, rows)


def _heads() -> Select[Any]:
    return select(
        entry.c.id,
        seal.c.seq,
        entry.c.entry_id,
        entry.c.sha,
        entry.c.kind,
        entry.c.effective_us,
        entry.c.due_us,
        entry.c.source_id,
        entry.c.terms,
        entry.c.reverses,
        entry.c.notes,
    ).select_from(entry)


def _seen(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[SeenEntry]:
    if not rows:
        return
    numbers = [row[0] for row in rows]
    bounds = {"first": min(numbers), "last": max(numbers)}
    query = text(_LEGS[connection.dialect.name])
    legs = {row[0]: (row[1], row[2]) for row in connection.execute(query, bounds)}
    lines: dict[str, str] = {}  # notes of sessions under the same terms are the same
    for row in rows:
        number, seq, entry_id, sha, *content, notes = tuple(row)
        if notes not in lines:
            lines[notes] = _lines_of(notes)
        leg_lines, is_plain = legs.get(number, ("", False))
        head = "\n".join(map(str, content))
        found = sha_of(f"{entry_id}\n{head}{lines[notes]}\n{leg_lines}")
        is_as_booked = (is_plain and found == sha) or _is_sound(connection, number, sha)
        yield SeenEntry(seq, entry_id, sha, is_as_booked)


def _lines_of(notes: str) -> str:
    """Notes as their sha is made of; words that no entry has where they are none."""
    try:
        return "".join([f"\n{note}" for note in notes_body.validate_json(notes)])
    except ValueError:
        return f"\n{notes}"


def _is_sound(connection: Connection, number: int, sha: str) -> bool:
    try:
        kept = next(entries_where(connection, entry.c.id == number), None)
    except (AssertionError, ValueError):  # somebody made of it what can be no entry at all
        return False
    return kept is not None and entry_sha(kept.entry) == sha
