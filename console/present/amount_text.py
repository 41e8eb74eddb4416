"""Amounts, quantities and times as a reader wants them: grouped, with all their decimals."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from core.domain.money import exponent_of

MINUS: Final = "\N{MINUS SIGN}"
NOTHING: Final = "\N{EM DASH}"


def money_text(amount_minor: int, currency: str) -> str:
    """``1,234.56`` for 123456 EUR: every decimal of the currency, a true minus sign."""
    exponent = exponent_of(currency)
    whole, fraction = divmod(abs(amount_minor), 10**exponent)
    decimals = f".{fraction:0{exponent}d}" if exponent else ""
    return f"{MINUS if amount_minor < 0 else ''}{whole:,}{decimals}"


def money_with_currency(amount_minor: int, currency: str) -> str:
    """``1,234.56 EUR``."""
    return f"{money_text(amount_minor, currency)} {currency}"


def signed_money_text(amount_minor: int, currency: str) -> str:
    """``+12.00``, ``-12.00`` or ``0.00``: a change, whose sign is never left to be guessed."""
    return f"{'+' if amount_minor > 0 else ''}{money_text(amount_minor, currency)}"


def energy_text(energy_kwh: Decimal) -> str:
    """``1,234.567``: kilowatt-hours to the watt-hour."""
    return f"{energy_kwh:,.3f}"


def decimal_text(value: Decimal) -> str:
    """A number without trailing zeros and without an exponent."""
    if value == value.to_integral_value():
        return f"{value:,.0f}"
    return f"{value.normalize():,f}"


def duration_text(duration_s: float) -> str:
    """The two largest units of a time: ``2 d 03 h``, ``1 h 05 min``, ``4 min 10 s``, ``42 s``."""
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours:02d} h"
    if hours:
        return f"{hours} h {minutes:02d} min"
    if minutes:
        return f"{minutes} min {seconds:02d} s"
    return f"{seconds} s"


def instant_text(instant: datetime | None) -> str:
    """``2026-06-01 12:09:04 UTC``; a dash where there is none."""
    return NOTHING if instant is None else f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def epoch_text(epoch_s: int) -> str:
    """``2026-06-01 12:09:04`` of whole seconds since 1970, UTC."""
    return f"{datetime.fromtimestamp(epoch_s, UTC):%Y-%m-%d %H:%M:%S}"


def simulated_clock_text(simulated_s: int) -> str:
    """``day 43 · 12:01:45``: the scenario's own clock; it begins on day 1."""
    days, seconds = divmod(simulated_s, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    return f"day {days + 1} \N{MIDDLE DOT} {hours:02d}:{minutes:02d}:{seconds:02d}"
