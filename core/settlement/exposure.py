"""What the network risks with a Demand Partner, and whether it lets one more session begin."""

from dataclasses import dataclass

from core.domain.settlement_rules import CreditLine, CreditMode


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditExposure:
    """One partner, in the currency that it settles in; amounts in minor units."""

    demand_partner: str
    currency: str
    line: CreditLine
    receivable_minor: int
    """Posted sessions that no cycle has asked it for, disputed ones among them."""
    waiting_minor: int
    """Sessions that wait out a dispute window, apart from the books."""
    unpaid_minor: int
    """Asked for, and not confirmed by the bank."""
    open_minor: int
    """Sessions under way: what was put aside for them, and what whoever runs them tells."""
    lodged_minor: int
    """Its wallet or deposit, what is put aside of it for sessions included."""

    @property
    def used_minor(self) -> int:
        """What it owes, and what sessions under way may cost."""
        return self.receivable_minor + self.waiting_minor + self.unpaid_minor + self.open_minor

    @property
    def at_risk_minor(self) -> int:
        """What of that nothing covers; 0 or above."""
        return max(0, self.used_minor - self.lodged_minor)

    @property
    def limit_minor(self) -> int | None:
        """The network's credit; None: without limit. A wallet has none unless it is stated."""
        if self.line.limit_minor is None and self.line.mode is CreditMode.PREFUNDED:
            return 0
        return self.line.limit_minor

    @property
    def headroom_minor(self) -> int | None:
        """What it may still use; below zero it is over its limit; None: without limit."""
        if self.limit_minor is None:
            return None
        return self.limit_minor + self.lodged_minor - self.used_minor

    @property
    def is_over(self) -> bool:
        """Whether it used more than it may."""
        return self.headroom_minor is not None and self.headroom_minor < 0

    @property
    def deposit_missing_minor(self) -> int:
        """What of the deposit that was agreed is not lodged; 0 or above."""
        return max(0, self.line.deposit_minor - self.lodged_minor)


@dataclass(frozen=True, slots=True)
class AuthorisationDecision:
    """Whether a session may begin on a partner's account."""

    allowed: bool
    reason: str
    """Why not; empty where it may."""


def decide_authorisation(exposure: CreditExposure, asked_minor: int) -> AuthorisationDecision:
    """Whether a session that may cost so much may begin.

    Only a partner that stops at its limit is refused; what happened anyway is posted all the same.

    Args:
        exposure: The partner as it stands, other sessions under way included.
        asked_minor: The most that the session may cost, above zero.
    """
    headroom = exposure.headroom_minor
    if headroom is None or asked_minor <= headroom or not exposure.line.stops_at_limit:
        return AuthorisationDecision(allowed=True, reason="")
    return AuthorisationDecision(
        allowed=False,
        reason=(
            f"{exposure.demand_partner}: wanted {asked_minor} minor units of {exposure.currency} "
            f"within its limit, found {headroom} left"
        ),
    )
