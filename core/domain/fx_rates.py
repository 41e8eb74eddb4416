"""Rates by pair and day: the last one known, and through the euro where no pair is stated.

The ECB states each currency against the euro, so two others meet there: a dollar in pounds is
EUR/GBP over EUR/USD. The id of such a rate names the days of both, so that it says for ever which
two it was made of, whatever becomes known later.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from core.domain.fx_rate import FxRate

PIVOT: Final = "EUR"
_DIGITS: Final = Context(prec=12, rounding=ROUND_HALF_EVEN)
"""A rate through the euro has twelve significant digits."""


class FxRates:
    """Rates that can be asked for; of a pair either direction is the same."""

    def __init__(self, rates: Iterable[FxRate] = ()) -> None:
        """Sort them by pair and day."""
        self._by_id: dict[str, FxRate] = {}
        self._by_pair: dict[frozenset[str], list[FxRate]] = defaultdict(list)
        for one in sorted(rates, key=lambda one: one.day):
            self._by_id[one.rate_id] = one
            self._by_pair[frozenset((one.base, one.quote))].append(one)

    def last(self, base: str, quote: str, day: date) -> FxRate | None:
        """The last rate that was known on a day: of the pair, else through the euro."""
        stated = self._stated(base, quote, day)
        if stated is not None or PIVOT in (base, quote):
            return stated
        of_base, of_quote = (self._stated(PIVOT, one, day) for one in (base, quote))
        if of_base is None or of_quote is None:
            return None
        return _crossed(base, quote, of_base, of_quote)

    def named(self, rate_id: str) -> FxRate | None:
        """The rate of that id; None where it, or what it was made of, is not known."""
        if rate_id in self._by_id:
            return self._by_id[rate_id]
        currencies, _, days = rate_id.partition("@")
        parts = currencies.split("/")
        if len(parts) != 3 or parts[1] != PIVOT:
            return None
        base, _, quote = parts
        first, _, second = days.partition("+")
        of_base, of_quote = self._on(base, first), self._on(quote, second or first)
        if of_base is None or of_quote is None:
            return None
        return _crossed(base, quote, of_base, of_quote)

    def _on(self, currency: str, day: str) -> FxRate | None:
        """The rate between the euro and a currency that was stated on that very day."""
        there = self._by_id.get(f"{PIVOT}/{currency}@{day}")
        return there or self._by_id.get(f"{currency}/{PIVOT}@{day}")

    def _stated(self, base: str, quote: str, day: date) -> FxRate | None:
        rates = self._by_pair.get(frozenset((base, quote)), ())
        after = bisect_right(rates, day, key=lambda one: one.day)
        return rates[after - 1] if after else None


def _crossed(base: str, quote: str, of_base: FxRate, of_quote: FxRate) -> FxRate:
    exact = _a_euro_in(of_quote) / _a_euro_in(of_base)
    return FxRate(
        base=base,
        quote=quote,
        rate=_DIGITS.divide(Decimal(exact.numerator), Decimal(exact.denominator)),
        day=max(of_base.day, of_quote.day),
        source=f"{of_base.rate_id} {of_base.rate} and {of_quote.rate_id} {of_quote.rate}",
        through=(of_base, of_quote),
    )


def _a_euro_in(rate: FxRate) -> Fraction:
    """Units of the other currency for one euro."""
    return Fraction(rate.rate) if rate.base == PIVOT else 1 / Fraction(rate.rate)
