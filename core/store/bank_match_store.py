"""What movements at the bank were matched with; the match of the highest number counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from core.domain.bank_entry import BankEntry
from core.domain.bank_match import BankMatch, MatchKind, MatchRule
from core.domain.instruction import Instruction, InstructionKind
from core.store.bank_entry_store import entry_of
from core.store.bank_schema import bank_entry, bank_match, payment
from core.store.bulk import insert_rows, slices
from core.store.cycle_store import instruction_of
from core.store.rows import time_of, us_of
from core.store.schema import instruction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLeg:
    """One leg of a match that counts."""

    entry: BankEntry
    number: int
    """Of the match: 1, or higher if it was matched anew."""
    rule: MatchRule
    kind: MatchKind
    instruction_id: str | None
    amount_minor: int
    note: str
    matched_at: datetime


def put_matches(
    connection: Connection, matches: Iterable[tuple[BankMatch, int]], matched_at: datetime
) -> None:
    """Keep matches, each with its number."""
    matched_us = us_of(matched_at)
    insert_rows(
        connection,
        bank_match,
        [
            (
                match.entry.entry_key,
                match.entry.part,
                number,
                position,
                match.rule.value,
                leg.kind.value,
                None if leg.instruction is None else leg.instruction.instruction_id,
                leg.amount_minor,
                match.note,
                matched_us,
                leg.account or None,
            )
            for match, number in matches
            for position, leg in enumerate(match.legs, start=1)
        ],
    )


def legs_of_entry(connection: Connection, entry: BankEntry) -> list[KeptLeg]:
    """The legs of the match of a movement that counts."""
    is_it = and_(bank_match.c.entry_key == entry.entry_key, bank_match.c.part == entry.part)
    return _legs(connection, is_it)


def legs_of_instructions(connection: Connection, ids: Collection[str]) -> list[KeptLeg]:
    """The legs that count and are of these instructions, by the day on which the bank booked."""
    return _legs(connection, bank_match.c.instruction_id.in_(sorted(ids)))


def unallocated_legs(connection: Connection) -> list[KeptLeg]:
    """Money that waits for somebody who knows what it is, oldest first."""
    return _legs(connection, bank_match.c.kind == MatchKind.UNALLOCATED.value)


def returned_payees(connection: Connection) -> list[tuple[str, str, str, date]]:
    """(party, IBAN, reason, day) of every payment that came back."""
    legs = _legs(connection, bank_match.c.kind == MatchKind.RETURNED.value)
    ids = sorted({one.instruction_id or "" for one in legs})
    query = select(payment.c.instruction_id, payment.c.party, payment.c.creditor_iban)
    payees = {
        row[0]: (row[1], row[2])
        for row in connection.execute(query.where(payment.c.instruction_id.in_(ids)))
    }
    return [
        (*payees[one.instruction_id or ""], one.entry.return_reason or "", one.entry.booked_on)
        for one in legs
    ]


def confirmed_minor(
    connection: Connection, ids: Collection[str]
) -> dict[str, dict[MatchKind, int]]:
    """What the bank confirmed of these instructions by kind, in minor units above zero."""
    sums: dict[str, dict[MatchKind, int]] = defaultdict(dict)
    for some in slices(ids):
        for leg in legs_of_instructions(connection, some):
            kinds = sums[leg.instruction_id or ""]
            kinds[leg.kind] = kinds.get(leg.kind, 0) + abs(leg.amount_minor)
    return sums


def instructions_asked(
    connection: Connection,
    references: Collection[str],
    groups: Collection[str],
    amounts: Collection[int],
) -> list[Instruction]:
    """Instructions that movements may be of, by id.

    Args:
        connection: Reading or writing.
        references: Ids of instructions, and end-to-end ids of payments.
        groups: Of payment files.
        amounts: In minor units, above zero.
    """
    found: dict[str, Instruction] = {}
    sent = select(payment.c.instruction_id)
    for names in slices(references):
        found |= _instructions(connection, instruction.c.instruction_id.in_(names))
        by_name = sent.where(payment.c.end_to_end_id.in_(names))
        found |= _instructions(connection, instruction.c.instruction_id.in_(by_name))
    for ids in slices(groups):
        in_group = sent.where(payment.c.group_id.in_(ids))
        found |= _instructions(connection, instruction.c.instruction_id.in_(in_group))
    for some in slices(amounts):
        found |= _instructions(connection, instruction.c.amount_minor.in_(some))
    return [found[key] for key in sorted(found)]


def collections_asked(
    connection: Connection, parties: Collection[str], since: datetime, until: datetime
) -> list[Instruction]:
    """What parties were asked for that is due in a time, its end excluded, by id."""
    of_days = (
        instruction.c.kind == InstructionKind.COLLECTION.value,
        instruction.c.value_us >= us_of(since),
        instruction.c.value_us < us_of(until),
    )
    found: dict[str, Instruction] = {}
    for some in slices(parties):
        found |= _instructions(connection, and_(instruction.c.party.in_(some), *of_days))
    return [found[key] for key in sorted(found)]


def _instructions(connection: Connection, condition: ColumnElement[bool]) -> dict[str, Instruction]:
    return {
        row.instruction_id: instruction_of(row)
        for row in connection.execute(select(instruction).where(condition))
    }


def _legs(connection: Connection, condition: ColumnElement[bool]) -> list[KeptLeg]:
    later = bank_match.alias()
    superseded = select(later.c.number).where(
        later.c.entry_key == bank_match.c.entry_key,
        later.c.part == bank_match.c.part,
        later.c.number > bank_match.c.number,
    )
    of_match = [column.label(f"match_{column.name}") for column in bank_match.columns]
    query = (
        select(bank_entry, *of_match)
        .join(
            bank_match,
            and_(
                bank_match.c.entry_key == bank_entry.c.entry_key,
                bank_match.c.part == bank_entry.c.part,
            ),
        )
        .where(condition, ~superseded.exists())
        .order_by(
            bank_entry.c.booked_day,
            bank_entry.c.entry_key,
            bank_entry.c.part,
            bank_match.c.leg,
        )
    )
    return [
        KeptLeg(
            entry=entry_of(row),
            number=row.match_number,
            rule=MatchRule(row.match_rule),
            kind=MatchKind(row.match_kind),
            instruction_id=row.match_instruction_id,
            amount_minor=row.match_amount_minor,
            note=row.match_note,
            matched_at=time_of(row.match_matched_us),
        )
        for row in connection.execute(query)
    ]
