"""CDR and Credit CDR <-> OCPI 2.2.1 JSON (mod_cdrs).

The surprises: volumes of time are hours on the wire and whole seconds here; the country of a
location is alpha-3; and a Credit CDR repeats the whole CDR, of which only its total is news.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod, CreditCdr, Price, Seconds
from core.domain.driver_token import DriverToken, TokenType
from core.domain.errors import InvalidValueError, RuleError, WireError
from core.domain.money import exponent_of
from core.domain.reject import Reject, RejectReason
from core.domain.tariff import Tariff
from core.ocpi.countries import alpha_3_of, country_of_wire
from core.ocpi.tariff_codec import tariff_to_json
from core.ocpi.wire import (
    JsonObject,
    WireObject,
    items_of,
    json_text,
    parsed,
    present,
    split_key,
    time_text,
    wire_object,
)

_SECONDS_PER_HOUR: Final = 3600
_LONGEST_H: Final = 100_000


class _Dimension(StrEnum):
    """OCPI's CdrDimensionType."""

    CURRENT = "CURRENT"
    ENERGY = "ENERGY"
    ENERGY_EXPORT = "ENERGY_EXPORT"
    ENERGY_IMPORT = "ENERGY_IMPORT"
    MAX_CURRENT = "MAX_CURRENT"
    MIN_CURRENT = "MIN_CURRENT"
    MAX_POWER = "MAX_POWER"
    MIN_POWER = "MIN_POWER"
    PARKING_TIME = "PARKING_TIME"
    POWER = "POWER"
    RESERVATION_TIME = "RESERVATION_TIME"
    STATE_OF_CHARGE = "STATE_OF_CHARGE"
    TIME = "TIME"


_NOT_PRICED: Final = {_Dimension.RESERVATION_TIME}
"""Could cost money by a rule that we do not have; the rest are measurements that cost nothing."""


def cdrs_from_text(text: str, source: str) -> list[Cdr | CreditCdr | Reject]:
    """The records of a message, in its order: one CDR, a list, or an OCPI response with ``data``.

    A record that is wrong becomes a ``Reject``, and the rest is read on.

    Raises:
        SourceError: Not JSON, an OCPI error response, or nothing like CDRs.
    """
    found = items_of(parsed(text, source), source)
    return [_cdr_or_reject(one, number, source) for number, one in enumerate(found, start=1)]


def _cdr_or_reject(value: object, number: int, source: str) -> Cdr | CreditCdr | Reject:
    try:
        wire = wire_object(value)
        return credit_cdr_from_json(value) if wire.flag("credit") else cdr_from_json(value, source)
    except RuleError as error:
        reason, problem = RejectReason.NOT_PRICED_YET, str(error)
    except (WireError, InvalidValueError) as error:
        reason, problem = RejectReason.WRONG_OBJECT, str(error)
    return Reject(line=number, reason=reason, detail=problem, raw=json_text(value))


def cdr_from_json(value: object, source: str) -> Cdr:
    """The CDR that a JSON object describes; ``source`` is kept in it.

    Raises:
        WireError: OCPI does not allow it; the path says where.
        RuleError: It has a dimension that cannot be priced yet.
        InvalidValueError: It ends before it starts, or in a currency that we do not settle in.
    """
    wire = wire_object(value)
    location = wire.nested("cdr_location")
    start, end = wire.time("start_date_time"), wire.time("end_date_time")
    periods = _periods(wire, start, end)
    energy_kwh = wire.number("total_energy")
    if energy_kwh < 0:
        raise wire.refused("total_energy", f"wanted 0 or more, found {energy_kwh}")
    return Cdr(
        cdr_id=wire.text("id", 39),
        cpo=wire.party_key(),
        token=_token(wire.nested("cdr_token")),
        auth_method=wire.member("auth_method", AuthMethod),
        authorization_reference=wire.text_or_none("authorization_reference", 36),
        location_id=location.text("id", 36),
        evse_uid=location.text("evse_uid", 36),
        connector_id=location.text("connector_id", 36),
        start=start,
        end=end,
        currency=_currency(wire),
        energy_kwh=energy_kwh,
        charging_periods=periods,
        tariff_id=_tariff_id(wire, periods),
        total_cost=_price(wire.nested("total_cost")),
        session_id=wire.text_or_none("session_id", 36),
        country_code=country_of_wire(location),
        source=source,
    )


def _currency(wire: WireObject) -> str:
    currency = wire.text("currency", 3)
    exponent_of(currency)
    return currency


def _periods(wire: WireObject, start: datetime, end: datetime) -> tuple[ChargingPeriod, ...]:
    """The periods, in the order of time and within the session."""
    periods = tuple(_period(period) for period in wire.objects("charging_periods"))
    if not periods:
        raise wire.refused("charging_periods", "wanted at least one, found none")
    times = [start, *(period.start for period in periods), end]
    if end >= start and times != sorted(times):
        raise wire.refused("charging_periods", "wanted them in order, from start to end")
    return periods


def _token(wire: WireObject) -> DriverToken:
    return DriverToken(
        demand_partner=wire.party_key(),
        uid=wire.text("uid", 36),
        type=wire.member("type", TokenType),
        contract_id=wire.text("contract_id", 36),
    )


def _price(wire: WireObject) -> Price:
    return Price(wire.number("excl_vat"), wire.number_or_none("incl_vat"))


def _tariff_id(wire: WireObject, periods: tuple[ChargingPeriod, ...]) -> str | None:
    """The one tariff that the CDR says it is priced by; None if it says none, or several."""
    named = {period.tariff_id for period in periods if period.tariff_id is not None}
    named = named or {tariff.text("id", 36) for tariff in wire.objects("tariffs")}
    return named.pop() if len(named) == 1 else None


def _period(wire: WireObject) -> ChargingPeriod:
    volumes = dict.fromkeys(
        (_Dimension.ENERGY, _Dimension.TIME, _Dimension.PARKING_TIME), Decimal()
    )
    for one in wire.objects("dimensions"):
        dimension = one.member("type", _Dimension)
        if dimension in _NOT_PRICED:
            raise RuleError(f"{one.at('type')}: {dimension} is not priced yet")
        if dimension in volumes:
            volumes[dimension] += _volume(one)
    return ChargingPeriod(
        start=wire.time("start_date_time"),
        energy_kwh=volumes[_Dimension.ENERGY],
        charging_s=_seconds(wire, volumes[_Dimension.TIME]),
        parking_s=_seconds(wire, volumes[_Dimension.PARKING_TIME]),
        tariff_id=wire.text_or_none("tariff_id", 36),
    )


def _volume(wire: WireObject) -> Decimal:
    volume = wire.number("volume")
    if volume < 0:
        raise wire.refused("volume", f"wanted 0 or more, found {volume}")
    return volume


def _seconds(wire: WireObject, hours: Decimal) -> int:
    """Hours as the nearest whole second."""
    if hours > _LONGEST_H:
        raise wire.refused("dimensions", f"wanted at most {_LONGEST_H} hours, found {hours}")
    return round(hours * _SECONDS_PER_HOUR)


def credit_cdr_from_json(value: object) -> CreditCdr:
    """The Credit CDR that a JSON object describes; its remark is the reason.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value)
    total_cost = _price(wire.nested("total_cost"))
    if total_cost.excl_vat > 0:
        raise wire.refused("total_cost.excl_vat", f"wanted below 0, found {total_cost.excl_vat}")
    return CreditCdr(
        cdr_id=wire.text("id", 39),
        credit_reference_id=wire.text("credit_reference_id", 39),
        cpo=wire.party_key(),
        total_cost=total_cost,
        issued_at=wire.time("last_updated"),
        reason=wire.text_or_none("remark") or "",
    )


def cdr_to_json(
    cdr: Cdr, issued_at: datetime, location_name: str | None = None, tariffs: Sequence[Tariff] = ()
) -> JsonObject:
    """The CDR as OCPI writes it, as far as our values know it; numbers are exact.

    Args:
        cdr: A CDR with a total cost.
        issued_at: OCPI's ``last_updated``.
        location_name: Name of its location, if somebody knows it.
        tariffs: The tariffs that it was priced by.

    Raises:
        RuleError: It has no total cost yet, so that OCPI knows no such CDR.
    """
    if cdr.total_cost is None:
        raise RuleError(f"{cdr.key}: wanted a total cost before it is sent")
    country_code, party_id = split_key(cdr.cpo)
    parking_s = sum(period.parking_s for period in cdr.charging_periods)
    return present(
        country_code=country_code,
        party_id=party_id,
        id=cdr.cdr_id,
        start_date_time=time_text(cdr.start),
        end_date_time=time_text(cdr.end),
        session_id=cdr.session_id,
        cdr_token=_token_json(cdr.token),
        auth_method=cdr.auth_method.value,
        authorization_reference=cdr.authorization_reference,
        cdr_location=present(
            id=cdr.location_id,
            name=location_name,
            country=alpha_3_of(cdr.country_code),
            evse_uid=cdr.evse_uid,
            connector_id=cdr.connector_id,
        ),
        currency=cdr.currency,
        tariffs=[tariff_to_json(tariff) for tariff in tariffs] or None,
        charging_periods=[_period_json(period) for period in cdr.charging_periods],
        total_cost=_price_json(cdr.total_cost),
        total_energy=cdr.energy_kwh,
        total_time=_hours(cdr.duration_s),
        total_parking_time=_hours(parking_s) if parking_s else None,
        last_updated=time_text(issued_at),
    )


def credit_cdr_to_json(credit: CreditCdr, credited: JsonObject) -> JsonObject:
    """The Credit CDR as OCPI writes it: the CDR that it undoes, with a negative total."""
    return dict(credited) | present(
        id=credit.cdr_id,
        credit=True,
        credit_reference_id=credit.credit_reference_id,
        total_cost=_price_json(credit.total_cost),
        remark=credit.reason or None,
        last_updated=time_text(credit.issued_at),
    )


def _token_json(token: DriverToken) -> JsonObject:
    country_code, party_id = split_key(token.demand_partner)
    return present(
        country_code=country_code,
        party_id=party_id,
        uid=token.uid,
        type=token.type.value,
        contract_id=token.contract_id,
    )


def _price_json(price: Price) -> JsonObject:
    return present(excl_vat=price.excl_vat, incl_vat=price.incl_vat)


def _period_json(period: ChargingPeriod) -> JsonObject:
    volumes = (
        (_Dimension.ENERGY, period.energy_kwh),
        (_Dimension.TIME, _hours(period.charging_s)),
        (_Dimension.PARKING_TIME, _hours(period.parking_s)),
    )
    return present(
        start_date_time=time_text(period.start),
        dimensions=[{"type": name.value, "volume": volume} for name, volume in volumes if volume],
        tariff_id=period.tariff_id,
    )


def _hours(seconds: Seconds) -> Decimal:
    """Hours with four decimals, OCPI's precision: fine enough to give the same seconds back."""
    return round(Decimal(seconds) / _SECONDS_PER_HOUR, 4)
