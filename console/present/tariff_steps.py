"""A price as a waterfall: what each component adds, the sum before taxes, the taxes, the total."""

from collections.abc import Iterator
from decimal import Decimal

from console.present.amount_text import MINUS
from console.present.money_steps import MoneySteps
from console.present.run_results import WaterfallBar
from core.domain.money import exponent_of
from core.domain.rounded_price import RoundedPrice
from core.pricing.explain_lines import amount_words, rate_words, title_of


def price_steps(price: RoundedPrice) -> MoneySteps:
    """The bars of a price in whole minor units; none where it costs nothing at all."""
    if not price.lines:
        return MoneySteps({})
    return MoneySteps({price.currency: tuple(_bars(price))})


def _bars(price: RoundedPrice) -> Iterator[WaterfallBar]:
    """Before taxes as far as that is known, else what is paid with them."""
    gross = price.before_taxes is None
    level = 0
    for one in price.lines:
        amount = one.after_taxes if gross else one.before_taxes
        if amount is not None:
            level += _minor(amount, price.currency)
            yield _step(title_of(one.line), amount, level, price.currency)
    if not gross and (price.taxes or price.after_taxes is None):
        yield _total("Before taxes", level, price.currency)
    for tax in price.taxes:
        if tax.amount:
            level += _minor(tax.amount, price.currency)
            yield _step(rate_words(tax.vat_pct), tax.amount, level, price.currency)
    if price.after_taxes is not None:
        yield _total("Total", level, price.currency)


def _step(title: str, amount: Decimal, level: int, currency: str) -> WaterfallBar:
    """A bar that hangs from its end: ``StepsPlot`` takes what is below the level as negative."""
    text = f"{MINUS if amount < 0 else ''}{abs(amount):,f}"
    after = amount_words(Decimal(level).scaleb(-exponent_of(currency)), currency)
    return WaterfallBar(
        title,
        -_minor(amount, currency),
        level,
        text,
        is_total=False,
        reading=f"{title}\n{text} {currency}\n{after} so far",
    )


def _total(title: str, level: int, currency: str) -> WaterfallBar:
    text = f"{Decimal(level).scaleb(-exponent_of(currency)):,f}"
    return WaterfallBar(title, level, 0, text, is_total=True, reading=f"{title}\n{text} {currency}")


def _minor(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(exponent_of(currency)))
