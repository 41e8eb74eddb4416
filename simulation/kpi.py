"""One figure that a run may have: what it is called, counts, is a share of, and is good for."""

from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a figure is better, for whom it is of."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"
    """A fact without a wish: the energy of a session, the VAT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """What a figure means, whoever it is of."""

    name: str
    """As in a result, without key and currency."""
    title: str
    unit: str
    """As it is shown; empty for counts. ``CUR`` stands for the currency."""
    better: Better
    definition: str
    """What is counted, what is not, in whole sentences."""
    denominator: str = ""
    """What it is a share of, or by what it is divided; empty: of nothing."""
    decimals: int = 0
    """That are shown; money has those of its currency."""
