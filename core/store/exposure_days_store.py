"""What moved a Demand Partner's exposure, day by day: postings, collections, receipts, defaults.

Only what happened since a day is read, by the indexes of time: who knows how things stand now and
what moved since knows how they stood.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, literal, select

from core.domain.bank_match import MatchKind
from core.domain.instruction import InstructionKind
from core.store.bank_schema import bank_entry, bank_match
from core.store.exposure_store import DEFAULTED
from core.store.life_schema import recalled_collection
from core.store.rows import us_of
from core.store.schema import entry, instruction, posting, posting_batch
from core.store.settlement_schema import entity_membership

_DAY_US: Final = 86_400_000_000
_EPOCH: Final = date(1970, 1, 1)


class Figure(StrEnum):
    """Which part of an exposure moved."""

    RECEIVABLE = "receivable"
    UNPAID = "unpaid"
    ASIDE = "aside"
    LODGED = "lodged"


_FIGURES: Final = {
    "1200": Figure.RECEIVABLE,
    "1210": Figure.RECEIVABLE,
    "2210": Figure.ASIDE,
    "2200": Figure.LODGED,
}


@dataclass(frozen=True, slots=True)
class Movement:
    """So much more of a figure from a day on; in minor units."""

    party: str
    """The partner; of what was asked for and came, the party that settles for it."""
    currency: str
    day: date
    figure: Figure
    amount_minor: int


def movements_since(connection: Connection, since: date, *, as_booked: bool) -> Iterator[Movement]:
    """What moved on a day or after it.

    Args:
        connection: Reading.
        since: The first day.
        as_booked: A day knows only what was booked by its end; else what counts by then.
    """
    since_us = us_of(datetime.combine(since, time(), tzinfo=UTC))
    yield from _postings(connection, since_us, as_booked=as_booked)
    yield from _asked(connection, since_us, as_booked=as_booked)
    yield from _received(connection, since, as_booked=as_booked)
    yield from _defaulted(connection, since_us, as_booked=as_booked)


def payers_of(connection: Connection) -> dict[str, str]:
    """Party -> the party that settles for it now, where that is another."""
    query = select(entity_membership.c.party, entity_membership.c.entity).order_by(
        entity_membership.c.valid_from
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _postings(connection: Connection, since_us: int, *, as_booked: bool) -> Iterator[Movement]:
    code = func.substr(posting.c.account, 1, 4)
    owner = func.substr(posting.c.account, 6)
    day = _day_of(as_booked=as_booked)
    query = (
        select(owner, posting.c.currency, day, code, func.sum(posting.c.amount_minor))
        .join(entry, entry.c.id == posting.c.entry)
        .where(code.in_(list(_FIGURES)), _since(since_us, as_booked=as_booked))
        .group_by(owner, posting.c.currency, day, code)
    )
    for party, currency, number, of, amount in connection.execute(query):
        figure = _FIGURES[of]
        sign = 1 if figure is Figure.RECEIVABLE else -1
        yield Movement(party, currency, _date(number), figure, sign * int(amount))
        if figure is Figure.ASIDE:  # What is put aside is lodged all the same.
            yield Movement(party, currency, _date(number), Figure.LODGED, sign * int(amount))


def _asked(connection: Connection, since_us: int, *, as_booked: bool) -> Iterator[Movement]:
    instructed = literal("instructed:") + instruction.c.instruction_id
    day = _day_of(as_booked=as_booked)
    query = (
        select(instruction.c.party, instruction.c.currency, day, instruction.c.amount_minor)
        .join(entry, entry.c.entry_id == instructed)
        .where(
            instruction.c.kind == InstructionKind.COLLECTION.value,
            _since(since_us, as_booked=as_booked),
        )
    )
    for party, currency, number, amount in connection.execute(query):
        yield Movement(party, currency, _date(number), Figure.UNPAID, int(amount))


def _received(connection: Connection, since: date, *, as_booked: bool) -> Iterator[Movement]:
    later = bank_match.alias()
    superseded = select(later.c.number).where(
        later.c.entry_key == bank_match.c.entry_key,
        later.c.part == bank_match.c.part,
        later.c.number > bank_match.c.number,
    )
    query = (
        select(
            instruction.c.party,
            instruction.c.currency,
            bank_entry.c.booked_day,
            bank_match.c.matched_us,
            bank_match.c.amount_minor,
        )
        .join(
            bank_entry,
            and_(
                bank_entry.c.entry_key == bank_match.c.entry_key,
                bank_entry.c.part == bank_match.c.part,
            ),
        )
        .join(instruction, instruction.c.instruction_id == bank_match.c.instruction_id)
        .where(bank_match.c.kind == MatchKind.RECEIVED.value, ~superseded.exists())
    )
    for party, currency, booked_day, matched_us, amount in connection.execute(query):
        day = _date(matched_us // _DAY_US) if as_booked else date.fromisoformat(booked_day)
        if day >= since:
            yield Movement(party, currency, day, Figure.UNPAID, -int(amount))


def _defaulted(connection: Connection, since_us: int, *, as_booked: bool) -> Iterator[Movement]:
    day = _day_of(as_booked=as_booked)
    query = (
        select(instruction.c.party, instruction.c.currency, day, recalled_collection.c.amount_minor)
        .join(
            recalled_collection,
            recalled_collection.c.instruction_id == instruction.c.instruction_id,
        )
        .join(entry, entry.c.entry_id == literal(DEFAULTED) + instruction.c.instruction_id)
        .where(_since(since_us, as_booked=as_booked))
    )
    for party, currency, number, amount in connection.execute(query):
        yield Movement(party, currency, _date(number), Figure.UNPAID, -int(amount))


def _day_of(*, as_booked: bool) -> ColumnElement[Any]:
    """Days since 1970 of an entry."""
    counts_us = entry.c.booked_us if as_booked else entry.c.effective_us
    return counts_us.op("/")(_DAY_US)


def _since(since_us: int, *, as_booked: bool) -> ColumnElement[bool]:
    """Entries that count, or were booked, at a time or after it; numbers grow with them."""
    if not as_booked:
        return entry.c.effective_us >= since_us
    before = (
        select(func.coalesce(func.max(posting_batch.c.to_entry), 0))
        .where(posting_batch.c.booked_us < since_us)
        .scalar_subquery()
    )
    return entry.c.id > before


def _date(number: int) -> date:
    return _EPOCH + timedelta(days=int(number))
