"""What a run came to: figures with their units, variants side by side, and where the money went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.present.amount_text import MINUS, NOTHING, money_text
from core.domain.money import EXPONENTS, exponent_of
from core.service.snapshot import CurrencySummary, Summary

_UNITS: Final = {"kwh": "kWh", "pct": "%", "min": "min", "s": "s", "h": "h"}
_SEPARATOR: Final = "."


@dataclass(frozen=True, slots=True)
class KpiTable:
    """Figures by name (rows) and variant (columns)."""

    variants: tuple[str, ...]
    """One title a column; a single empty title for a run without variants."""
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Name, unit, and one text a variant."""


def kpi_table(kpis: Mapping[str, float]) -> KpiTable:
    """The figures of a run; names of the form ``VARIANT.name_unit`` make one column a variant.

    A run with variants has the figures of its first one also without a name; these are left out.
    """
    places = {tuple(name.rpartition(_SEPARATOR)[::2]): value for name, value in kpis.items()}
    variants = tuple(dict.fromkeys(variant for variant, _ in places if variant)) or ("",)
    figures = dict.fromkeys(figure for variant, figure in places if variant in variants)
    rows = []
    for figure in figures:
        texts = tuple(_figure_text(figure, places.get((variant, figure))) for variant in variants)
        rows.append((*_name_and_unit(figure), texts))
    rows.sort(key=lambda row: row[1] not in EXPONENTS)  # Money first; sorting keeps the rest.
    return KpiTable(variants, tuple(rows))


def _currency_of(figure: str) -> str | None:
    """``EUR`` of ``gross_minor_eur``."""
    _, found, currency = figure.rpartition("_minor_")
    return currency.upper() if found else None


def _name_and_unit(figure: str) -> tuple[str, str]:
    currency = _currency_of(figure)
    if currency is not None:
        return _words(figure.rpartition("_minor_")[0]), currency
    for ending, unit in _UNITS.items():
        if figure.endswith(f"_{ending}"):
            return _words(figure.removesuffix(f"_{ending}")), unit
    return _words(figure), ""


def _words(name: str) -> str:
    words = name.replace("_", " ").replace("vat", "VAT").replace("cpo", "CPO").replace("dp ", "DP ")
    return words[:1].upper() + words[1:]


def _figure_text(figure: str, value: float | None) -> str:
    if value is None:
        return NOTHING
    currency = _currency_of(figure)
    if currency is not None:
        return money_text(round(value), currency)
    counts = value.is_integer() and not _name_and_unit(figure)[1]
    decimals = 0 if counts else 2
    return f"{MINUS if value < 0 else ''}{abs(value):,.{decimals}f}"


def currencies_by_size(summary: Summary) -> list[str]:
    """The currencies of the books, the one with the largest turnover first."""
    totals = summary.by_currency
    return sorted(totals, key=lambda currency: (-totals[currency].gross, currency))


@dataclass(frozen=True, slots=True)
class WaterfallBar:
    """One step from gross to the CPO's net: a bar that hangs where the last one ended."""

    title: str
    amount_minor: int
    start_minor: int
    """Where the bar begins; 0 for totals."""
    text: str
    is_total: bool
    reading: str = ""
    """What is read off it, a line each; empty: what is true of money that is parted."""
    after_minor: int | None = None
    """Where the next bar begins; None: a total's height, or where a step that takes ends."""

    @property
    def level_minor(self) -> int:
        """Where the money stands after it."""
        if self.after_minor is not None:
            return self.after_minor
        return self.amount_minor if self.is_total else self.start_minor


def waterfall_of(totals: CurrencySummary, currency: str) -> tuple[WaterfallBar, ...]:
    """From the public tariff to the CPO's net: what each party and the state took on the way.

    The CPO's part of the card cost is what the identity of ``CurrencySummary`` leaves for it.
    """
    borne = totals.gross - totals.vat - totals.dp_share - totals.commission - totals.cpo_net
    borne -= totals.others
    wholesale = totals.gross_at_tariff - totals.gross
    parts = (
        ("VAT", totals.vat),
        ("DP share", totals.dp_share),
        ("Commission", totals.commission),
        ("Hosts, rebates", totals.others),
        ("Card cost", borne),
    )
    bars = [_total("Gross at tariff", totals.gross_at_tariff, currency)]
    if wholesale:
        bars.append(_part("Wholesale, other VAT", wholesale, totals.gross, currency))
        bars.append(_total("Owed by DPs", totals.gross, currency))
    level = totals.gross
    for title, amount in parts:
        level -= amount
        if amount:
            bars.append(_part(title, amount, level, currency))
    return (*bars, _total("CPO net", totals.cpo_net, currency))


def _total(title: str, amount: int, currency: str) -> WaterfallBar:
    return WaterfallBar(title, amount, 0, money_text(amount, currency), is_total=True)


def _part(title: str, amount: int, level: int, currency: str) -> WaterfallBar:
    return WaterfallBar(title, amount, level, money_text(-amount, currency), is_total=False)


def major_units(amount_minor: int, currency: str) -> float:
    """An amount as a length on a plot; never for sums, which stay in minor units."""
    return float(amount_minor / 10.0 ** exponent_of(currency))
