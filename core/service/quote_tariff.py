"""What a session would cost by a tariff that a CPO pushed, asked by a partner before it begins.

OCPI knows tariffs and no quotes: this is the network's own addition, and what it answers is what a
CDR of such a session would be priced at, line by line.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from core.domain.errors import InvalidValueError, NotFoundError
from core.domain.rounded_price import RoundedLine
from core.ocpi.envelope import short_time
from core.ocpi.wire import JsonObject, present, split_key
from core.pricing.demand import Demand
from core.pricing.quote import Plug, Quote, quote
from core.service.known import Known

_MINUTE_S = 60
_LONGEST = 20


def quote_tariff(
    known: Known, cpo: str, tariff_id: str, query: Mapping[str, str], now: datetime
) -> JsonObject:
    """A quote as plain objects, in major units of the tariff's currency.

    Args:
        known: The books' tariffs.
        cpo: Whose tariff, party key.
        tariff_id: Which.
        query: ``energy_kwh``; ``minutes`` or ``power_kw`` or both; ``start`` (else now);
            ``evse_uid`` for the time zone of its place (else of the CPO's country).
        now: When it is asked.

    Raises:
        NotFoundError: Nobody told of such a tariff, or of such an EVSE.
        InvalidValueError: No such session can be.
    """
    wanted = tariff_id.casefold()
    versions = [
        one
        for (owner, known_id), found in known.tariffs.items()
        if owner == cpo and known_id.casefold() == wanted
        for one in found
    ]
    if not versions:
        raise NotFoundError(f"tariff {tariff_id!r} of {cpo}: nobody told of it")
    plug = Plug(
        start=_start(query, now), time_zone=_time_zone(known, cpo, query), country_code=cpo[:2]
    )
    minutes = _number(query, "minutes")
    demand = Demand.of(
        _number(query, "energy_kwh") or Decimal(0),
        None if minutes is None else int(minutes * _MINUTE_S),
        _number(query, "power_kw"),
    )
    return _told(quote(versions, demand, plug))


def _told(found: Quote) -> JsonObject:
    country_code, party_id = split_key(found.tariff.cpo)
    price = found.price
    return present(
        country_code=country_code,
        party_id=party_id,
        tariff_id=found.tariff.tariff_id,
        tariff_last_updated=found.tariff.version,
        currency=price.currency,
        before_taxes=price.before_taxes,
        after_taxes=price.after_taxes,
        energy_kwh=found.demand.energy_kwh,
        charging_s=found.demand.charging_s,
        parking_s=found.demand.parking_s,
        start_date_time=short_time(found.plug.start),
        expires=None if found.expires is None else short_time(found.expires),
        lines=[_line(one) for one in price.lines],
        notes=list(price.notes) or None,
    )


def _line(one: RoundedLine) -> JsonObject:
    return present(
        dimension=one.line.dimension.value,
        before_taxes=one.before_taxes,
        after_taxes=one.after_taxes,
    )


def _start(query: Mapping[str, str], now: datetime) -> datetime:
    text = query.get("start")
    if not text:
        return now
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidValueError(f"start: wanted a time, found {text[:40]!r}") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _time_zone(known: Known, cpo: str, query: Mapping[str, str]) -> str | None:
    uid = query.get("evse_uid")
    if not uid:
        return None
    evse = known.evses.get((cpo, uid))
    if evse is None:
        raise NotFoundError(f"EVSE {uid!r} of {cpo}: nobody told of it")
    site = known.locations.get((cpo, evse.location_id))
    return None if site is None else site.time_zone


def _number(query: Mapping[str, str], name: str) -> Decimal | None:
    text = query.get(name)
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise InvalidValueError(f"{name}: wanted a number, found {text[:40]!r}") from error
    if len(text) > _LONGEST or not found.is_finite() or found < 0:
        raise InvalidValueError(f"{name}: wanted a number from 0, found {text[:40]!r}")
    return found
