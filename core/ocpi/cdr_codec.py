"""CDR and Credit CDR <-> OCPI JSON (mod_cdrs of 2.2.1 and 2.3.0), told apart by their form.

The surprises: the country of a location is alpha-3; and a Credit CDR repeats the whole CDR, of
which only its total is news.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from core.domain.cdr import (
    Assumed,
    AuthMethod,
    Cdr,
    ChargingPeriod,
    ClaimedTotals,
    CreditCdr,
    Price,
    Seconds,
)
from core.domain.driver_token import DriverToken, TokenType
from core.domain.errors import RuleError, WireError
from core.domain.reject import Reject, RejectReason
from core.domain.tariff import Tariff
from core.ocpi.countries import alpha_3_of, country_of_wire
from core.ocpi.envelope import short_time
from core.ocpi.ocpi_version import OcpiVersion, version_of
from core.ocpi.period_codec import hours_of, periods_json, periods_of_wire, seconds_of
from core.ocpi.price_codec import price_json, price_of_wire, price_or_none
from core.ocpi.tariff_codec import currency_of_wire, tariff_to_json
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

_PARTS: Final = ("fixed", "energy", "time", "parking", "reservation")


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
    except WireError as error:
        reason = RejectReason.WRONG_OBJECT
        return Reject(line=number, reason=reason, detail=str(error), raw=_raw(value))


def _raw(value: object) -> str:
    try:
        return json_text(value)
    except RecursionError:
        return "nested too deeply to be written again"


def cdr_from_json(value: object, source: str) -> Cdr:
    """The CDR that a JSON object describes; ``source`` is kept in it.

    Where it names its EVSE by the public id alone, that stands for the uid, and is marked so.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value)
    location = wire.nested("cdr_location")
    start, end = wire.time("start_date_time"), wire.time("end_date_time")
    if end < start:
        raise wire.refused("end_date_time", "wanted it after the start, found it before")
    periods = periods_of_wire(wire, start, end)
    by_public_id = location.has("evse_id") and not location.fields.get("evse_uid")
    return Cdr(
        cdr_id=wire.text("id", 39),
        cpo=wire.party_key(),
        token=_token(wire.nested("cdr_token")),
        auth_method=wire.member("auth_method", AuthMethod),
        authorization_reference=wire.text_or_none("authorization_reference", 36),
        location_id=location.text("id", 36),
        evse_uid=location.text("evse_id", 48) if by_public_id else location.text("evse_uid", 36),
        connector_id=location.text("connector_id", 36),
        start=start,
        end=end,
        currency=currency_of_wire(wire),
        energy_kwh=wire.number("total_energy"),
        charging_periods=periods,
        tariff_id=_tariff_id(wire, periods),
        total_cost=price_of_wire(wire.nested("total_cost")),
        claimed=claimed_of_wire(wire),
        session_id=wire.text_or_none("session_id", 36),
        country_code=country_of_wire(location),
        assumed=(Assumed.EVSE,) if by_public_id else (),
        source=source,
    )


def claimed_of_wire(wire: WireObject) -> ClaimedTotals | None:
    """What it says about its parts; None where no part has a cost of its own."""
    if not any(wire.has(f"total_{part}_cost") for part in _PARTS):
        return None
    return ClaimedTotals(
        fixed_cost=price_or_none(wire, "total_fixed_cost"),
        energy_cost=price_or_none(wire, "total_energy_cost"),
        time_cost=price_or_none(wire, "total_time_cost"),
        parking_cost=price_or_none(wire, "total_parking_cost"),
        reservation_cost=price_or_none(wire, "total_reservation_cost"),
        time_s=_seconds_or_none(wire, "total_time"),
        parking_s=_seconds_or_none(wire, "total_parking_time"),
    )


def _seconds_or_none(wire: WireObject, name: str) -> Seconds | None:
    hours = wire.number_or_none(name)
    return None if hours is None else seconds_of(hours)


def _token(wire: WireObject) -> DriverToken:
    return DriverToken(
        demand_partner=wire.party_key(),
        uid=wire.text("uid", 36),
        type=wire.member("type", TokenType),
        contract_id=wire.text("contract_id", 36),
    )


def _tariff_id(wire: WireObject, periods: tuple[ChargingPeriod, ...]) -> str | None:
    """The one tariff that the CDR says it is priced by; None if it says none, or several."""
    named = {period.tariff_id for period in periods if period.tariff_id is not None}
    named = named or {tariff.text("id", 36) for tariff in wire.objects("tariffs")}
    return named.pop() if len(named) == 1 else None


def credit_cdr_from_json(value: object) -> CreditCdr:
    """The Credit CDR that a JSON object describes; its remark is the reason.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value)
    total_cost = price_of_wire(wire.nested("total_cost"))
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
    cdr: Cdr,
    issued_at: datetime,
    location_name: str | None = None,
    tariffs: Sequence[Tariff] = (),
    version: OcpiVersion = OcpiVersion.V2_2_1,
) -> JsonObject:
    """The CDR as OCPI writes it, as far as our values know it; numbers are exact.

    Args:
        cdr: A CDR with a total cost.
        issued_at: OCPI's ``last_updated``.
        location_name: Name of its location, if somebody knows it.
        tariffs: The tariffs that it was priced by.
        version: How its amounts are written.

    Raises:
        RuleError: It has no total cost yet, so that OCPI knows no such CDR.
    """
    if cdr.total_cost is None:
        raise RuleError(f"{cdr.key}: wanted a total cost before it is sent")
    country_code, party_id = split_key(cdr.cpo)
    claimed = cdr.claimed or ClaimedTotals()
    parking_s = claimed.parking_s or sum(period.parking_s for period in cdr.charging_periods)
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
        charging_periods=periods_json(cdr.charging_periods),
        total_cost=price_json(cdr.total_cost, version),
        total_fixed_cost=_part(claimed.fixed_cost, version),
        total_energy=cdr.energy_kwh,
        total_energy_cost=_part(claimed.energy_cost, version),
        total_time=hours_of(cdr.duration_s if claimed.time_s is None else claimed.time_s),
        total_time_cost=_part(claimed.time_cost, version),
        total_parking_time=hours_of(parking_s) if parking_s else None,
        total_parking_cost=_part(claimed.parking_cost, version),
        total_reservation_cost=_part(claimed.reservation_cost, version),
        last_updated=short_time(issued_at),
    )


def credit_cdr_to_json(credit: CreditCdr, credited: JsonObject) -> JsonObject:
    """The Credit CDR as OCPI writes it: the CDR that it undoes, with a negative total."""
    return dict(credited) | present(
        id=credit.cdr_id,
        credit=True,
        credit_reference_id=credit.credit_reference_id,
        total_cost=price_json(credit.total_cost, version_of(credited)),
        remark=credit.reason or None,
        last_updated=short_time(credit.issued_at),
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


def _part(price: Price | None, version: OcpiVersion) -> JsonObject | None:
    return None if price is None else price_json(price, version)
