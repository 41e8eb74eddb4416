"""What a CDR says it costs, against what we say: a fact about good data, never an error."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.money import money
from core.domain.priced_cdr import PricedCdr


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
