"""The price before the session: what is shown before plugging in, by the rules that bill it after.

A quote is priced as if the session had happened: by the same engine, with the same lines. Its
figures hold for a session that begins when it says and goes as it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.cdr import ChargingPeriod
from core.domain.rounded_price import RoundedLine, RoundedPrice
from core.domain.rounding import MINOR_UNIT, RoundingPolicy
from core.domain.tariff import Tariff
from core.domain.usage import Usage
from core.pricing.demand import Demand
from core.pricing.explain import Explanation, explained
from core.pricing.explain_lines import title_of
from core.pricing.price import price_exactly
from core.pricing.quoted_prices import QuotedPrice, quoted_prices
from core.pricing.round_price import rounded_price
from core.pricing.tariff_in_force import tariffs_of_periods
from core.pricing.time_zones import zone_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Plug:
    """Where and when a session would begin."""

    start: datetime
    """In UTC."""
    time_zone: str | None = None
    """IANA name of the location's zone; None takes the country's, with a note."""
    country_code: str = ""
    """ISO 3166 alpha-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a session would cost."""

    plug: Plug
    demand: Demand
    tariff: Tariff
    expires: datetime | None
    """A session that begins then is priced by another tariff; None: nobody knows of one."""
    prices: tuple[QuotedPrice, ...]
    """In the order in which the driver must see them."""
    explanation: Explanation
    """The session in lines and sentences."""

    @property
    def price(self) -> RoundedPrice:
        """The lines and the totals."""
        return self.explanation.price


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """What a shorter or a longer stay costs."""

    stay_s: int
    energy_kwh: Decimal
    before_taxes: Decimal | None
    after_taxes: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """How a line becomes another by a longer stay."""

    title: str
    now: RoundedLine | None
    """None: there is no such line yet."""
    then: RoundedLine | None
    """None: there is no such line any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StayChange:
    """What a longer stay changes."""

    extra_s: int
    now: RoundedPrice
    then: RoundedPrice
    lines: tuple[LineChange, ...]
    """Only those that change."""


def quote(
    tariffs: Tariff | Sequence[Tariff],
    demand: Demand,
    plug: Plug,
    rounding: RoundingPolicy = MINOR_UNIT,
) -> Quote:
    """What a session would cost.

    Args:
        tariffs: All that may apply; the one in force at the start does.
        demand: The stay.
        plug: Where and when.
        rounding: As the price will be rounded.

    Raises:
        InvalidValueError: Not an IANA time zone.
    """
    tariff = _in_force(tariffs, plug)
    told = explained(_usage(tariff, demand, plug), tariff, plug.time_zone, rounding=rounding)
    return Quote(
        plug=plug,
        demand=demand,
        tariff=tariff,
        expires=_expiry(tariffs, tariff, plug),
        prices=quoted_prices(tariff),
        explanation=told,
    )


def _in_force(tariffs: Tariff | Sequence[Tariff], plug: Plug) -> Tariff:
    offered = (tariffs,) if isinstance(tariffs, Tariff) else tariffs
    moment = (ChargingPeriod(start=plug.start),)
    probe = Usage(start=plug.start, end=plug.start, charging_periods=moment)
    (found,), _ = tariffs_of_periods(probe, offered)
    return found


def _expiry(tariffs: Tariff | Sequence[Tariff], tariff: Tariff, plug: Plug) -> datetime | None:
    """The end of its validity, or the instant from which on another one is in force."""
    offered = (tariffs,) if isinstance(tariffs, Tariff) else tariffs
    turns = {edge for one in offered for edge in (one.start, one.end, one.last_updated) if edge}
    for turn in sorted(edge for edge in turns if edge > plug.start):
        later = Plug(start=turn)
        if not tariff.is_valid_at(turn) or _in_force(offered, later) is not tariff:
            return turn
    return None


def _usage(tariff: Tariff, demand: Demand, plug: Plug) -> Usage:
    zone, _ = zone_for(plug.time_zone, plug.country_code)
    return demand.usage(plug.start, tariff, zone, plug.country_code)


def curve_over_time(found: Quote, until_s: int, points: int) -> tuple[CurvePoint, ...]:
    """The price by the length of the stay, from none to ``until_s``, at even distances.

    The vehicle charges as in the quote and then stays connected.
    """
    assert points > 1, "a curve has two ends"
    stays_s = [until_s * number // (points - 1) for number in range(points)]
    return tuple(_point(found, found.demand.within(stay_s)) for stay_s in stays_s)


def curve_over_energy(found: Quote, points: int) -> tuple[CurvePoint, ...]:
    """The price by the energy taken, up to that of the quote, unplugged as soon as it is there."""
    return curve_over_time(found, found.demand.charging_s, points)


def _point(found: Quote, demand: Demand) -> CurvePoint:
    price = _price(found, demand)
    return CurvePoint(
        stay_s=demand.stay_s,
        energy_kwh=demand.energy_kwh,
        before_taxes=price.before_taxes,
        after_taxes=price.after_taxes,
    )


def _price(found: Quote, demand: Demand) -> RoundedPrice:
    usage = _usage(found.tariff, demand, found.plug)
    exact = price_exactly(usage, found.tariff, found.plug.time_zone)
    return rounded_price(exact, found.price.policy)


def stay_longer(found: Quote, extra_s: int) -> StayChange:
    """What changes if the vehicle is left connected for some time more."""
    then = _price(found, found.demand.within(found.demand.stay_s + extra_s))
    before = {_identity(one): one for one in found.price.lines}
    after = {_identity(one): one for one in then.lines}
    titles = {key: title_of(one.line) for key, one in (before | after).items()}
    changes = (
        LineChange(title=title, now=before.get(key), then=after.get(key))
        for key, title in titles.items()
    )
    return StayChange(
        extra_s=extra_s,
        now=found.price,
        then=then,
        lines=tuple(one for one in changes if _differ(one.now, one.then)),
    )


def _differ(one: RoundedLine | None, other: RoundedLine | None) -> bool:
    return (
        one is None
        or other is None
        or (one.line.quantity, one.before_taxes, one.after_taxes)
        != (other.line.quantity, other.before_taxes, other.after_taxes)
    )


def _identity(one: RoundedLine) -> tuple[object, ...]:
    line = one.line
    return line.kind, line.context, line.element, line.component
