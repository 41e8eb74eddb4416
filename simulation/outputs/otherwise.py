"""What is otherwise in a replay: prices, terms, what a DP adds, and how demand answers to it.

A real session is kept as it was; only what it costs and how that is parted is worked out anew, by
the engines that price and part every session. Demand of constant elasticity answers to the price
that the driver pays: of a session that costs p' instead of p, (p' / p) ** elasticity are left.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from core.domain.agreement import ANY, Agreement
from core.domain.cdr import Cdr
from core.domain.errors import InvalidValueError
from core.domain.money import RoundingMode, rounded_ratio
from core.domain.priced_cdr import PricedCdr
from core.domain.rounding import RoundingPolicy
from core.domain.tariff import PriceLimit, Tariff, TariffElement
from core.pricing.price import price
from core.service.known import Known

WHOLE_BP: Final = 10_000
PPM: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """One way in which everything might have been; as it is given, nothing is otherwise."""

    terms: Agreement | None = None
    """Instead of those that held, for the sessions that they are for."""
    tariffs: tuple[Tariff, ...] = ()
    """Instead of the CPO's, for sessions in their currency."""
    price_bp: int = WHOLE_BP
    """Prices of the public tariff, in 1/10,000 of what they are."""
    cpo: str = ANY
    """Whose tariffs and prices are otherwise."""
    markup_bp: int = 0
    """What every DP adds to the public tariff, in 1/10,000."""
    elasticity: Decimal = Decimal(0)
    """Demand goes with the price to this power; 0: it does not answer."""
    capital_bp: int = 0
    """What money costs a year, in 1/10,000."""

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            InvalidValueError: A price of nothing or less, or demand that grows with the price.
        """
        for name, low, high in (
            ("price_bp", 1, 100 * WHOLE_BP),
            ("markup_bp", 0, 10 * WHOLE_BP),
            ("elasticity", -10, 0),
            ("capital_bp", 0, WHOLE_BP),
        ):
            found = getattr(self, name)
            if not low <= found <= high:
                raise InvalidValueError(f"{name}: wanted {low} to {high}, found {found}")

    def priced(self, held: PricedCdr, known: Known, rounding: RoundingPolicy) -> PricedCdr:
        """The session at the prices that are otherwise; as it was, where none are.

        Raises:
            RoamingError: The rules leave its price unknown.
        """
        cdr = held.cdr
        if self.cpo not in {ANY, cdr.cpo}:
            return held
        tariffs, record = self._tariffs(cdr, held, known)
        if not tariffs:
            return held
        return price(record, tariffs, known.time_zone_of(cdr), rounding=rounding)

    def _tariffs(self, cdr: Cdr, held: PricedCdr, known: Known) -> tuple[tuple[Tariff, ...], Cdr]:
        """Tariffs that are otherwise, and the record for them; none where prices stay."""
        given = tuple(one for one in self.tariffs if one.currency == held.currency)
        if given:
            periods = tuple(replace(one, tariff_id=None) for one in cdr.charging_periods)
            cdr = replace(cdr, tariff_id=None, charging_periods=periods)
        elif self.price_bp != WHOLE_BP:
            own = known.tariff_version(cdr.cpo, held.tariff_id, held.tariff_version)
            given = () if own is None else (own, *known.other_tariffs(cdr, own))
        return tuple(scaled(one, self.price_bp) for one in given), cdr

    def left_ppm(self, before_minor: int, after_minor: int) -> int:
        """How much of a session is left, in millionths; all of one that was free."""
        if not self.elasticity or before_minor <= 0 or after_minor <= 0:
            return PPM
        ratio = Decimal(after_minor) / Decimal(before_minor)
        return int((ratio**self.elasticity * PPM).to_integral_value())


def scaled(tariff: Tariff, price_bp: int) -> Tariff:
    """The tariff with every price and limit times that; exact."""
    if price_bp == WHOLE_BP:
        return tariff
    part = Decimal(price_bp) / WHOLE_BP
    return replace(
        tariff,
        elements=tuple(_scaled_element(one, part) for one in tariff.elements),
        min_price=_scaled_limit(tariff.min_price, part),
        max_price=_scaled_limit(tariff.max_price, part),
    )


def part_of(amount_minor: int, part_bp: int) -> int:
    """A part of an amount, rounded to whole minor units."""
    return rounded_ratio(amount_minor * part_bp, WHOLE_BP, RoundingMode.HALF_EVEN)


def _scaled_element(element: TariffElement, part: Decimal) -> TariffElement:
    components = (replace(one, price=one.price * part) for one in element.price_components)
    return replace(element, price_components=tuple(components))


def _scaled_limit(limit: PriceLimit | None, part: Decimal) -> PriceLimit | None:
    if limit is None:
        return None
    after = None if limit.after_taxes is None else limit.after_taxes * part
    return replace(limit, before_taxes=limit.before_taxes * part, after_taxes=after)
