"""Tokens in the Authorization header are found, in base64 and as they are."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ocpi.credentials_token import header_of_token, is_token, tokens_of_header

TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)


@given(TOKENS, st.booleans())
def test_a_token_is_found_in_either_form(token, raw):
    assert token in tokens_of_header(header_of_token(token, raw=raw))


def test_base64_is_tried_first():
    written = b64encode(b"inner").decode()
    assert tokens_of_header(f"Token {written}") == ("inner", written)


@pytest.mark.parametrize(
    "header", [f"token {b64encode(b'abcd').decode().rstrip('=')}", "TOKEN YWJjZA"]
)
def test_padding_and_the_case_of_the_scheme_do_not_matter(header):
    assert tokens_of_header(header)[0] == "abcd"


@pytest.mark.parametrize("header", ["", "Token", "Token ", "Basic eDp5", "Token " + "x" * 201])
def test_what_holds_no_token_gives_none(header):
    assert tokens_of_header(header) == ()


@given(st.text())
def test_no_header_breaks_it(header):
    assert all(is_token(one) for one in tokens_of_header(f"Token {header}"))


@pytest.mark.parametrize("text", ["", "x" * 65, "tök", "a\nb"])
def test_a_token_is_printable_ascii_of_64_characters_at_most(text):
    assert not is_token(text)
