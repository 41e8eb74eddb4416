"""What the hub knows of its platforms at one time, and of the tokens by which they speak to it.

A token itself is nowhere: it is shown once, and a hash of it is kept, found by its beginning.
"""

from collections.abc import Collection
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

    def changed_by(self, later: "HubView", platform_ids: Collection[str]) -> "HubView":
        """The view at a later time, of which these platforms are all that changed."""
        kept = [one for one in self.platforms if one.platform_id not in platform_ids]
        tokens = (one for one in self.tokens if one.platform_id not in platform_ids)
        sealed = (one for one in self.peer_tokens if one[0] not in platform_ids)
        return HubView(
            later.number,
            tuple(sorted((*kept, *later.platforms), key=lambda one: one.platform_id)),
            (*tokens, *later.tokens),
            (*sealed, *later.peer_tokens),
        )


def token_sha(token: str) -> str:
    """What is kept of a token: it is 256 random bits, so that no salt would make it safer."""
    return sha256(token.encode()).hexdigest()


def known_token(token: str, kind: TokenKind, platform_id: str) -> KnownToken:
    """A token as the hub knows it from now on."""
    return KnownToken(token_sha(token), token[:PREFIX_LENGTH], kind, platform_id)
