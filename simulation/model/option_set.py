"""Which sites a driver looks at: the one where the visit begins, and the nearest of its kind.

The set depends on places alone, not on prices or contracts, so that another price or reach leaves
all else as it was; what a driver may not use is taken out when utilities are worked out. DC and AC
are nests apart: who comes for the one does not take the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from simulation.model.site_facts import SiteFacts
from simulation.scenario import Scenario

Floats = NDArray[np.float64]
EARTH_KM: Final = 6371.0


@dataclass(frozen=True, slots=True)
class OptionSets:
    """What drivers look at, by the site where the visit begins."""

    sites: NDArray[np.int32]
    """Array of shape (site, k), nearest first, -1 where there is none; the first is the site."""
    offset_km: Floats
    """Array of shape (site, k, 2): how far east and north each of them is."""


def option_sets_of(facts: SiteFacts) -> OptionSets:
    """The sets of all sites; with k = 1 where nobody chooses."""
    scenario = facts.scenario
    lat = np.radians([float(part.latitude_deg) for part in scenario.location])
    lon = np.radians([float(part.longitude_deg) for part in scenario.location])
    count = len(lat)
    sites = np.full((count, 1), -1, dtype=np.int32)
    sites[:, 0] = np.arange(count)
    if scenario.choice is not None:
        sites = np.full((count, scenario.choice.options), -1, dtype=np.int32)
        points = EARTH_KM * np.stack(
            [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1
        )
        is_dc = facts.is_dc[facts.kind]
        for nest in (np.flatnonzero(is_dc), np.flatnonzero(~is_dc)):
            sites[nest] = _nearest(points, nest, sites.shape[1], scenario.choice.radius_km)
    east = EARTH_KM * (lon[sites] - lon[:, None]) * np.cos(lat)[:, None]
    north = EARTH_KM * (lat[sites] - lat[:, None])
    return OptionSets(sites=sites, offset_km=np.stack([east, north], axis=2))


def _nearest(
    points: Floats, nest: NDArray[np.int64], options: int, radius_km: float
) -> NDArray[np.int32]:
    found = np.full((len(nest), options), -1, dtype=np.int32)
    if not len(nest):
        return found
    distance, place = cKDTree(points[nest]).query(
        points[nest], k=min(options + 1, len(nest)), distance_upper_bound=radius_km
    )
    distance, place = distance.reshape(len(nest), -1), place.reshape(len(nest), -1)
    for at in range(len(nest)):
        # Sites may share a place, so the own one is not surely the first.
        near = [int(one) for one in place[at][np.isfinite(distance[at])] if one != at]
        chosen = nest[[at, *near][:options]]
        found[at, : len(chosen)] = chosen
    return found


def blocks_of(scenario: Scenario, sites_per_block: int) -> Iterator[tuple[int, ...]]:
    """Sites in blocks that no driver leaves, so that each block can be drawn and run alone.

    Args:
        scenario: Whose sites.
        sites_per_block: At least so many in each block but the last; more where choice ties them.
    """
    sets = option_sets_of(SiteFacts(scenario)).sites
    count = len(sets)
    home = np.repeat(np.arange(count), sets.shape[1])
    there = sets.ravel() >= 0
    links = coo_array(
        (np.ones(there.sum(), dtype=np.int8), (home[there], sets.ravel()[there])),
        shape=(count, count),
    )
    _, group = connected_components(links, directed=False)
    block: list[int] = []
    order = np.argsort(group, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        block += members.tolist()
        if len(block) >= sites_per_block:
            yield tuple(sorted(block))
            block = []
    if block:
        yield tuple(sorted(block))
