"""What Demand Partners owe: posted, asked for and not received, and what they lodged."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
)

from core.domain.bank_match import MatchKind
from core.domain.instruction import InstructionKind
from core.domain.party import Role
from core.domain.settlement_rules import CreditLine
from core.store.bank_schema import bank_match
from core.store.life_schema import pending_end, pending_posting
from core.store.schema import balance, entry, instruction, party
from core.store.settlement_schema import credit_line, entity_membership
from core.store.settlement_store import credit_line_of

Amounts = dict[tuple[str, str], int]
"""(party or account, currency) -> minor units."""

DEFAULTED: Final = "defaulted:"
"""What the id of the entry begins with by which a collection is given up."""
OWED: Final = ("1200", "1210")
"""Receivable, and what of it is disputed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPosition:
    """What one partner owes and has lodged, in its own currency, in minor units."""

    demand_partner: str
    currency: str
    receivable_minor: int
    waiting_minor: int
    """What it will owe of sessions that wait out a dispute window."""
    unpaid_minor: int
    aside_minor: int
    """What of its wallet is put aside for sessions."""
    lodged_minor: int
    """All of its wallet or deposit."""
    line: CreditLine


def partner_positions(
    connection: Connection, day: date, demand_partner: str | None = None
) -> list[PartnerPosition]:
    """What one partner or all owe and have lodged, in one statement answered by indexes.

    Args:
        connection: Reading.
        day: By which the credit line in force is chosen.
        demand_partner: Only this one; None for all, by key.
    """
    one = {} if demand_partner is None else {"partner": demand_partner}
    found = connection.execute(_positions(of_one=bool(one)), {"day": day.isoformat(), **one})
    return [
        PartnerPosition(
            demand_partner=row.party,
            currency=row.currency,
            receivable_minor=int(row.receivable),
            waiting_minor=int(row.waiting),
            unpaid_minor=int(row.unpaid),
            aside_minor=-int(row.aside),
            lodged_minor=-int(row.lodged) - int(row.aside),
            line=credit_line_of(row) if row.mode else CreditLine(demand_partner=row.party),
        )
        for row in found
    ]


@cache
def _positions(*, of_one: bool) -> Select[Any]:
    """The question, worded once: to word it costs more than to answer it."""
    in_force = and_(
        credit_line.c.demand_partner == party.c.party,
        credit_line.c.valid_from == _line_in_force(),
    )
    query = (
        select(
            party.c.party,
            party.c.currency,
            _sum_on(*OWED).label("receivable"),
            _waiting().label("waiting"),
            _unpaid().label("unpaid"),
            _sum_on("2210").label("aside"),
            _sum_on("2200").label("lodged"),
            credit_line,
        )
        .select_from(party.outerjoin(credit_line, in_force))
        .where(party.c.role == Role.EMSP.value)
        .order_by(party.c.party)
    )
    return query.where(party.c.party == bindparam("partner")) if of_one else query


def _sum_on(*codes: str) -> ScalarSelect[int]:
    """Balance of the partner's accounts of these codes, in its own currency."""
    accounts = [literal(f"{code}:") + party.c.party for code in codes]
    return (
        select(func.coalesce(func.sum(balance.c.amount_minor), 0))
        .where(balance.c.account.in_(accounts), balance.c.currency == party.c.currency)
        .scalar_subquery()
    )


def _waiting() -> ScalarSelect[int]:
    """What pending entries that neither were posted nor voided will add to its receivable."""
    ended = select(pending_end.c.entry_id).where(
        pending_end.c.entry_id == pending_posting.c.entry_id
    )
    return (
        select(func.coalesce(func.sum(pending_posting.c.amount_minor), 0))
        .where(
            pending_posting.c.account == literal(f"{OWED[0]}:") + party.c.party,
            pending_posting.c.currency == party.c.currency,
            ~ended.exists(),
        )
        .scalar_subquery()
    )


def _unpaid() -> ScalarSelect[int]:
    """What was asked of whoever settles for the partner, and has not come."""
    payer = (
        select(entity_membership.c.entity)
        .where(entity_membership.c.party == party.c.party)
        .order_by(entity_membership.c.valid_from.desc())
        .limit(1)
        .correlate(party)
        .scalar_subquery()
    )
    left = instruction.c.amount_minor - _received()
    return (
        select(func.coalesce(func.sum(left), 0))
        .where(
            instruction.c.party == func.coalesce(payer, party.c.party),
            instruction.c.currency == party.c.currency,
            _asked(),
        )
        .scalar_subquery()
    )


def _line_in_force() -> ScalarSelect[str]:
    later = credit_line.alias()
    return (
        select(func.max(later.c.valid_from))
        .where(later.c.demand_partner == party.c.party, later.c.valid_from <= bindparam("day"))
        .scalar_subquery()
    )


def unpaid_collections(connection: Connection) -> Amounts:
    """(party, currency) -> what every party was asked for and has not paid, in minor units."""
    query = select(
        instruction.c.party, instruction.c.currency, instruction.c.amount_minor - _received()
    ).where(_asked())
    amounts: Amounts = {}
    for owner, currency, amount in connection.execute(query):
        if amount:
            amounts[owner, currency] = amounts.get((owner, currency), 0) + int(amount)
    return amounts


def _asked() -> ColumnElement[bool]:
    """Collections that are still expected: a default takes them out of transit."""
    gone = select(entry.c.id).where(entry.c.entry_id == DEFAULTED + instruction.c.instruction_id)
    return and_(instruction.c.kind == InstructionKind.COLLECTION.value, ~gone.exists())


def _received() -> ScalarSelect[int]:
    """What the bank confirmed of an instruction, by matches that count."""
    later = bank_match.alias()
    superseded = select(later.c.number).where(
        later.c.entry_key == bank_match.c.entry_key,
        later.c.part == bank_match.c.part,
        later.c.number > bank_match.c.number,
    )
    return (
        select(func.coalesce(func.sum(bank_match.c.amount_minor), 0))
        .where(
            and_(
                bank_match.c.instruction_id == instruction.c.instruction_id,
                bank_match.c.kind == MatchKind.RECEIVED.value,
                ~superseded.exists(),
            )
        )
        .scalar_subquery()
    )
