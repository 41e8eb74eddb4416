"""Credentials tokens in HTTP's Authorization header: in base64, as OCPI wants it, or as they are.

Source: OCPI 2.2.1 transport_and_format (authorization header). Since 2.2-d2 the token is base64;
many peers send it as it is, so both are tried, base64 first.
"""

import binascii
from base64 import b64decode, b64encode
from typing import Final

LONGEST_TOKEN: Final = 64
"""Characters; printable ASCII."""
_LONGEST_HEADER: Final = 200
_SCHEME: Final = "token"


def is_token(text: str) -> bool:
    """Whether a text can be a token."""
    return 1 <= len(text) <= LONGEST_TOKEN and text.isascii() and text.isprintable()


def header_of_token(token: str, *, raw: bool = False) -> str:
    """The value of the Authorization header."""
    return f"Token {token if raw else b64encode(token.encode()).decode()}"


def tokens_of_header(value: str) -> tuple[str, ...]:
    """What the header may mean, the likelier first; empty where it holds no token."""
    scheme, _, written = value.strip().partition(" ")
    written = written.strip()
    if scheme.lower() != _SCHEME or not written or len(written) > _LONGEST_HEADER:
        return ()
    candidates = (_decoded(written), written)
    return tuple(one for one in candidates if one is not None and is_token(one))


def _decoded(written: str) -> str | None:
    """A token out of base64, with its padding or without; None if it is no base64."""
    padded = written + "=" * (-len(written) % 4)
    try:
        return b64decode(padded, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
