"""Usage from OCPI JSON: a CDR, or as much of one as a price needs.

A CDR without totals, token or location is read as long as it has periods and an end; its start is
then that of its first period.
"""

from datetime import datetime

from core.domain.cdr import ChargingPeriod
from core.domain.usage import Usage
from core.ocpi.countries import ALPHA_2
from core.ocpi.period_codec import periods_of_wire
from core.ocpi.tariff_codec import currency_of_wire
from core.ocpi.wire import WireObject, wire_object


def usage_from_json(value: object) -> Usage:
    """The usage that a JSON object describes.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value)
    end = wire.time("end_date_time")
    start = wire.time_or_none("start_date_time") or _first_start(wire)
    if end < start:
        raise wire.refused("end_date_time", "wanted it after the start, found it before")
    periods = periods_of_wire(wire, start, end)
    return Usage(
        key=wire.text_or_none("id", 39) or "session",
        start=start,
        end=end,
        currency=currency_of_wire(wire) if wire.has("currency") else None,
        charging_periods=periods,
        energy_kwh=wire.number_or_none("total_energy"),
        tariff_id=_tariff_id(wire, periods),
        country_code=_country(wire),
    )


def _first_start(wire: WireObject) -> datetime:
    periods = wire.objects("charging_periods")
    if not periods:
        raise wire.refused("charging_periods", "wanted at least one, found none")
    return periods[0].time("start_date_time")


def _tariff_id(wire: WireObject, periods: tuple[ChargingPeriod, ...]) -> str | None:
    """The one tariff that it says it is priced by; None if it says none, or several."""
    named = {period.tariff_id for period in periods if period.tariff_id is not None}
    named = named or {one.text("id", 36) for one in wire.objects("tariffs") if one.has("id")}
    return named.pop() if len(named) == 1 else None


def _country(wire: WireObject) -> str:
    """Alpha-2 of its location's country; empty where it names none that we know."""
    if not wire.has("cdr_location"):
        return ""
    alpha_3 = wire.nested("cdr_location").text_or_none("country", 3) or ""
    return ALPHA_2.get(alpha_3.upper(), "")
