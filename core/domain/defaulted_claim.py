"""What one collection left unpaid when its party was taken to be in default, and who bears it.

Of what will never come a CPO bears its part where it was to be paid only with the partner's money:
nobody promised it more. All else is the network's loss.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from core.domain.instruction import Instruction
from core.domain.money import rounded_ratio


@dataclass(frozen=True, slots=True)
class Settled:
    """What an amount did to a claim, each in minor units and 0 or more."""

    owed: int = 0
    lost: int = 0
    """Of what was written off, and came after all."""
    drawn: int = 0
    """Of what its deposit had paid, and is lodged again."""

    @property
    def total(self) -> int:
        """All of it."""
        return self.owed + self.lost + self.drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class CpoRisk:
    """One payout that waited for the partner's money, and what of the loss its CPO bears."""

    hold_id: str
    cpo: str
    currency: str
    at_risk_minor: int
    """What of it is for sessions that stand, 0 or more."""
    borne_minor: int = 0
    """What of it is booked as lost."""
    moves: int = 0
    """How often that changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultedClaim:
    """One collection that was recalled; amounts in minor units of its currency, 0 or more."""

    collection: Instruction
    parties: frozenset[str]
    """Whose debts it asked for: the party itself, and those that netted as one with it."""
    account: str
    """Where what is owed lies."""
    owed_minor: int
    lost_minor: int
    """Written off, and not come after all."""
    drawn_minor: int = 0
    """Paid from what the party had lodged."""
    came_minor: int = 0
    """Paid by itself, before the default or after it, or offset."""
    risks: tuple[CpoRisk, ...] = ()
    changed_at: datetime
    """When something last changed."""

    @property
    def claim_id(self) -> str:
        """That of the collection."""
        return self.collection.instruction_id

    @property
    def open_minor(self) -> int:
        """What the party would have to pay to be even."""
        return self.owed_minor + self.lost_minor

    def paid(self, amount_minor: int) -> tuple[Self, Settled]:
        """So much came, no more than is open: what is owed first, then what was written off."""
        assert 0 < amount_minor <= self.open_minor, (self.claim_id, amount_minor)
        owed = min(amount_minor, self.owed_minor)
        did = Settled(owed, amount_minor - owed)
        came = self.came_minor + amount_minor
        return replace(self._without(did), came_minor=came), did

    def taken_back(self, amount_minor: int) -> tuple[Self, Settled]:
        """Sessions of it were taken back: what nobody paid for them is not given back in cash."""
        owed = min(amount_minor, self.owed_minor)
        lost = min(amount_minor - owed, self.lost_minor)
        drawn = min(amount_minor - owed - lost, self.drawn_minor)
        did = Settled(owed, lost, drawn)
        return self._without(did), did

    def written_off(self) -> Self:
        """Nobody waits any more for what is owed."""
        return replace(self, owed_minor=0, lost_minor=self.open_minor)

    def less_risk(self, hold_id: str, amount_minor: int) -> Self:
        """Sessions of a payout that waited are taken back: so much of it is for none."""
        risks = (
            replace(one, at_risk_minor=one.at_risk_minor - amount_minor)
            if one.hold_id == hold_id
            else one
            for one in self.risks
        )
        return replace(self, risks=tuple(risks))

    def shared(self) -> tuple[Self, tuple[tuple[CpoRisk, int], ...]]:
        """Each CPO bears the same part of its risk as is lost of the whole; no more than is lost.

        Returns:
            The claim after it, and (risk after it, how much more its CPO bears) where that changed.
        """
        whole = self.open_minor + self.drawn_minor + self.came_minor
        left, risks, changes = self.lost_minor, [], []
        for one in self.risks:
            borne = rounded_ratio(one.at_risk_minor * self.lost_minor, whole) if whole else 0
            if one.currency == self.collection.currency:
                borne = min(borne, left)
                left -= borne
            more, after = borne - one.borne_minor, one
            if more:
                after = replace(one, borne_minor=borne, moves=one.moves + 1)
                changes.append((after, more))
            risks.append(after)
        return replace(self, risks=tuple(risks)), tuple(changes)

    def _without(self, did: Settled) -> Self:
        return replace(
            self,
            owed_minor=self.owed_minor - did.owed,
            lost_minor=self.lost_minor - did.lost,
            drawn_minor=self.drawn_minor - did.drawn,
        )
