"""What chance decides that belongs to no visit: outages of EVSEs and of the hub, and what DPs see.

It is part of a ``VisitPlan``, the drawn input that both engines share.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

NO_LIVE_STATUS: Final = -1
"""Instead of a delay: the Demand Partner shows its drivers no live status."""


class OutageKind(IntEnum):
    """What kind of outage; OCPI's OUTOFORDER and UNKNOWN."""

    OUT_OF_ORDER = 0
    """Known to be broken: it gives no energy, and it is shown as out of order."""
    UNKNOWN = 1
    """Nobody can reach it: it authorises nobody, so no session begins; one that runs goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outages:
    """Arrays of shape (outage,), ascending by ``from_s``; those of an EVSE and a kind are apart."""

    site: NDArray[np.int32]
    """Index of the location in the scenario."""
    evse: NDArray[np.int32]
    """Index of the EVSE at its site."""
    from_s: NDArray[np.int64]
    """0 for one that began before the run."""
    to_s: NDArray[np.int64]
    """Exclusive; beyond the horizon for one that outlasts it."""
    kind: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The part of a plan that all visits share."""

    outages: Outages
    hub_outages: NDArray[np.int64]
    """Shape (outage, 2): from and to (exclusive) in seconds, ascending and apart."""
    live_delay_s: NDArray[np.int64]
    """Shape (demand partner,): how old the status is that its drivers see; ``NO_LIVE_STATUS``."""
    availability_weight: float
    """Utility of a site that is seen to have a free EVSE over one that is seen full; 0 or more."""
    retry_same_evse_share: float
    """After a failed attempt: where ``retry_draw`` is below it the driver tries again there,"""
    retry_other_evse_share: float
    """below the sum of both at another EVSE of the site, else leaves."""
    session_survives_unknown: bool = True
    """Whether a running session goes on while its EVSE cannot be reached."""


def quiet_world(demand_partners: int) -> World:
    """A world in which nothing fails and nobody looks."""
    none = np.zeros(0, dtype=np.int64)
    return World(
        outages=Outages(
            site=none.astype(np.int32),
            evse=none.astype(np.int32),
            from_s=none,
            to_s=none,
            kind=none.astype(np.uint8),
        ),
        hub_outages=np.zeros((0, 2), dtype=np.int64),
        live_delay_s=np.full(demand_partners, NO_LIVE_STATUS, dtype=np.int64),
        availability_weight=0.0,
        retry_same_evse_share=0.0,
        retry_other_evse_share=0.0,
    )
