"""Messages between versions, as bytes: which object it is, lists, nulls, and exact numbers."""

import json

import pytest

from core.domain.errors import RuleError, SourceError
from core.ocpi.convert_message import convert_data, object_name
from core.ocpi.json_bytes import json_of_value
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from tests.wire_objects import a_wire_object

OLD, NEW = OcpiVersion.V2_2_1, OcpiVersion.V2_3_0


def test_numbers_keep_their_digits_and_unknown_fields_stay():
    body = b'{"id":"1","total_cost":{"excl_vat":4.00,"incl_vat":4.40},"x":1.10}'
    made = convert_data(ModuleId.CDRS, body, OLD, NEW)
    assert made.data == (
        b'{"id":"1","total_cost":{"before_taxes":4.00,"taxes":[{"name":"VAT","amount":0.40}]},'
        b'"x":1.10}'
    )
    assert convert_data(ModuleId.CDRS, made.data, NEW, OLD).data == body


def test_a_list_is_converted_one_by_one_and_losses_tell_which():
    location = a_wire_object(NEW, "Location", full=False) | {"help_phone": "112"}
    made = convert_data(ModuleId.LOCATIONS, json_of_value([{}, location]), NEW, OLD)
    assert [one.pointer for one in made.losses] == ["/1/help_phone"]
    assert "help_phone" not in json.loads(made.data)[1]


@pytest.mark.parametrize("name", ["Location", "EVSE", "Connector"])
@pytest.mark.parametrize("version", list(OcpiVersion))
@pytest.mark.parametrize("full", [True, False])
def test_a_part_of_a_location_is_told_by_its_fields(name, version, full):
    assert object_name(ModuleId.LOCATIONS, a_wire_object(version, name, full=full)) == name


@pytest.mark.parametrize(
    ("module", "value", "name"),
    [
        (ModuleId.LOCATIONS, {"status": "CHARGING", "last_updated": ""}, "EVSE"),
        (ModuleId.LOCATIONS, {"name": "", "last_updated": ""}, "Location"),
        (ModuleId.LOCATIONS, {"tariff_ids": [], "last_updated": ""}, "Connector"),
        (ModuleId.TOKENS, {"allowed": "ALLOWED", "token": {}}, "AuthorizationInfo"),
        (ModuleId.SESSIONS, "ACCEPTED", "Session"),
    ],
)
def test_a_patch_or_an_answer_is_told_by_its_fields(module, value, name):
    assert object_name(module, value) == name


def test_whole_objects_lose_their_nulls_and_a_patch_keeps_what_is_to_go():
    token = a_wire_object(OLD, "Token", full=False)
    nulls = {"group_id": None, "x_own": {"a": [None, 1], "b": None}}
    whole = json.loads(convert_data(ModuleId.TOKENS, json_of_value(token | nulls), OLD, NEW).data)
    assert whole == token | {"x_own": {"a": [1]}}
    patch = b'{"group_id":null,"last_updated":"2026-01-01T00:00:00Z"}'
    assert convert_data(ModuleId.TOKENS, patch, OLD, NEW).data == patch


def test_what_is_the_same_in_both_versions_is_not_touched():
    body = b'{ "response_url" : "https://x.example" }'
    assert convert_data(ModuleId.COMMANDS, body, OLD, NEW).data is body
    assert convert_data(ModuleId.CHARGING_PROFILES, body, NEW, OLD).data is body
    assert convert_data(ModuleId.CDRS, b"", OLD, NEW).data == b""
    assert convert_data(ModuleId.CDRS, body, OLD, OLD).data is body


def test_an_answer_that_is_one_word_or_nothing_stays_it():
    assert convert_data(ModuleId.SESSIONS, b"null", OLD, NEW).data == b"null"
    assert convert_data(ModuleId.SESSIONS, b'"ACCEPTED"', OLD, NEW).data == b'"ACCEPTED"'


def test_a_module_that_2_2_1_does_not_have_cannot_be_converted():
    with pytest.raises(RuleError, match=r"invoicereconciliation: OCPI 2\.2\.1 has no such module"):
        convert_data(ModuleId.INVOICE_RECONCILIATION, b"{}", NEW, OLD)


def test_what_is_no_json_is_refused():
    with pytest.raises(SourceError):
        convert_data(ModuleId.CDRS, b"{", OLD, NEW)
