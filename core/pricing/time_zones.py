"""Whose wall clock a tariff means: the location's, else its country's, else UTC.

The surprise: a CDR's location has no time zone in OCPI, so that a CDR alone cannot be priced by a
tariff that speaks of local time; a country with several zones is taken at its capital.
"""

from datetime import tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.domain.errors import InvalidValueError
from core.domain.price_note import PriceNote

_CAPITALS: Final = {
    "AD": "Andorra", "AL": "Tirane", "AT": "Vienna", "BA": "Sarajevo", "BE": "Brussels",
    "BG": "Sofia", "CH": "Zurich", "CZ": "Prague", "DE": "Berlin", "DK": "Copenhagen",
    "EE": "Tallinn", "ES": "Madrid", "FI": "Helsinki", "FR": "Paris", "GB": "London",
    "GR": "Athens", "HR": "Zagreb", "HU": "Budapest", "IE": "Dublin", "IT": "Rome",
    "LI": "Vaduz", "LT": "Vilnius", "LU": "Luxembourg", "LV": "Riga", "MC": "Monaco",
    "MD": "Chisinau", "ME": "Podgorica", "MK": "Skopje", "MT": "Malta", "NL": "Amsterdam",
    "NO": "Oslo", "PL": "Warsaw", "PT": "Lisbon", "RO": "Bucharest", "RS": "Belgrade",
    "SE": "Stockholm", "SI": "Ljubljana", "SK": "Bratislava", "SM": "San_Marino",
    "TR": "Istanbul", "UA": "Kyiv",
}  # fmt: skip
_COUNTRIES: Final = {code: f"Europe/{capital}" for code, capital in _CAPITALS.items()} | {
    "AE": "Asia/Dubai",
    "AU": "Australia/Sydney",
    "CA": "America/Toronto",
    "CY": "Asia/Nicosia",
    "IL": "Asia/Jerusalem",
    "IN": "Asia/Kolkata",
    "IS": "Atlantic/Reykjavik",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "KW": "Asia/Kuwait",
    "NZ": "Pacific/Auckland",
    "SG": "Asia/Singapore",
    "US": "America/New_York",
    "ZA": "Africa/Johannesburg",
}
"""IANA zones by ISO 3166 alpha-2."""


@lru_cache(maxsize=1_024)
def zone_named(name: str) -> tzinfo:
    """The zone of an IANA name.

    Raises:
        InvalidValueError: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValueError(f"time zone: wanted an IANA name, found {name!r}") from error


def zone_of_country(country_code: str) -> str | None:
    """IANA name of the zone of a country's capital; None for a country that nobody listed."""
    return _COUNTRIES.get(country_code)


def zone_names() -> tuple[str, ...]:
    """IANA names of the zones of all countries that are known, by the alphabet."""
    return tuple(sorted({*_COUNTRIES.values(), "UTC"}))


def zone_for(time_zone: str | None, country_code: str) -> tuple[tzinfo, PriceNote | None]:
    """The zone to price by, and the note if it is not the location's own.

    Raises:
        InvalidValueError: ``time_zone`` is not an IANA name.
    """
    if time_zone is not None:
        return zone_named(time_zone), None
    if country_code in _COUNTRIES:
        return zone_named(_COUNTRIES[country_code]), PriceNote.TIME_ZONE_OF_COUNTRY
    return zone_named("UTC"), PriceNote.NO_TIME_ZONE
