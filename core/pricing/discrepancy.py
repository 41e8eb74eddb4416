"""What a CDR says it costs, against what we say: a fact about good data, never an error."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.money import money
from core.domain.priced_cdr import PricedCdr


class DifferenceKind(StrEnum):
    """What makes a figure of theirs another than ours; the first that explains it."""

    EXACT = "EXACT"
    """There is no difference."""
    ROUNDING_MODE = "ROUNDING_MODE"
    """Rounded another way, ours is theirs."""
    WITHIN_ONE_MINOR_UNIT = "WITHIN_ONE_MINOR_UNIT"
    TARIFF_VERSION = "TARIFF_VERSION"
    """By another tariff, or another version of it, ours is theirs."""
    ENERGY = "ENERGY"
    TIME = "TIME"
    VAT = "VAT"
    MISSING = "MISSING"
    """They do not say it, or there is no CDR."""
    DUPLICATE = "DUPLICATE"
    """The same session is charged once more."""
    UNEXPLAINED = "UNEXPLAINED"
    """None of these; a rule of the tariff that they left out is named in words."""


AGREED = frozenset(
    (
        DifferenceKind.EXACT,
        DifferenceKind.ROUNDING_MODE,
        DifferenceKind.WITHIN_ONE_MINOR_UNIT,
    )
)
"""Kinds that nobody disputes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure of theirs beside ours."""

    of: str
    """Which figure, as ``total before taxes``."""
    kind: DifferenceKind
    ours: Decimal | None
    """None: unknowable."""
    theirs: Decimal | None
    """None: not stated."""
    unit: str
    """Currency, ``kWh`` or ``s``."""
    amount: Decimal | None
    """What it is worth, theirs less ours, before taxes unless the figure is with taxes, in the
    currency of the CDR; None where nobody can know."""
    because: str = ""
    """What explains it, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A total of the CPO and ours, in minor units."""

    of: str
    """Which total: ``before VAT`` or ``with VAT``."""
    ours_minor: int
    theirs_minor: int

    @property
    def difference_minor(self) -> int:
        """Theirs less ours."""
        return self.theirs_minor - self.ours_minor


def discrepancies(priced: PricedCdr) -> Iterator[Discrepancy]:
    """The totals that the CDR names and that are not ours; none where it names no total."""
    claimed = priced.cdr.total_cost
    if claimed is None:
        return
    totals = (
        ("before VAT", priced.excl_minor, claimed.excl_vat),
        ("with VAT", priced.incl_minor, claimed.incl_vat),
    )
    for of, ours, amount in totals:
        if amount is not None:
            theirs = money(amount, priced.currency).amount_minor
            if theirs != ours:
                yield Discrepancy(of=of, ours_minor=ours, theirs_minor=theirs)
