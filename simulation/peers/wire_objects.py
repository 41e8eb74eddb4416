"""Whole OCPI objects, with every field that the specification demands, out of what a network says.

The codecs of the core write what pricing needs; a peer must also state addresses, formats and
moments. What a network does not know is said plainly: the site's name stands for its address.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.cdr import Cdr
from core.domain.driver_token import DriverToken, TokenType
from core.domain.location import Evse, Location, PowerType
from core.domain.session import SessionStatus
from core.domain.tariff import Tariff, TaxIncluded
from core.ocpi.cdr_codec import cdr_to_json
from core.ocpi.countries import alpha_3_of
from core.ocpi.location_codec import location_to_json
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.period_codec import periods_json
from core.ocpi.price_codec import price_json
from core.ocpi.tariff_codec import tariff_to_json
from core.ocpi.wire import WireObject, present, split_key, time_text
from simulation.peers.shelf import Object

_NOWHERE: Final = Decimal(0)
_VOLTS: Final = {PowerType.DC: 920}
_VOLTS_AC: Final = 230


def location_object(location: Location, now: datetime) -> Object:
    """A Location with its EVSEs, all of them available."""
    written = location_to_json(location)
    at = time_text(now)
    return written | {
        "publish": True,
        "address": location.name[:45],
        "city": location.name[:45],
        "coordinates": _coordinates(location),
        "evses": [_evse_object(one, at) for one in location.evses],
        "last_updated": at,
    }


def _evse_object(evse: Evse, at: str) -> Object:
    return present(
        uid=evse.evse_uid,
        evse_id=evse.evse_id,
        status="AVAILABLE",
        connectors=[
            present(
                id=one.connector_id,
                standard=one.standard,
                format="CABLE" if one.power_type is PowerType.DC else "SOCKET",
                power_type=one.power_type.value,
                max_voltage=_VOLTS.get(one.power_type, _VOLTS_AC),
                max_amperage=int(one.max_power_kw * 1000) // _VOLTS.get(one.power_type, _VOLTS_AC),
                max_electric_power=int(one.max_power_kw * 1000),
                tariff_ids=list(one.tariff_ids) or None,
                last_updated=at,
            )
            for one in evse.connectors
        ],
        last_updated=at,
    )


def _coordinates(location: Location) -> Object:
    return {
        "latitude": f"{location.latitude or _NOWHERE:.5f}",
        "longitude": f"{location.longitude or _NOWHERE:.5f}",
    }


def tariff_object(tariff: Tariff, now: datetime, version: OcpiVersion) -> Object:
    """A Tariff in the form of a version."""
    return tariff_to_json(tariff_stated(tariff, now, version))


def tariff_stated(tariff: Tariff, now: datetime, version: OcpiVersion) -> Tariff:
    """A tariff as a version can state it: only 2.3.0 says whether taxes are included."""
    newer = version is OcpiVersion.V2_3_0
    included = tariff.tax_included or TaxIncluded.NO
    return replace(tariff, tax_included=included if newer else None, last_updated=now)


def token_object(token: DriverToken, now: datetime, *, valid: bool = True) -> Object:
    """A Token that may be looked up in advance and asked for."""
    country_code, party_id = split_key(token.demand_partner)
    return {
        "country_code": country_code,
        "party_id": party_id,
        "uid": token.uid,
        "type": token.type.value,
        "contract_id": token.contract_id,
        "issuer": token.demand_partner,
        "valid": valid,
        "whitelist": "ALLOWED",
        "last_updated": time_text(now),
    }


def token_known(wire: WireObject) -> DriverToken:
    """A token as somebody wrote it.

    Raises:
        WireError: It is none.
    """
    return DriverToken(
        demand_partner=wire.party_key(),
        uid=wire.text("uid"),
        type=wire.member("type", TokenType),
        contract_id=wire.text("contract_id"),
    )


def session_object(cdr: Cdr, status: SessionStatus, at: datetime, version: OcpiVersion) -> Object:
    """The Session that a CDR will be of, as it stands at a moment."""
    country_code, party_id = split_key(cdr.cpo)
    is_over = status is SessionStatus.COMPLETED
    token_country, token_party = split_key(cdr.demand_partner)
    return present(
        country_code=country_code,
        party_id=party_id,
        id=cdr.session_id or cdr.cdr_id,
        start_date_time=time_text(cdr.start),
        end_date_time=time_text(cdr.end) if is_over else None,
        kwh=cdr.energy_kwh if is_over else Decimal(0),
        cdr_token={
            "country_code": token_country,
            "party_id": token_party,
            "uid": cdr.token.uid,
            "type": cdr.token.type.value,
            "contract_id": cdr.token.contract_id,
        },
        auth_method=cdr.auth_method.value,
        authorization_reference=cdr.authorization_reference,
        location_id=cdr.location_id,
        evse_uid=cdr.evse_uid,
        connector_id=cdr.connector_id,
        currency=cdr.currency,
        charging_periods=periods_json(cdr.charging_periods) if is_over else None,
        total_cost=price_json(cdr.total_cost, version) if is_over and cdr.total_cost else None,
        status=status.value,
        last_updated=time_text(at),
    )


def cdr_object(
    cdr: Cdr,
    location: Location,
    tariffs: Sequence[Tariff],
    issued_at: datetime,
    version: OcpiVersion,
) -> Object:
    """A CDR with all that OCPI demands of its location.

    Raises:
        RuleError: It has no total cost yet.
        StopIteration: Its EVSE is not of that location: a bug of ours.
    """
    written = cdr_to_json(cdr, issued_at, location.name, tariffs, version)
    evse = next(one for one in location.evses if one.evse_uid == cdr.evse_uid)
    connector = next(one for one in evse.connectors if one.connector_id == cdr.connector_id)
    written["cdr_location"] = {
        "id": location.location_id,
        "name": location.name,
        "address": location.name[:45],
        "city": location.name[:45],
        "country": alpha_3_of(location.country_code),
        "coordinates": _coordinates(location),
        "evse_uid": evse.evse_uid,
        "evse_id": evse.evse_id or evse.evse_uid,
        "connector_id": connector.connector_id,
        "connector_standard": connector.standard,
        "connector_format": "CABLE" if connector.power_type is PowerType.DC else "SOCKET",
        "connector_power_type": connector.power_type.value,
    }
    return written
