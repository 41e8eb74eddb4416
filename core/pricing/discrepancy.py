"""What a CDR says it costs, against what we say: a fact about good data, never an error."""

from dataclasses import dataclass

from core.domain.money import money
from core.domain.priced_cdr import PricedCdr


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """The CPO's total and ours, before VAT, in minor units."""

    ours_minor: int
    theirs_minor: int

    @property
    def difference_minor(self) -> int:
        """Theirs less ours."""
        return self.theirs_minor - self.ours_minor


def discrepancy(priced: PricedCdr) -> Discrepancy | None:
    """The difference to the total in the CDR; None where it names no total, or they agree."""
    claimed = priced.cdr.total_cost
    if claimed is None:
        return None
    theirs = money(claimed.excl_vat, priced.currency).amount_minor
    if theirs == priced.excl_minor:
        return None
    return Discrepancy(ours_minor=priced.excl_minor, theirs_minor=theirs)
