"""What a log says of an object that breaks the tables: where, and nothing of what stood there."""

import pytest

from core.ocpi.json_bytes import json_of_value
from core.ocpi.message_violations import violations_told
from core.ocpi.ocpi_version import OcpiVersion
from tests.wire_objects import a_wire_object

OLD = OcpiVersion.V2_2_1


def told(value, **named):
    return violations_told(OLD, "Token", json_of_value(value), **named)


def test_an_object_that_is_in_order_says_nothing():
    assert told(a_wire_object(OLD, "Token")) == ""
    assert told({"valid": False, "last_updated": "2026-01-01T00:00:00Z"}, partial=True) == ""


def test_each_violation_is_told_by_its_place_and_without_what_stood_there():
    token = a_wire_object(OLD, "Token") | {"uid": "4" * 40, "valid": "yes"}
    assert told(token) == "/uid: wanted at most 36 characters; /valid: wanted true or false"


def test_many_violations_are_counted():
    assert told({}).endswith("/contract_id: wanted CiString(36); and 4 more")
    assert told([]) == "/: wanted an object Token"


@pytest.mark.parametrize("name", [None, "StartSession2", "InvoiceReconciliationRecord"])
def test_what_carries_no_object_of_that_version_says_nothing(name):
    assert violations_told(OLD, name, b"{}") == ""
    assert violations_told(OLD, "Token", b"") == ""


def test_what_is_no_json_says_so():
    assert violations_told(OLD, "Token", b"{") == "no JSON"
