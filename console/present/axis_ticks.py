"""Where the ticks of an axis stand and what they say: round numbers, and round times in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor, isfinite, log10
from typing import Final

from console.present.amount_text import MINUS

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_DAY_S: Final = 86_400
_TIME_STEPS_S: Final = (
    *(1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800),
    *(3600, 7200, 10_800, 21_600, 43_200),
    *(_DAY_S, 2 * _DAY_S, 3 * _DAY_S, 7 * _DAY_S, 14 * _DAY_S),
)
_MONTH_STEPS: Final = (1, 3, 6, 12, 24, 60, 120)
_MONTH_S: Final = 30 * _DAY_S


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of an axis."""

    at: float
    """In the unit of the axis; times in seconds since 1970, UTC."""
    text: str


def number_text(value: float, decimals: int) -> str:
    """``1,234.50`` with a true minus sign; never ``-0``."""
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not text.strip("0.,")
    return text if value >= 0 or is_zero else f"{MINUS}{text}"


def exact_text(value: float, decimals: int) -> str:
    """A figure for reading off: a dash where there is none."""
    return number_text(value, decimals) if isfinite(value) else "no value"


def nice_step(span: float, wanted: int) -> float:
    """The round step that makes at most ``wanted`` + 1 ticks over a span above zero."""
    rough = span / max(1, wanted)
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def number_ticks(low: float, high: float, wanted: int) -> tuple[Tick, ...]:
    """Round numbers from ``low`` to ``high``, about ``wanted`` of them."""
    if not low < high:
        return (Tick(low, number_text(low, 0)),)
    step = nice_step(high - low, wanted)
    decimals = _decimals_of(step)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    places = (number * step for number in range(first, last + 1))
    return tuple(Tick(place, number_text(place, decimals)) for place in places)


def _decimals_of(step: float) -> int:
    """How many decimals tell neighbouring ticks apart: 2.5 needs one more than 2."""
    decimals = max(0, -floor(log10(step)))
    return decimals if abs(step * 10**decimals % 1) < 1e-6 else decimals + 1


def round_range(low: float, high: float, wanted: int = 5) -> tuple[float, float]:
    """The range widened to whole steps; one value alone gets room on both sides."""
    if not low < high:
        room = abs(low) * 0.1 or 1.0
        low, high = (0.0, low + room) if low > 0 else (low - room, low + room)
    step = nice_step(high - low, wanted)
    return floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step


def time_ticks(low_s: float, high_s: float, wanted: int) -> tuple[Tick, ...]:
    """Round instants of UTC: times of the day, days, months or years, as the span asks for."""
    if not low_s < high_s:
        return (Tick(low_s, f"{_instant(low_s):%H:%M:%S}"),)
    rough = (high_s - low_s) / max(1, wanted)
    step = next((step for step in _TIME_STEPS_S if step >= rough), None)
    return _month_ticks(low_s, high_s, rough) if step is None else _even_ticks(low_s, high_s, step)


def _even_ticks(low_s: float, high_s: float, step: int) -> tuple[Tick, ...]:
    first = ceil(low_s / step) * step
    return tuple(Tick(at, _clock_text(at, step)) for at in range(first, floor(high_s) + 1, step))


def _clock_text(at_s: int, step: int) -> str:
    """The time of the day; at midnight and for whole days the date, which says more."""
    instant = _instant(at_s)
    if at_s % _DAY_S == 0:
        return f"{instant.day} {instant:%b}"
    return f"{instant:%H:%M:%S}" if step < 60 else f"{instant:%H:%M}"


def _month_ticks(low_s: float, high_s: float, rough: float) -> tuple[Tick, ...]:
    months = next((m for m in _MONTH_STEPS if m * _MONTH_S >= rough), _MONTH_STEPS[-1])
    start = _instant(low_s)
    number = (start.year * 12 + start.month - 1) // months * months
    ticks: list[Tick] = []
    while True:
        instant = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
        at = instant.timestamp()
        if at > high_s:
            return tuple(ticks)
        if at >= low_s:
            ticks.append(Tick(at, f"{instant:%Y}" if months >= 12 else f"{instant:%b %Y}"))
        number += months


def span_text(low_s: float, high_s: float) -> str:
    """What a time axis is about: ``2026-06-01, UTC`` or ``2026-06-01 to 2026-06-08, UTC``."""
    first, last = f"{_instant(low_s):%Y-%m-%d}", f"{_instant(high_s):%Y-%m-%d}"
    return f"{first}, UTC" if first == last else f"{first} to {last}, UTC"


def moment_text(at_s: float) -> str:
    """``2026-06-01 12:09:04 UTC``, with milliseconds where there are any."""
    instant = _instant(at_s)
    millis = round(instant.microsecond / 1000)
    return f"{instant:%Y-%m-%d %H:%M:%S}{f'.{millis:03d}' if 0 < millis < 1000 else ''} UTC"


def moment_iso(at_s: float) -> str:
    """``2026-06-01T12:09:04Z``: a time for a file."""
    return _instant(at_s).isoformat().replace("+00:00", "Z")


def _instant(at_s: float) -> datetime:
    """Seconds since 1970 as a time, before 1970 too."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at_s)
