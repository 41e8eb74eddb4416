"""Uniform draws that belong to things, not to a place in a stream: the same keys, the same draw.

For what has no order of its own, as a driver's vehicle, or a driver's liking of one site: a site
more or less then moves no other draw. Mixing is SplitMix64's finaliser (Steele et al. 2014).
"""

from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.streams import Purpose

Keys = NDArray[np.uint64]
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def key_of(name: str) -> np.uint64:
    """The key of something with a name."""
    return np.uint64(int.from_bytes(sha256(name.encode()).digest()[:8]))


def keyed_uniforms(seed: int, purpose: Purpose, *keys: Keys) -> NDArray[np.float64]:
    """Uniforms, above 0 and below 1, one for each combination of keys; arrays are broadcast."""
    mixed = _mixed(np.array([(seed * 64 + int(purpose)) & 0xFFFF_FFFF_FFFF_FFFF], dtype=np.uint64))
    for key in keys:
        mixed = _mixed(mixed ^ key.astype(np.uint64, copy=False))
    words: NDArray[np.float64] = (mixed >> np.uint64(12)).astype(np.float64)
    return (words + 0.5) * 2.0**-52


def _mixed(words: Keys) -> Keys:
    """Every bit of the result depends on every bit of the word; arithmetic is modulo 2**64."""
    words = words + _GOLDEN
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))
