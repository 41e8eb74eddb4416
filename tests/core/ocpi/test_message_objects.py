"""Which object a call carries, and that what passes between versions says what it lost."""

import json
from pathlib import Path

import pytest

from core.domain.errors import SourceError
from core.ocpi.calls import CALLS, UNROUTED
from core.ocpi.json_bytes import json_of_value
from core.ocpi.message_objects import Carried, carried, rewritten
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.object_tables import TABLES
from core.ocpi.ocpi_version import OcpiVersion
from tests.wire_objects import a_wire_object

OLD, NEW = OcpiVersion
SENDER, RECEIVER = InterfaceRole
EXAMPLES = Path(__file__).parents[4] / "shared" / "vectors" / "ocpi_spec"


@pytest.mark.parametrize(
    ("module", "interface", "method", "rest", "wanted"),
    [
        (ModuleId.LOCATIONS, SENDER, "GET", "", Carried(None, "Location")),
        (ModuleId.LOCATIONS, SENDER, "GET", "L E", Carried(None, "EVSE")),
        (ModuleId.LOCATIONS, RECEIVER, "GET", "NL ABC L E C", Carried(None, "Connector")),
        (ModuleId.LOCATIONS, RECEIVER, "PUT", "NL ABC L", Carried("Location")),
        (ModuleId.LOCATIONS, RECEIVER, "PATCH", "NL ABC L E", Carried("EVSE")),
        (ModuleId.SESSIONS, RECEIVER, "PATCH", "NL ABC S", Carried("Session")),
        (
            ModuleId.SESSIONS,
            SENDER,
            "PUT",
            "S charging_preferences",
            Carried("ChargingPreferences"),
        ),
        (ModuleId.CDRS, RECEIVER, "POST", "", Carried("CDR")),
        (ModuleId.TARIFFS, SENDER, "GET", "", Carried(None, "Tariff")),
        (ModuleId.TOKENS, RECEIVER, "PUT", "DE EMP T", Carried("Token")),
        (
            ModuleId.TOKENS,
            SENDER,
            "POST",
            "T authorize",
            Carried("LocationReferences", "AuthorizationInfo"),
        ),
        (
            ModuleId.COMMANDS,
            RECEIVER,
            "POST",
            "START_SESSION",
            Carried("StartSession", "CommandResponse"),
        ),
        (ModuleId.COMMANDS, RECEIVER, "POST", "OWN_ONE", Carried(None, "CommandResponse")),
        (
            ModuleId.CHARGING_PROFILES,
            RECEIVER,
            "PUT",
            "S",
            Carried("SetChargingProfile", "ChargingProfileResponse"),
        ),
        (ModuleId.CHARGING_PROFILES, SENDER, "PUT", "S", Carried("ActiveChargingProfile")),
    ],
)
def test_a_call_carries_the_object_of_its_path(module, interface, method, rest, wanted):
    assert carried(module, interface, method, tuple(rest.split())) == wanted


def test_every_object_that_any_call_carries_has_a_table():
    for (module, interface), calls in CALLS.items():
        if module not in UNROUTED:
            for call in calls:
                path = tuple(one.strip("=?") for one in call.path)
                found = carried(module, interface, call.method, path)
                named = {one for one in (found.request, found.answer) if one}
                assert named <= set(TABLES[NEW].objects)


def test_a_cdr_of_2_2_1_reads_as_one_of_2_3_0_alone_and_in_a_list():
    raw = (EXAMPLES / "2.2.1" / "cdr_example.json").read_bytes()
    alone = json.loads(rewritten("CDR", raw, OLD, NEW).body)
    assert "before_taxes" in alone["total_cost"]
    assert json.loads(rewritten("CDR", b"[" + raw + b"]", OLD, NEW).body) == [alone]


def test_losses_say_where_in_a_list_they_were():
    location = {"id": "L", "evses": [{"uid": "E", "parking": [{"parking_id": "P"}]}]}
    raw = json.dumps([{"id": "K"}, location]).encode()
    found = rewritten("Location", raw, NEW, OLD)
    assert {loss.pointer.split("/")[1] for loss in found.losses} == {"1"}
    assert "parking" not in json.loads(found.body)[1]["evses"][0]


def test_numbers_keep_their_digits_and_unknown_fields_stay():
    body = b'{"id":"1","total_cost":{"excl_vat":4.00,"incl_vat":4.40},"x":1.10}'
    made = rewritten("CDR", body, OLD, NEW)
    assert made.body == (
        b'{"id":"1","total_cost":{"before_taxes":4.00,"taxes":[{"name":"VAT","amount":0.40}]},'
        b'"x":1.10}'
    )
    assert rewritten("CDR", made.body, NEW, OLD).body == body


def test_whole_objects_lose_their_nulls_and_a_patch_keeps_what_is_to_go():
    token = a_wire_object(OLD, "Token", full=False)
    nulls = {"group_id": None, "x_own": {"a": [None, 1], "b": None}}
    sent = [token | nulls, {"group_id": None}, "word", None]
    made = json.loads(rewritten("Token", json.dumps(sent).encode(), OLD, NEW).body)
    assert made == [token | {"x_own": {"a": [1]}}, {"group_id": None}, "word", None]
    patch = b'{"group_id":null,"last_updated":"2026-01-01T00:00:00Z"}'
    assert rewritten("Token", patch, OLD, NEW).body == patch


def test_what_is_nested_too_deeply_is_refused():
    token = json_of_value(a_wire_object(OLD, "Token", full=False))
    deep = token[:-1] + b',"x":' + b"[" * 600 + b"null" + b"]" * 600 + b"}"
    with pytest.raises(SourceError, match="nested too deeply"):
        rewritten("Token", deep, OLD, NEW)


def test_what_is_no_json_is_refused():
    with pytest.raises(SourceError):
        rewritten("CDR", b"{", OLD, NEW)


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [("CDR", OLD, OLD), (None, OLD, NEW), ("InvoiceReconciliationRecord", NEW, OLD)],
)
def test_what_needs_no_rewriting_stays_byte_for_byte(name, source, target):
    raw = b'{ "a" : 1.10 }'
    assert rewritten(name, raw, source, target).body == raw
    assert rewritten("CDR", b"", OLD, NEW).body == b""
