"""Exchange rates and open FX positions as rows of tables for a terminal."""

from collections.abc import Sequence

from core.domain.fx_rate import FxRate
from core.service.trade_currency import CurrencyPosition

RATE_COLUMNS = ("Rate", "Day", "Units", "Source")
POSITION_COLUMNS = ("Open", "Rate", "Worth", "")


def rate_rows(rates: Sequence[FxRate]) -> list[tuple[str, ...]]:
    """A row a rate."""
    return [
        (f"{one.base}/{one.quote}", one.day.isoformat(), f"{one.rate:f}", one.source)
        for one in rates
    ]


def position_rows(positions: Sequence[CurrencyPosition]) -> list[tuple[str, ...]]:
    """A row a currency, with what is to be done about it."""
    return [
        (
            str(one.position),
            "" if one.rate is None else one.rate.rate_id,
            "" if one.worth is None else str(one.worth),
            "to be bought" if one.position.amount_minor > 0 else "to be sold",
        )
        for one in positions
    ]
