"""A CDR line by line: what it states, what we find, what lies between, and of which kind it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from console.present.amount_text import MINUS, NOTHING
from console.present.kpi_tiles import Tone
from console.present.price_rows import number_text
from core.pricing.discrepancy import AGREED, Difference, DifferenceKind

DIFFERENCE_HEADS: Final = ("", "What", "CDR", "Ours", "Difference", "Kind")
_SAME: Final = "\N{CHECK MARK}"
_OTHER: Final = "\N{NOT EQUAL TO}"
_UNSTATED: Final = "\N{WHITE CIRCLE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """One figure."""

    sign: str
    tone: Tone
    what: str
    theirs: str
    ours: str
    difference: str
    kind: str
    because: str

    @property
    def cells(self) -> tuple[str, ...]:
        """By ``DIFFERENCE_HEADS``."""
        told = f"{self.kind}: {self.because}" if self.because else self.kind
        return self.sign, self.what, self.theirs, self.ours, self.difference, told


def difference_lines(differences: Iterable[Difference]) -> tuple[DifferenceLine, ...]:
    """A line a figure, in the order of the CDR."""
    return tuple(map(_line, differences))


def _line(one: Difference) -> DifferenceLine:
    sign, tone = _looks(one.kind)
    return DifferenceLine(
        sign=sign,
        tone=tone,
        what=one.of[:1].upper() + one.of[1:],
        theirs=_figure(one.theirs, one.unit, "not stated"),
        ours=_figure(one.ours, one.unit, "unknown"),
        difference=_signed(one.amount),
        kind=one.kind.replace("_", " ").lower(),
        because=one.because,
    )


def _looks(kind: DifferenceKind) -> tuple[str, Tone]:
    if kind is DifferenceKind.MISSING:
        return _UNSTATED, Tone.CALM
    if kind is DifferenceKind.EXACT:
        return _SAME, Tone.GOOD
    return (_SAME, Tone.WARNING) if kind in AGREED else (_OTHER, Tone.BAD)


def _figure(amount: Decimal | None, unit: str, otherwise: str) -> str:
    return otherwise if amount is None else f"{number_text(amount)} {unit}"


def _signed(amount: Decimal | None) -> str:
    """Theirs less ours; never a sign before nothing."""
    if amount is None:
        return NOTHING
    text = number_text(abs(amount))
    return f"{MINUS if amount < 0 else '+'}{text}" if amount else "0"


def differences_sentence(differences: Iterable[Difference]) -> tuple[Tone, str]:
    """How many figures agree, and how many do not."""
    every = [one for one in differences if one.kind is not DifferenceKind.MISSING]
    if not every:
        return Tone.CALM, "The CDR states no figure that could be held against ours."
    wrong = [one for one in every if one.kind not in AGREED]
    if not wrong:
        return Tone.GOOD, f"{_SAME} All {len(every)} figures that the CDR states agree."
    return Tone.BAD, f"{_OTHER} {len(wrong)} of {len(every)} figures differ."
