"""The URL for a result is found, and replaced without touching anything else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.peek import Peek
from core.ocpi.response_url import response_url_of, with_response_url

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)
BODY = b'{ "a":1.10, "response_url" : "https:\\/\\/x.example", "b":{ "response_url":"y" } }'


def test_only_the_one_at_the_top_is_replaced_and_numbers_keep_their_form():
    found = with_response_url(BODY, "https://hub.example/p/1")
    assert json.loads(found)["response_url"] == "https://hub.example/p/1"
    assert b'{ "response_url":"y" }' in found
    assert b"1.10" in found


def test_where_there_is_none_nothing_changes():
    assert with_response_url(b'{ "a" : 1 }', "u") == b'{ "a" : 1 }'
    assert with_response_url(b"", "u") == b""


@pytest.mark.parametrize("module", list(ModuleId))
def test_only_what_asks_for_a_result_has_one(module):
    peek, query = Peek(response_url="b"), {"response_url": "q"}
    asks = module in {ModuleId.COMMANDS, ModuleId.CHARGING_PROFILES}
    assert response_url_of(module, InterfaceRole.RECEIVER, peek, {}) == ("b" if asks else None)
    assert response_url_of(module, InterfaceRole.RECEIVER, Peek(), query) == ("q" if asks else None)
    assert response_url_of(module, InterfaceRole.SENDER, peek, query) is None


@given(st.dictionaries(TEXTS, JSON), JSON)
def test_every_other_field_stays_whatever_it_is(fields, old):
    body = json.dumps(fields | {"response_url": old}).encode()
    found = json.loads(with_response_url(body, "https://hub.example/p"))
    assert found == json.loads(body) | {"response_url": "https://hub.example/p"}
