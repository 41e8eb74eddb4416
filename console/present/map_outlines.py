"""The outlines of Europe, and the projection that the map draws in (spherical Mercator)."""

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LATITUDE_MAX: Final = 85.0
"""Beyond that Mercator has no place on a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlines:
    """Rings of countries, projected."""

    rings: tuple[Array, ...]
    """Arrays of shape (point, 2), as ``mercator`` gives them."""
    owners: NDArray[np.uint8]
    """Array of shape (ring,): index of the country in ``names``."""
    names: tuple[str, ...]


def mercator(longitude: Array, latitude: Array) -> Array:
    """Places on a sheet, east to the right and north up.

    Args:
        longitude: Array of shape (point,), in degrees.
        latitude: Array of shape (point,), in degrees; cut to 85 south and north.

    Returns:
        Array of shape (point, 2), in degrees of longitude at the equator.
    """
    cut = np.clip(latitude, -LATITUDE_MAX, LATITUDE_MAX)
    up = np.rad2deg(np.log(np.tan(np.pi / 4 + np.deg2rad(cut) / 2)))
    return np.column_stack((longitude, up))


def degrees_of(east: float, north: float) -> tuple[float, float]:
    """Longitude and latitude of a place on the sheet."""
    return east, float(np.rad2deg(2 * np.arctan(np.exp(np.deg2rad(north))) - np.pi / 2))


def outlines_from(content: bytes) -> Outlines:
    """The outlines in a file as ``resources/map/README.md`` describes it."""
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        degrees = arrays["points"].astype(np.float64) / float(arrays["per_degree"])
        starts = arrays["starts"]
        owners = arrays["owners"]
        names = tuple(str(name) for name in arrays["names"])
    points = mercator(degrees[:, 0], degrees[:, 1])
    rings = tuple(points[a:b] for a, b in pairwise(starts.tolist()))
    return Outlines(rings=rings, owners=owners, names=names)
