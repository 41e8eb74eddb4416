"""What parties of millions of sessions owe and are owed, offset: columns in, one position a party.

Equal to ``net`` over the obligations of the same sessions, which a test says; whole numbers all the
way, so no order of adding changes a cent.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from core.domain.errors import RuleError

Ints = npt.NDArray[np.int64]


def net_columns(parties: int, flows: Iterable[tuple[Ints, Ints]]) -> Ints:
    """Net position of each party in minor units of one currency: above zero it owes.

    Args:
        parties: How many; a party is its place.
        flows: (place of the party, amount) of each session; what it is owed is below zero.

    Raises:
        RuleError: Sums do not fit 64 bits.
    """
    positions = np.zeros(parties, dtype=np.int64)
    for places, amounts in flows:
        largest = int(np.abs(amounts).max(initial=0))
        if largest * max(len(amounts), 1) >= 2**61:
            raise RuleError(f"columns: {len(amounts)} amounts up to {largest} exceed 64 bits")
        np.add.at(positions, places, amounts)
    return positions
