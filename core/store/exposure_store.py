"""What Demand Partners owe: posted, asked for and not received, and what they lodged."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    func,
    literal,
    select,
    union_all,
)

from core.domain.bank_match import MatchKind
from core.domain.instruction import InstructionKind
from core.store.bank_schema import bank_match
from core.store.schema import balance, entry, instruction

Amounts = dict[tuple[str, str], int]
"""(what, currency) -> minor units; what is the code of an account, or ``UNPAID``."""

DEFAULTED: Final = "defaulted:"
"""What the id of the entry begins with by which a collection is given up."""
UNPAID: Final = "unpaid"
"""Collections that were instructed and that the bank has not confirmed in full."""


def amounts_of(connection: Connection, party: str, codes: Sequence[str]) -> Amounts:
    """One party's balances and unpaid collections, in one question to two indexes.

    Args:
        connection: Reading.
        party: Key of a Demand Partner, or of the party that settles for it.
        codes: Of the accounts that are asked for.
    """
    accounts = [f"{code}:{party}" for code in codes]
    on_accounts = select(
        func.substr(balance.c.account, 1, 4).label("what"),
        balance.c.currency.label("currency"),
        balance.c.amount_minor.label("amount"),
    ).where(balance.c.account.in_(accounts))
    asked = select(
        literal(UNPAID).label("what"),
        instruction.c.currency,
        (instruction.c.amount_minor - _received()).label("amount"),
    ).where(instruction.c.party == party, instruction.c.kind == InstructionKind.COLLECTION.value)
    amounts: Amounts = {}
    for what, currency, amount in connection.execute(union_all(on_accounts, asked)):
        amounts[what, currency] = amounts.get((what, currency), 0) + int(amount)
    return amounts


def unpaid_collections(connection: Connection) -> Amounts:
    """(party, currency) -> what every party was asked for and has not paid, in minor units."""
    query = select(
        instruction.c.party, instruction.c.currency, instruction.c.amount_minor - _received()
    ).where(_asked())
    amounts: Amounts = {}
    for party, currency, amount in connection.execute(query):
        if amount:
            amounts[party, currency] = amounts.get((party, currency), 0) + int(amount)
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
