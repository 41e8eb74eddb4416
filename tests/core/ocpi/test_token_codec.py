"""Tokens and authorisations: read as OCPI writes them, written so that OCPI allows them."""

import json
from datetime import UTC, datetime

import pytest

from core.domain.authorisation import AllowedType, WhitelistType
from core.domain.contract_token import AuthorizationInfo, ContractToken, LocationReferences
from core.domain.errors import WireError
from core.ocpi.examine_object import examine_object
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.token_codec import (
    authorization_from_json,
    authorization_to_json,
    place_from_json,
    place_to_json,
    token_from_json,
    token_to_json,
)
from tests.wire_objects import a_wire_object

OLD = OcpiVersion.V2_2_1
TOKEN = ContractToken(
    demand_partner="DE*TNM",
    uid="012345678",
    type="RFID",
    contract_id="DE8ACC12E46L89",
    issuer="TheNewMotion",
    valid=True,
    whitelist=WhitelistType.ALWAYS,
    last_updated=datetime(2026, 1, 31, 12, tzinfo=UTC),
    visual_number="DF000-2001-8999-1",
    group_id="DF000-2001-8999",
    language="it",
)
BARE = ContractToken(
    demand_partner="DE*TNM",
    uid="1",
    type="VIN",
    contract_id="x",
    issuer="",
    valid=False,
    whitelist=WhitelistType.NEVER,
    last_updated=TOKEN.last_updated,
)


@pytest.mark.parametrize("token", [TOKEN, BARE])
def test_a_token_is_read_as_it_was_written(token):
    assert token_from_json(token_to_json(token)) == token


def test_what_is_written_is_what_ocpi_allows():
    place = LocationReferences("LOC1", ("1", "2"))
    info = AuthorizationInfo(
        allowed=AllowedType.NO_CREDIT,
        token=TOKEN,
        location=place,
        authorization_reference="ref",
        info="x" * 600,
    )
    assert examine_object(OLD, "Token", token_to_json(TOKEN)) == ()
    assert examine_object(OLD, "LocationReferences", place_to_json(place)) == ()
    assert examine_object(OLD, "AuthorizationInfo", authorization_to_json(info)) == ()


@pytest.mark.parametrize(
    "info",
    [
        AuthorizationInfo(allowed=AllowedType.ALLOWED, token=BARE),
        AuthorizationInfo(
            allowed=AllowedType.BLOCKED,
            token=TOKEN,
            location=LocationReferences("LOC1"),
            authorization_reference="ref",
            info="No more today.",
        ),
    ],
)
def test_an_authorisation_is_read_as_it_was_written(info):
    assert authorization_from_json(authorization_to_json(info)) == info


@pytest.mark.parametrize("value", [None, {}])
def test_a_question_may_name_no_place(value):
    assert place_from_json(value) is None


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"token": {}}, "token.country_code"),
        ({"allowed": "MAYBE"}, "allowed"),
        ({"location": {"evse_uids": []}}, "location.location_id"),
    ],
)
def test_what_ocpi_does_not_allow_is_refused_at_its_place(fields, path):
    with pytest.raises(WireError) as refused:
        authorization_from_json(a_wire_object(OLD, "AuthorizationInfo") | fields)
    assert refused.value.path == path


@pytest.mark.parametrize("version", list(OcpiVersion))
def test_the_examples_of_the_specification_are_read_and_written_again(version, shared_dir):
    files = sorted((shared_dir / "vectors" / "ocpi_spec" / version).glob("token_example*.json"))
    for file in files:
        raw = json.loads(file.read_text())
        held = token_to_json(token_from_json(raw))
        assert held == {name: one for name, one in raw.items() if name in held}
    assert len(files) == 2
