#!/usr/bin/env python3
"""Bakes the outlines of Europe: ``python .ci/bake_map.py countries-50m.json``.

Reads countries-50m.json of the npm package world-atlas 2.0.2 (TopoJSON of Natural Earth 1:50m) and
writes resources/map/europe.npz, the same bytes each time. Format of TopoJSON:
github.com/topojson/topojson-specification.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).parents[1] / "resources" / "map" / "europe.npz"
WEST, EAST, SOUTH, NORTH = -26.0, 46.0, 33.0, 72.0
PER_DEGREE = 200  # 0.005 degrees, about 500 m: finer than 1:50m is drawn
SMALLEST_DEGREES = 0.03  # islands and rings smaller than that are not drawn

Points = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def main() -> None:
    """Bake the file named by the first argument."""
    world = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    arcs = arcs_of(world)
    rings: list[Points] = []
    owners: list[int] = []
    names: list[str] = []
    for country in world["objects"]["countries"]["geometries"]:
        kept = [clipped(ring) for ring in rings_of(country, arcs)]
        kept = [
            ring for ring in kept if len(ring) > 3 and np.ptp(ring, axis=0).max() > SMALLEST_DEGREES
        ]
        if kept:
            owners += [len(names)] * len(kept)
            names.append(country["properties"]["name"])
            rings += kept
    whole = [thinned(np.round(ring * PER_DEGREE).astype(np.int16)) for ring in rings]
    starts = np.cumsum([0, *map(len, whole)]).astype(np.int32)
    np.savez_compressed(
        TARGET,
        points=np.concatenate(whole),
        starts=starts,
        owners=np.array(owners, np.uint8),
        names=np.array(names),
        per_degree=np.array(PER_DEGREE),
    )
    size = TARGET.stat().st_size
    sys.stdout.write(
        f"{len(names)} countries, {len(whole)} rings, {starts[-1]} points, {size} bytes\n"
    )


def arcs_of(world: dict[str, Any]) -> list[Points]:
    """The arcs in degrees: they are stored as differences of whole numbers."""
    scale, shift = np.array(world["transform"]["scale"]), np.array(world["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in world["arcs"]]


def rings_of(country: dict[str, Any], arcs: list[Points]) -> list[Points]:
    """The closed rings of a country, holes too."""
    polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
    return [ring_of(numbers, arcs) for polygon in polygons for numbers in polygon]


def ring_of(numbers: list[int], arcs: list[Points]) -> Points:
    """Arcs end to end; ~n is arc n backwards; the shared point of two arcs comes once."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def clipped(ring: Points) -> Points:
    """What of a ring is inside the box (Sutherland and Hodgman, one edge after the other)."""
    for axis, limit, keep_above in ((0, WEST, 1), (0, EAST, 0), (1, SOUTH, 1), (1, NORTH, 0)):
        if len(ring):
            ring = cut(ring, axis, limit, keep_above=bool(keep_above))
    return ring


def cut(ring: Points, axis: int, limit: float, *, keep_above: bool) -> Points:
    """The part of a ring on one side of a line."""
    inside = ring[:, axis] >= limit if keep_above else ring[:, axis] <= limit
    if inside.all():
        return ring
    out = []
    for here, there, is_in, next_in in zip(
        ring, np.roll(ring, -1, axis=0), inside, np.roll(inside, -1), strict=True
    ):
        if is_in:
            out.append(here)
        if is_in != next_in:
            share = (limit - here[axis]) / (there[axis] - here[axis])
            out.append(here + share * (there - here))
    return np.array(out).reshape(-1, 2)


def thinned(ring: np.ndarray[tuple[int, int], np.dtype[np.int16]]) -> Any:  # noqa: ANN401 (same as given)
    """Without points that came to lie on their predecessor."""
    moved = np.any(np.diff(ring, axis=0) != 0, axis=1)
    return ring[np.r_[True, moved]]


if __name__ == "__main__":
    main()
