"""A Demand Partner (DP): brings drivers, owes the network their sessions, earns a share of them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate

from core.domain.errors import InvalidValueError
from core.domain.party import Party


@dataclass(frozen=True, slots=True)
class DemandPartner:
    """A party in the role EMSP, and how much of the demand it brings."""

    party: Party
    demand_weight: int
    """Relative part of the sessions whose DP is not on record; 0 means none of them."""

    @property
    def key(self) -> str:
        """The party's key, ``NL*XYZ``."""
        return self.party.key


def assumed_demand_partner(session_id: str, partners: Sequence[DemandPartner]) -> DemandPartner:
    """The DP that a session without one is given: a stable hash of its id, by demand weight.

    Whoever shows the result says ASSUMED beside it.

    Raises:
        InvalidValueError: No partner has a weight above 0.
    """
    ends = list(accumulate(partner.demand_weight for partner in partners))
    if not ends or ends[-1] <= 0:
        raise InvalidValueError("demand partners: wanted one with demand_weight above 0")
    point = int.from_bytes(sha256(session_id.encode()).digest()[:8]) % ends[-1]
    return partners[bisect_right(ends, point)]
