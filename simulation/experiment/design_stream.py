"""Randomness of designs: its own stream under the seed, apart from all that drivers draw."""

from typing import Final

from numpy.random import PCG64, Generator, SeedSequence

_PURPOSE: Final = 0
"""Purposes of ``simulation.streams`` begin at 1."""


def design_stream(seed: int) -> Generator:
    """The stream of the design under that seed, at its beginning."""
    return Generator(PCG64(SeedSequence(entropy=seed, spawn_key=(_PURPOSE,))))
