"""What peers of the hub push, as bytes, and books with something in every table of theirs."""

from datetime import timedelta

from core.domain.authorisation import Authorisation, RefusalReason
from core.ocpi.json_bytes import json_of_value
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.keep_pushed import Push, keep_pushed
from core.service.known import known_of
from core.store.authorisation_store import put_authorisations, put_stated
from core.store.outbox_store import (
    OutboxMessage,
    OutboxOutcome,
    begin_try,
    end_message,
    put_messages,
)
from tests.books import NOW
from tests.builders import CPO, DP

UPDATED = "2026-06-01T09:00:00Z"
LATER = "2026-06-02T09:00:00Z"


def a_wire_connector(**changes):
    fields = {
        "id": "1",
        "standard": "IEC_62196_T2",
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "max_voltage": 230,
        "max_amperage": 32,
        "tariff_ids": ["T1"],
        "last_updated": UPDATED,
    }
    return fields | changes


def a_wire_evse(uid="E7", **changes):
    fields = {
        "uid": uid,
        "evse_id": f"NL*ABC*{uid}",
        "status": "AVAILABLE",
        "capabilities": ["RFID_READER", "REMOTE_START_STOP_CAPABLE"],
        "connectors": [a_wire_connector()],
        "last_updated": UPDATED,
    }
    return fields | changes


def a_wire_location(location_id="L7", **changes):
    fields = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": location_id,
        "publish": True,
        "address": "Dam 1",
        "city": "Amsterdam",
        "country": "NLD",
        "coordinates": {"latitude": "52.37310", "longitude": "4.89260"},
        "time_zone": "Europe/Amsterdam",
        "evses": [a_wire_evse()],
        "last_updated": UPDATED,
        "x_colour": "green",
    }
    return fields | changes


def a_wire_tariff(tariff_id="T7", price="0.40", **changes):
    component = {"type": "ENERGY", "price": float(price), "vat": 21, "step_size": 1}
    fields = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": tariff_id,
        "currency": "EUR",
        "elements": [{"price_components": [component]}],
        "last_updated": UPDATED,
    }
    return fields | changes


def a_wire_token(uid="04A2B3", **changes):
    fields = {
        "country_code": "NL",
        "party_id": "XYZ",
        "uid": uid,
        "type": "RFID",
        "contract_id": "NL-XYZ-C12345678",
        "issuer": "XYZ Mobility",
        "valid": True,
        "whitelist": "ALLOWED",
        "last_updated": UPDATED,
    }
    return fields | changes


def a_wire_session(session_id="S7", **changes):
    fields = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": session_id,
        "start_date_time": UPDATED,
        "kwh": 0,
        "cdr_token": {
            "country_code": "NL",
            "party_id": "XYZ",
            "uid": "04A2B3",
            "type": "RFID",
            "contract_id": "NL-XYZ-C12345678",
        },
        "auth_method": "AUTH_REQUEST",
        "location_id": "L1",
        "evse_uid": "E1",
        "connector_id": "1",
        "currency": "EUR",
        "status": "ACTIVE",
        "last_updated": UPDATED,
    }
    return fields | changes


def a_push(module, value, *ids, method="PUT", owner=None, **changes):
    """A push of one object; `ids` are those of the URL, by default its own."""
    own = value.get("uid" if module is ModuleId.TOKENS else "id")
    fields = {
        "owner": owner or (DP if module is ModuleId.TOKENS else CPO),
        "ids": ids or (own,),
        "version": OcpiVersion.V2_2_1,
        "body": json_of_value(value) if method != "DELETE" else b"",
    }
    return Push(module=module, method=method, **fields | changes)


def push(runtime, module, value, *ids, **changes):
    return keep_pushed(runtime, a_push(module, value, *ids, **changes), known_of(runtime))


def an_authorisation(reference="AUTH-9", **changes):
    fields = {"at": NOW, "cpo": CPO, "demand_partner": DP, "token": "~t", "decided_by": DP}
    return Authorisation(reference=reference, **fields | changes)


def a_message(message="fact:1:NL*XYZ", **changes):
    fields = {
        "party": DP,
        "module": "cdrs",
        "interface": "RECEIVER",
        "method": "POST",
        "path": "",
        "version": "2.2.1",
        "body": "{}",
        "made_at": NOW,
    }
    return OutboxMessage(message=message, **fields | changes)


def fill_kept(runtime):
    """Write at least one row into every table of what peers tell and are told."""
    push(runtime, ModuleId.LOCATIONS, a_wire_location())
    changed = a_wire_evse(connectors=[a_wire_connector(tariff_ids=["T2"])])
    moved = a_wire_location(time_zone="Europe/Berlin", evses=[changed], last_updated=LATER)
    push(runtime, ModuleId.LOCATIONS, moved)
    push(runtime, ModuleId.TARIFFS, a_wire_tariff())
    push(runtime, ModuleId.SESSIONS, a_wire_session())
    refused = an_authorisation(reason=RefusalReason.NO_CREDIT, detail="nothing left")
    with runtime.database.transaction() as connection:
        put_authorisations(connection, [refused])
        put_stated(connection, refused, "THEIRS-9")
        put_messages(connection, [a_message()])
        begin_try(connection, "fact:1:NL*XYZ", 1, NOW, NOW + timedelta(minutes=1))
        end_message(connection, "fact:1:NL*XYZ", OutboxOutcome.DELIVERED, "", NOW)
