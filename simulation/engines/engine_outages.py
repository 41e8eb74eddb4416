"""The outages of a plan, as the engines take them: their edges in time, and what an EVSE is."""

from bisect import bisect_right
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.model.world import OutageKind, World


class OutageEdge(NamedTuple):
    """An outage of an EVSE begins or ends."""

    at_s: int
    is_end: bool
    site: int
    evse: int
    cuts: bool
    """A session that runs there ends."""


def edges_of(world: World, mine: NDArray[np.bool_] | None = None) -> list[OutageEdge]:
    """Edges of all outages, or of some, in the order in which they happen; beginnings first."""
    outages = world.outages
    rows = np.flatnonzero(mine) if mine is not None else np.arange(len(outages.site))
    cuts = np.full(len(rows), not world.session_survives_unknown)
    cuts |= outages.kind[rows] == OutageKind.OUT_OF_ORDER
    places = (outages.site[rows].tolist(), outages.evse[rows].tolist(), cuts.tolist())
    return sorted(
        OutageEdge(at_s, is_end, *place)
        for times, is_end in ((outages.from_s, False), (outages.to_s, True))
        for at_s, *place in zip(times[rows].tolist(), *places, strict=True)
    )


class EvseOutages:
    """When one EVSE is out."""

    def __init__(self, edges: list[OutageEdge]) -> None:
        """Take in the edges of one EVSE, in the order in which they happen."""
        self._edges_s = _outer_edges_s(edges)
        self._cuts_s = [edge.at_s for edge in edges if edge.cuts and not edge.is_end]

    def mended_s(self, at_s: int) -> int:
        """That second, or when the outages that go on then are over."""
        passed = bisect_right(self._edges_s, at_s)
        return self._edges_s[passed] if passed % 2 else at_s

    def broken_s(self, begin_s: int, end_s: int) -> int:
        """When a session that begins and would end then breaks off, at its end if it does not."""
        passed = bisect_right(self._cuts_s, begin_s)
        return min(self._cuts_s[passed], end_s) if passed < len(self._cuts_s) else end_s


def outages_of(world: World, sites: NDArray[np.int32]) -> dict[int, dict[int, EvseOutages]]:
    """Outages of the EVSEs of some sites that have some, by site and number."""
    found: dict[int, dict[int, list[OutageEdge]]] = {}
    for edge in edges_of(world, np.isin(world.outages.site, sites)):
        found.setdefault(edge.site, {}).setdefault(edge.evse, []).append(edge)
    return {
        site: {evse: EvseOutages(edges) for evse, edges in evses.items()}
        for site, evses in found.items()
    }


def _outer_edges_s(edges: list[OutageEdge]) -> list[int]:
    """Begin, end, begin, ... of the stretches in which at least one outage goes on."""
    outer_s: list[int] = []
    going_on = 0
    for edge in edges:
        before, going_on = going_on, going_on + (-1 if edge.is_end else 1)
        if not before or not going_on:
            outer_s.append(edge.at_s)
    return outer_s
