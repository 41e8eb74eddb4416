"""Routing reads of a message what it needs, and says clearly what it cannot read."""

import pytest

from core.domain.errors import SourceError, WireError
from core.ocpi.peek import NOTHING, TokenPeek, key_of, peek, same_id


def test_a_body_is_read_as_far_as_routing_needs_it():
    found = peek(
        b'{"country_code": "nl", "party_id": "AbC", "id": "L1", "name": [1.10, {"id": 3}],'
        b' "cdr_token": {"country_code": "DE", "party_id": "EMP", "uid": "1", "type": "RFID"}}'
    )
    assert (found.owner, found.id, found.demand_partner) == ("NL*ABC", "L1", "DE*EMP")
    assert found.cdr_token == TokenPeek("DE", "EMP", "1")


def test_an_empty_body_and_absent_or_null_fields_say_nothing():
    assert peek(b"") == NOTHING
    assert peek(b'{"country_code": null, "cdr_token": null}') == NOTHING
    assert peek(b'{"party_id": "ABC"}').owner is None


@pytest.mark.parametrize("body", [b"{", b"nothing", b'{"id": "a",}', b'"\xff"', b"[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(body):
    with pytest.raises(SourceError, match="not JSON"):
        peek(body)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"id": 7}', "id"),
        (b'{"cdr_token": {"uid": []}}', "cdr_token.uid"),
        (b"[]", "body"),
        (b"7", "body"),
    ],
)
def test_json_of_another_form_names_its_path(body, path):
    with pytest.raises(WireError) as caught:
        peek(body)
    assert caught.value.path == path


def test_a_key_needs_both_halves():
    assert key_of("nl", "abc") == "NL*ABC"
    assert key_of("nl", None) is None
    assert key_of("", "abc") is None
    assert same_id("LOC-a", "loc-A")
