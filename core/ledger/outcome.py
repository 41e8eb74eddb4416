"""What a session leaves to each side, costs and gifts counted: the figures that terms change.

Before VAT, in minor units. The sides add up to what the session costs at the public tariff.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final, Self

from core.domain.priced_cdr import PricedCdr
from core.domain.waterfall import Actor
from core.ledger.run_steps import Part
from core.ledger.split import Split


@dataclass(frozen=True, slots=True)
class Outcome:
    """What each side has in the end."""

    cpo: int = 0
    """Of the session, less all that it pays."""
    dp: int = 0
    """Its share and what it keeps of the public tariff under wholesale, less all that it pays."""
    network: int = 0
    """Commission and fees, less shares, card cost and rebates that it bears."""
    others: int = 0
    """Third parties, as site hosts."""
    driver: int = 0
    """Rebates."""
    card: int = 0
    """Whoever collects by card."""

    def __add__(self, other: Self) -> Self:
        """Of both together."""
        both = zip(astuple(self), astuple(other), strict=True)
        return type(self)(*(one + another for one, another in both))

    @property
    def total(self) -> int:
        """All sides together."""
        return sum(astuple(self))


NOTHING: Final = Outcome()


def outcome_of(priced: PricedCdr, parts: Split) -> Outcome:
    """What a session leaves to each side."""
    kept = Outcome(cpo=parts.net, dp=priced.excl_minor - parts.net)
    return kept + moved_between(parts.parts)


def moved_between(parts: Iterable[Part]) -> Outcome:
    """What parts move from side to side; the sides add up to nothing."""
    held = dict.fromkeys(Actor, 0)
    others = 0
    for part in parts:
        held[Actor(part.step.payer)] -= part.amount
        if part.step.is_third_party:
            others += part.amount
        else:
            held[Actor(part.step.payee)] += part.amount
    return Outcome(
        cpo=held[Actor.CPO],
        dp=held[Actor.DP],
        network=held[Actor.NETWORK],
        others=others,
        driver=held[Actor.DRIVER],
        card=held[Actor.CARD],
    )
