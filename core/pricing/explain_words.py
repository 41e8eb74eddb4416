"""The words in which a price is explained to people who never read a tariff."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Final

from core.domain.money import RoundingMode
from core.domain.price_note import PriceNote
from core.domain.rounding import RoundedAt, RoundingPolicy
from core.domain.tariff import (
    DayOfWeek,
    ReservationRestriction,
    TariffRestrictions,
    TaxIncluded,
)
from core.pricing.restrictions import DAY_S, window_s

_WEEK: Final = tuple(DayOfWeek)
_DECIMALS: Final = 6
"""Of an amount in a calculation that does not end."""

NOTES: Final = {
    PriceNote.ENERGY_DISAGREES_WITH_TOTAL: (
        "The energy of the charging periods is not the total energy that the record states; "
        "the periods are priced."
    ),
    PriceNote.LIMIT_NOT_COMPARABLE: (
        "The tariff limits the price before taxes, but only the price with taxes is known; "
        "the limit was left out."
    ),
    PriceNote.MAX_PRICE_APPLIED: "The tariff's greatest price was reached.",
    PriceNote.MIN_PRICE_APPLIED: "The tariff's least price was not reached and is charged instead.",
    PriceNote.NO_TIME_ZONE: (
        "The tariff depends on local time, and nobody says in which time zone the charge point "
        "is; UTC was taken."
    ),
    PriceNote.PERIOD_SPANS_PRICE_CHANGE: (
        "The price changes within a charging period; the price at its start is charged for all "
        "of it, because the record does not say how much was used after the change."
    ),
    PriceNote.RESERVATION_WITHOUT_CHARGING: (
        "There was a reservation and no charging, and nobody says that the reservation expired."
    ),
    PriceNote.SECOND_FLAT_IGNORED: (
        "Another price per session would apply later; a price per session is charged once."
    ),
    PriceNote.STEP_SIZE_ENERGY: (
        "Energy is billed in whole steps; one that was begun is billed in full."
    ),
    PriceNote.STEP_SIZE_TIME: (
        "Time is billed in whole steps; one that was begun is billed in full."
    ),
    PriceNote.TARIFF_ID_DIFFERS: (
        "The record names another tariff than the one that it is priced by here."
    ),
    PriceNote.TARIFF_NOT_VALID: "The session began when the tariff was not valid.",
    PriceNote.TAXES_UNKNOWN: (
        "The tariff does not state a tax rate, so that an amount before or after taxes is unknown."
    ),
    PriceNote.TIME_ZONE_OF_COUNTRY: (
        "Nobody says in which time zone the charge point is; that of its country's capital was "
        "taken."
    ),
    PriceNote.UNKNOWN_CURRENT: (
        "The price depends on the current, which the record does not state; the condition was "
        "taken to hold."
    ),
    PriceNote.UNKNOWN_POWER: (
        "The price depends on the power, which the record does not state; the condition was "
        "taken to hold."
    ),
    PriceNote.VOLUME_DISAGREES_WITH_TIME: (
        "The time billed in a charging period is not the time from its start to its end; what "
        "the record states as billed was priced."
    ),
}
"""Every note as a sentence."""

_TAXES: Final = {
    None: "prices are before taxes",
    TaxIncluded.NO: "prices are before taxes",
    TaxIncluded.YES: "prices hold taxes",
    TaxIncluded.N_A: "no taxes apply",
}
_MODES: Final = {
    RoundingMode.HALF_UP: "to the nearest, halves up",
    RoundingMode.HALF_EVEN: "to the nearest, halves to the even digit",
    RoundingMode.UP: "up",
}
_RESERVED: Final = {
    ReservationRestriction.RESERVATION: "while the charge point is reserved",
    ReservationRestriction.RESERVATION_EXPIRES: "when the driver of a reservation does not come",
}
_ROUNDED: Final = {
    RoundedAt.COMPONENT: "What each price costs in each charging period",
    RoundedAt.LINE: "Each line",
    RoundedAt.CDR: "The total",
    RoundedAt.INVOICE: "The sum of an invoice",
}


def taxes_words(tax_included: TaxIncluded | None) -> str:
    """What the prices of a tariff hold."""
    return _TAXES[tax_included]


def rounding_words(policy: RoundingPolicy, currency: str) -> str:
    """What is rounded, to what and how."""
    decimals = policy.decimals_of(currency)
    what = _ROUNDED[policy.where]
    return f"{what} is rounded to {decimals} decimals, {_MODES[policy.mode]}."


def plain_number(number: Decimal | int) -> str:
    """All digits that say something, never an exponent."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_words(amount: Decimal) -> str:
    """At least two decimals, so that it looks like money."""
    whole, _, decimals = plain_number(amount).partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def exact_words(amount: Fraction) -> tuple[str, bool]:
    """An exact amount, and whether the digits are all that it has."""
    scaled = amount * 10**_DECIMALS
    whole = round(scaled)
    return money_words(Decimal(whole).scaleb(-_DECIMALS)), whole == scaled


def time_words(seconds: Decimal | int) -> str:
    """As ``1 h 5 min`` or ``30.5 s``."""
    total = Decimal(seconds)
    sign = "-" if total < 0 else ""
    minutes, rest_s = divmod(abs(total), 60)
    hours, rest_min = divmod(minutes, 60)
    amounts = ((hours, "h"), (rest_min, "min"), (rest_s, "s"))
    told = [f"{plain_number(amount)} {unit}" for amount, unit in amounts if amount]
    return sign + (" ".join(told) or "0 s")


def condition_words(restrictions: TariffRestrictions) -> str:
    """When an element applies."""
    parts = [
        *_reservation(restrictions),
        *_days(restrictions),
        *_clock(restrictions),
        *_dates(restrictions),
        *_duration(restrictions),
        *_range("after {} kWh", "up to {} kWh", restrictions.min_kwh, restrictions.max_kwh),
        *_while("power", "kW", restrictions.min_power_kw, restrictions.max_power_kw),
        *_while("current", "A", restrictions.min_current_a, restrictions.max_current_a),
    ]
    return ", ".join(parts) or "at any time"


def _reservation(restrictions: TariffRestrictions) -> list[str]:
    kind = restrictions.reservation
    return [] if kind is None else [_RESERVED[kind]]


def _days(restrictions: TariffRestrictions) -> list[str]:
    days = sorted({_WEEK.index(day) for day in restrictions.day_of_week})
    if not days or len(days) == len(_WEEK):
        return []
    names = [_WEEK[day].capitalize() for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return [f"from {names[0]} to {names[-1]}"]
    return [f"on {_listed(names)}"]


def _listed(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _clock(restrictions: TariffRestrictions) -> list[str]:
    start_s, end_s = window_s(restrictions)
    if (start_s, end_s) == (0, DAY_S):
        return []
    next_day = " of the next day" if start_s > end_s else ""
    start, end = _of_day(start_s), _of_day(end_s)
    return [f"from {start} to {end}{next_day} (local time)"]


def _of_day(second: int) -> str:
    return "24:00" if second == DAY_S else time(second // 3600, second // 60 % 60).strftime("%H:%M")


def _dates(restrictions: TariffRestrictions) -> list[str]:
    first, beyond = restrictions.start_date, restrictions.end_date
    return _range("from {} on", "before {}", _iso(first), _iso(beyond))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _duration(restrictions: TariffRestrictions) -> list[str]:
    low, high = restrictions.min_duration_s, restrictions.max_duration_s
    return _range(
        "once {} have passed since the start",
        "within {} of the start",
        None if low is None else time_words(low),
        None if high is None else time_words(high),
    )


def _range(
    lower: str, upper: str, low: Decimal | str | None, high: Decimal | str | None
) -> list[str]:
    bounds = ((lower, low), (upper, high))
    return [words.format(_bound(one)) for words, one in bounds if one is not None]


def _while(what: str, unit: str, low: Decimal | None, high: Decimal | None) -> list[str]:
    bounds = _range(f"{{}} {unit} or more", f"below {{}} {unit}", low, high)
    return [f"while the {what} is {' and '.join(bounds)}"] if bounds else []


def _bound(one: Decimal | str) -> str:
    return plain_number(one) if isinstance(one, Decimal) else one
