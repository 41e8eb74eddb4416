"""TariffRestrictions <-> OCPI JSON (mod_tariffs, the same in 2.2.1 and 2.3.0)."""

import re
from datetime import date, time
from typing import Final

from core.domain.tariff import DayOfWeek, ReservationRestriction, TariffRestrictions
from core.ocpi.wire import JsonObject, WireObject, present

_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def restrictions_of_wire(wire: WireObject) -> TariffRestrictions:
    """The restrictions that an object describes; an empty list restricts nothing.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    return TariffRestrictions(
        min_duration_s=_seconds(wire, "min_duration"),
        max_duration_s=_seconds(wire, "max_duration"),
        start_time=_clock(wire, "start_time"),
        end_time=_clock(wire, "end_time"),
        start_date=_date(wire, "start_date"),
        end_date=_date(wire, "end_date"),
        min_kwh=wire.number_or_none("min_kwh"),
        max_kwh=wire.number_or_none("max_kwh"),
        min_current_a=wire.number_or_none("min_current"),
        max_current_a=wire.number_or_none("max_current"),
        min_power_kw=wire.number_or_none("min_power"),
        max_power_kw=wire.number_or_none("max_power"),
        day_of_week=wire.members("day_of_week", DayOfWeek),
        reservation=wire.member_or_none("reservation", ReservationRestriction),
    )


def _seconds(wire: WireObject, name: str) -> int | None:
    found = wire.whole_or_none(name)
    if found is not None and found < 0:
        raise wire.refused(name, f"wanted 0 or more seconds, found {found}")
    return found


def _clock(wire: WireObject, name: str) -> time | None:
    text = wire.text_or_none(name)
    if text is None:
        return None
    if not _CLOCK.fullmatch(text):
        raise wire.refused(name, f"wanted a time of day, HH:MM, found {text!r}")
    return time.fromisoformat(text)


def _date(wire: WireObject, name: str) -> date | None:
    text = wire.text_or_none(name)
    if text is None:
        return None
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise wire.refused(name, f"wanted a date, YYYY-MM-DD, found {text!r}")
    return found


def restrictions_json(restrictions: TariffRestrictions) -> JsonObject:
    """The restrictions as OCPI writes them; empty where there are none."""
    start_date, end_date = restrictions.start_date, restrictions.end_date
    return present(
        start_time=_clock_text(restrictions.start_time),
        end_time=_clock_text(restrictions.end_time),
        start_date=None if start_date is None else start_date.isoformat(),
        end_date=None if end_date is None else end_date.isoformat(),
        min_kwh=restrictions.min_kwh,
        max_kwh=restrictions.max_kwh,
        min_current=restrictions.min_current_a,
        max_current=restrictions.max_current_a,
        min_power=restrictions.min_power_kw,
        max_power=restrictions.max_power_kw,
        min_duration=restrictions.min_duration_s,
        max_duration=restrictions.max_duration_s,
        day_of_week=[day.value for day in restrictions.day_of_week] or None,
        reservation=restrictions.reservation and restrictions.reservation.value,
    )


def _clock_text(at: time | None) -> str | None:
    return None if at is None else at.strftime("%H:%M")
