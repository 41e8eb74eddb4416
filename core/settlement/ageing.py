"""How old the balance of an account is: what came last is what is still there.

A debit balance is made of the latest debits that add up to it, a credit balance of the latest
credits; what none of the ages explains is older than all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

AGES: Final = tuple(timedelta(days=days) for days in (1, 2, 7, 30))
"""Up to which age each part is; a last part is older than all of them."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What an account was debited and credited while it was of one age."""

    debit_minor: int = 0
    """Not below zero."""
    credit_minor: int = 0
    """Not below zero."""


def balance_by_age(balance_minor: int, movements: Sequence[Movement]) -> tuple[int, ...]:
    """The parts of a balance by age, which add up to it.

    Args:
        balance_minor: Debit above zero.
        movements: One for each of ``AGES``, the youngest first.

    Returns:
        One part for each of ``AGES``, and what is older; each has the sign of the balance.
    """
    assert len(movements) == len(AGES), movements
    sign = 1 if balance_minor >= 0 else -1
    left = abs(balance_minor)
    parts = []
    for one in movements:
        part = min(left, one.debit_minor if sign > 0 else one.credit_minor)
        parts.append(sign * part)
        left -= part
    return (*parts, sign * left)
