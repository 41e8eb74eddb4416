"""What the hub knows of its platforms at one time, and of the tokens by which they speak to it.

A token itself is nowhere: it is shown once, and a hash of it is kept, found by its beginning.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from core.domain.platform import Platform

PREFIX_LENGTH: Final = 8
"""Characters of a token by which its hash is looked up; they tell nothing of the others."""


class TokenKind(StrEnum):
    """What a peer's token opens; the last word on a token counts."""

    FIRST = "A"
    """Token A: versions and credentials, until the handshake is done."""
    LASTING = "C"
    """What the handshake agreed: every module."""
    ENDED = "END"
    """Nothing any more."""


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A token by which a platform speaks to the hub."""

    sha: str
    """sha256, in hex."""
    prefix: str
    kind: TokenKind
    platform_id: str


@dataclass(frozen=True, slots=True)
class HubView:
    """All platforms and tokens at one time."""

    number: int = 0
    """Of the last change that is in it."""
    platforms: tuple[Platform, ...] = ()
    tokens: tuple[KnownToken, ...] = ()
    """By which they speak to the hub."""
    peer_tokens: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """By which the hub speaks to them: id of the platform, and the token as it is sealed."""


def token_sha(token: str) -> str:
    """What is kept of a token: it is 256 random bits, so that no salt would make it safer."""
    return sha256(token.encode()).hexdigest()


def known_token(token: str, kind: TokenKind, platform_id: str) -> KnownToken:
    """A token as the hub knows it from now on."""
    return KnownToken(token_sha(token), token[:PREFIX_LENGTH], kind, platform_id)
