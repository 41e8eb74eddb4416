"""Texts that somebody opens, drops or pastes to look at prices: of tariffs, or of CDRs."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from core.domain.errors import SourceError
from core.service.examine_tariff import TextProblem, items_of_text
from core.service.resources import read_text

LARGEST_BYTES: Final = 4_000_000
"""Of a file that is looked at; what is larger is for an import."""


class TextKind(StrEnum):
    """What the first object of a text is."""

    TARIFF = "TARIFF"
    CDR = "CDR"
    OTHER = "OTHER"
    """Neither, or no JSON."""


@dataclass(frozen=True, slots=True)
class PricingText:
    """A text and what it is."""

    text: str
    kind: TextKind
    count: int
    """Of its objects."""


def pricing_text(text: str) -> PricingText:
    """A text and what its first object is, by the one field that nothing else has."""
    found = items_of_text(text)
    if isinstance(found, TextProblem):
        return PricingText(text, TextKind.OTHER, 0)
    first, count = found.items[0], len(found.items)
    if isinstance(first, dict) and "charging_periods" in first:
        return PricingText(text, TextKind.CDR, count)
    if isinstance(first, dict) and "elements" in first:
        return PricingText(text, TextKind.TARIFF, count)
    return PricingText(text, TextKind.OTHER, count)


def read_pricing_text(path: Path) -> PricingText:
    """The text of a file and what it is.

    Raises:
        SourceError: It cannot be read, is not UTF-8, or is too large to be looked at.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error
    if size > LARGEST_BYTES:
        told = f"wanted at most {LARGEST_BYTES:,} bytes to look at, found {size:,}"
        raise SourceError(str(path), told)
    return pricing_text(read_text(path))
