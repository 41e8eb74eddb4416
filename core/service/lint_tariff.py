"""Lint a tariff as it was received."""

from core.domain.finding import Finding
from core.ocpi.code_case import with_upper_codes
from core.ocpi.tariff_codec import tariff_from_json
from core.pricing.lint import in_order, lint
from core.pricing.time_zones import zone_named


def lint_tariff(value: object, time_zone: str | None = None) -> tuple[Finding, ...]:
    """What is legal in a tariff's JSON but wrong, in the order of the JSON.

    Args:
        value: The object, with exact numbers (``wire.parsed``); owner, id and time may be absent.
        time_zone: IANA name of a location's zone; None: nothing is said about clocks that change.

    Raises:
        InvalidValueError: Not an IANA time zone.
        WireError: OCPI does not allow it; the path says where.
    """
    zone = None if time_zone is None else zone_named(time_zone)
    mended, found = with_upper_codes(value)
    return in_order((*found, *lint(tariff_from_json(mended, bare=True), zone)))
