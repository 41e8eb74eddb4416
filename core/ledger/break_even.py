"""When terms pay off, exactly: commission against extra sessions, membership, card cost, waiting.

Closed forms over exact ratios; shares are fractions of 1, money is in major units. These are the
questions that need no simulation, and one of them shows where our own model loses.
"""

from dataclasses import dataclass
from fractions import Fraction

from core.domain.errors import InvalidValueError

YEAR_DAYS = 365


def cannibalised_max(margin_bp: int, commission_bp: int) -> Fraction:
    """The share of roaming sessions that the CPO would have had anyway, up to which roaming pays.

    Every roaming session earns the margin less the commission; every one that would have come
    anyway would have earned the margin: ``s * m < m - c``.

    Args:
        margin_bp: The CPO's margin on a session, in 1/10,000 of net; above 0.
        commission_bp: The commission, in 1/10,000 of net.

    Returns:
        Between 0 and 1; 0 where the commission eats the margin.

    Raises:
        InvalidValueError: No margin above 0.
    """
    if margin_bp <= 0:
        raise InvalidValueError(f"margin_bp: wanted above 0, found {margin_bp}")
    return max(Fraction(0), 1 - Fraction(commission_bp, margin_bp))


def membership_sessions(membership: Fraction, net: Fraction, commission_bp: int) -> Fraction:
    """Sessions a year above which a membership is cheaper than a commission.

    Args:
        membership: A year, in major units.
        net: Of one session before VAT, in major units; above 0.
        commission_bp: In 1/10,000 of net; above 0.

    Raises:
        InvalidValueError: A session or a commission of nothing.
    """
    if net <= 0 or commission_bp <= 0:
        raise InvalidValueError(
            f"membership: wanted net and commission above 0, found {net} and {commission_bp}"
        )
    return membership / (net * Fraction(commission_bp, 10_000))


def card_share(gross: Fraction, fixed: Fraction, rate_bp: int) -> Fraction:
    """Card cost as a share of the gross amount of a session.

    Raises:
        InvalidValueError: No amount above 0.
    """
    if gross <= 0:
        raise InvalidValueError(f"gross: wanted above 0, found {gross}")
    return fixed / gross + Fraction(rate_bp, 10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a CPO weighs; money in major units, before VAT unless named."""

    commission_bp: int
    margin_bp: int
    """Of a session, in 1/10,000 of net."""
    net: Fraction
    """Of a session."""
    gross: Fraction
    """Of a session, with VAT."""
    membership: Fraction
    """A year, at a hub that takes no commission."""
    card_fixed: Fraction
    card_rate_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Where an offer turns."""

    cannibalised_max: Fraction
    """Share of sessions that would have come anyway, up to which roaming pays."""
    membership_sessions: Fraction
    """Sessions a year above which the membership is cheaper than the commission."""
    commission: Fraction
    """Of a session."""
    card_cost: Fraction
    """Of a session."""
    card_share: Fraction
    """Of its gross."""

    @property
    def is_eaten_by_card(self) -> bool:
        """Whether collecting by card costs more than the commission brings."""
        return self.card_cost > self.commission


def break_even(offer: Offer) -> BreakEven:
    """Where an offer turns.

    Raises:
        InvalidValueError: A margin, commission or session of nothing.
    """
    share = card_share(offer.gross, offer.card_fixed, offer.card_rate_bp)
    return BreakEven(
        cannibalised_max=cannibalised_max(offer.margin_bp, offer.commission_bp),
        membership_sessions=membership_sessions(offer.membership, offer.net, offer.commission_bp),
        commission=offer.net * Fraction(offer.commission_bp, 10_000),
        card_cost=share * offer.gross,
        card_share=share,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTurnover:
    """What charge points of one kind turn over in a day."""

    sessions_per_evse: Fraction
    """A day."""
    turnover: Fraction
    """Of all EVSEs a day, in major units, as the price includes VAT or not."""


def turnover_of(
    evses: int, utilisation_bp: int, minutes: int, price_per_kwh: Fraction, kwh: Fraction
) -> SiteTurnover:
    """Turnover of equal sessions at a utilisation.

    Args:
        evses: How many.
        utilisation_bp: Part of the day in use, in 1/10,000.
        minutes: Of a session; above 0.
        price_per_kwh: In major units.
        kwh: Of a session.
    """
    if minutes <= 0:
        raise InvalidValueError(f"minutes: wanted above 0, found {minutes}")
    sessions = Fraction(24 * 60 * utilisation_bp, 10_000 * minutes)
    return SiteTurnover(sessions_per_evse=sessions, turnover=evses * sessions * kwh * price_per_kwh)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCost:
    """What being paid sooner is worth."""

    freed: Fraction
    """Working capital that is free once, in major units."""
    yearly: Fraction
    """Its cost a year, in major units."""
    of_turnover: Fraction
    """The same as a share of the turnover."""


def waiting_cost(turnover: Fraction, days: int, sooner_days: int, capital_bp: int) -> WaitingCost:
    """What payment after ``sooner_days`` instead of ``days`` is worth.

    Args:
        turnover: A day, in major units.
        days: Payment after so many.
        sooner_days: Payment after fewer.
        capital_bp: Cost of capital a year, in 1/10,000.

    Raises:
        InvalidValueError: It is not sooner.
    """
    if not 0 <= sooner_days < days:
        raise InvalidValueError(f"sooner: wanted 0 to below {days} days, found {sooner_days}")
    saved = days - sooner_days
    freed = turnover * saved
    yearly = freed * Fraction(capital_bp, 10_000)
    of_turnover = Fraction(saved * capital_bp, YEAR_DAYS * 10_000)
    return WaitingCost(freed=freed, yearly=yearly, of_turnover=of_turnover)
