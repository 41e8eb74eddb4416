"""Obligations become one net position a party and currency, and those become instructions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from core.domain.instruction import Instruction, InstructionKind
from core.domain.obligation import NetPosition, Obligation

NO_ENTITIES: Final[Mapping[str, str]] = MappingProxyType({})
"""Every party settles for itself."""


def net(
    obligations: Iterable[Obligation], entity_of: Mapping[str, str] = NO_ENTITIES
) -> tuple[NetPosition, ...]:
    """Offset what a legal entity owes against what it is owed, strictly by currency.

    Args:
        obligations: Gross, each of the party that it is of; they stay visible as they are.
        entity_of: Party -> the party that settles for it, where that is another one.
    """
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in obligations:
        party = entity_of.get(one.party, one.party)
        sums[one.cycle_id, party, one.currency] += one.amount_minor
    return tuple(
        NetPosition(cycle_id=cycle_id, party=party, currency=currency, amount_minor=amount)
        for (cycle_id, party, currency), amount in sorted(sums.items())
    )


def instruct(positions: Iterable[NetPosition], value_at: datetime) -> tuple[Instruction, ...]:
    """A payout to whoever is owed, a collection from whoever owes, nothing for the even."""
    return tuple(
        Instruction(
            instruction_id=f"{one.cycle_id}:{one.party}:{one.currency}",
            cycle_id=one.cycle_id,
            kind=InstructionKind.COLLECTION if one.amount_minor > 0 else InstructionKind.PAYOUT,
            party=one.party,
            currency=one.currency,
            amount_minor=abs(one.amount_minor),
            value_at=value_at,
        )
        for one in positions
        if one.amount_minor
    )
