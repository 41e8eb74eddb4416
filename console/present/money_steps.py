"""The waterfall of money, one a currency: what is read off each bar, and the bars as a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.present.amount_text import money_text
from console.present.plot_table import PlotTable
from console.present.run_results import WaterfallBar, currencies_by_size, waterfall_of
from core.service.snapshot import Summary


@dataclass(frozen=True, slots=True)
class MoneySteps:
    """Bars from gross to net, by currency; the currency with the largest turnover first."""

    by_currency: Mapping[str, tuple[WaterfallBar, ...]]

    @property
    def currencies(self) -> tuple[str, ...]:
        """What there is to choose from."""
        return tuple(self.by_currency)


def money_steps(summary: Summary) -> MoneySteps:
    """The waterfalls of all currencies that have a turnover."""
    totals = summary.by_currency
    return MoneySteps(
        {
            currency: waterfall_of(totals[currency], currency)
            for currency in currencies_by_size(summary)
            if totals[currency].gross_at_tariff or totals[currency].gross
        }
    )


def bar_text(bars: tuple[WaterfallBar, ...], number: int, currency: str) -> str:
    """The exact amount of a bar, what it is of the first, and what is left after it."""
    bar, whole = bars[number], bars[0].amount_minor
    if bar.reading:
        return bar.reading
    lines = [bar.title, f"{bar.text} {currency}"]
    if number and whole:
        lines.append(f"{share_text(bar.amount_minor, whole)} of {bars[0].title}")
    if not bar.is_total:
        lines.append(f"{money_text(bar.start_minor, currency)} {currency} left")
    return "\n".join(lines)


def share_text(part: int, whole: int) -> str:
    """``21.07 %``, half up, of whole numbers alone."""
    hundredths = (abs(part) * 20_000 + abs(whole)) // (2 * abs(whole))
    sign = "\N{MINUS SIGN}" if part * whole < 0 else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d} %"


def plain_amount(amount_minor: int, currency: str) -> str:
    """``-1234.50``: an amount for a file, exact, without grouping."""
    text = money_text(amount_minor, currency).replace(",", "")
    return text.replace("\N{MINUS SIGN}", "-")


def steps_table(bars: tuple[WaterfallBar, ...], currency: str) -> PlotTable:
    """A row a bar; what was taken is below zero."""
    rows = [
        (
            bar.title,
            plain_amount(bar.amount_minor if bar.is_total else -bar.amount_minor, currency),
            currency,
            "total" if bar.is_total else "step",
        )
        for bar in bars
    ]
    return PlotTable(("step", "amount", "currency", "kind"), rows)


def steps_summary(bars: tuple[WaterfallBar, ...], currency: str) -> str:
    """The waterfall in words."""
    return ", ".join(f"{bar.title} {bar.text} {currency}" for bar in bars)
