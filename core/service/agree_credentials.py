"""What a handshake changes in the books: tokens of both sides, roles, endpoints; all or nothing.

The token by which a peer asked must still be good when the change is written, so that of two
handshakes that began with one token A only one is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.domain.credentials import Credentials
from core.domain.errors import ConflictError, IllegalTransitionError, InvalidValueError
from core.domain.hub_view import TokenKind, known_token
from core.domain.platform import ConnectionStatus, Endpoint, Platform, PlatformRole
from core.domain.platform_change import ChangeKind, PlatformChange
from core.service.register_platform import end_tokens, expect_free, known_here
from core.service.runtime import Runtime
from core.service.sealed_box import sealed
from core.store.database import OpenTransaction
from core.store.platform_store import (
    live_tokens,
    platform_of,
    platforms_alone,
    platforms_naming,
    public_key,
    put_change,
    put_peer_token,
    put_tokens,
)

_HUB = "HUB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What came of a handshake."""

    platform_id: str
    used_sha: str
    """Of the token by which the peer spoke to us until now."""
    credentials: Credentials
    """Of the peer."""
    version: str
    endpoints: Sequence[Endpoint]
    token_is_raw: bool
    our_token: str = field(repr=False)
    """By which the peer speaks to us from now on."""


def register(runtime: Runtime, agreed: Agreed) -> Platform:
    """Keep what a handshake agreed: the peer is connected.

    Raises:
        IllegalTransitionError: The token by which it asked is good no more.
        InvalidValueError: It claims a role that it was not invited as.
        ConflictError: It claims a role of another platform's.
    """
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        before = _expect_good(connection, agreed.platform_id, agreed.used_sha)
        platform = _connected(runtime, before, agreed)
        _expect_allowed(connection, platform, agreed.credentials)
        is_new = before.registered_at is None or before.status is ConnectionStatus.PLANNED
        change = put_change(
            connection,
            PlatformChange(
                kind=ChangeKind.REGISTERED if is_new else ChangeKind.RENEWED,
                at=runtime.now(),
                platform=platform,
                who=agreed.platform_id,
                note=f"OCPI {agreed.version}, {len(agreed.endpoints)} endpoints",
            ),
        )
        _put_tokens(connection, change, agreed)
    return platform


def unregister(runtime: Runtime, platform_id: str, used_sha: str) -> Platform:
    """A peer took its credentials back: it is suspended until it is invited again.

    Raises:
        IllegalTransitionError: The token by which it asked is good no more.
    """
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        before = _expect_good(connection, platform_id, used_sha)
        platform = replace(
            before, status=ConnectionStatus.SUSPENDED, endpoints=(), registered_at=None
        )
        change = put_change(
            connection,
            PlatformChange(
                kind=ChangeKind.UNREGISTERED, at=runtime.now(), platform=platform, who=platform_id
            ),
        )
        end_tokens(connection, change)
    return platform


def approach(runtime: Runtime, platform_id: str, token: str) -> Platform:
    """Before we send our credentials to a peer: it may look at our versions by what we send.

    Raises:
        IllegalTransitionError: It is suspended, or not known.
    """
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        platform = platform_of(connection, platform_id)
        if platform is None or platform.status is ConnectionStatus.SUSPENDED:
            raise IllegalTransitionError(platform_id, "suspended or unknown", "approached")
        change = put_change(
            connection,
            PlatformChange(
                kind=ChangeKind.APPROACHED, at=runtime.now(), platform=platform, who="hub"
            ),
        )
        put_tokens(connection, change.number, [known_token(token, TokenKind.FIRST, platform_id)])
    return platform


def withdraw(runtime: Runtime, platform_id: str, token: str, problem: str) -> None:
    """After a handshake of ours that failed: what we sent opens nothing."""
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        platform = platform_of(connection, platform_id)
        assert platform is not None, platform_id
        change = put_change(
            connection,
            PlatformChange(
                kind=ChangeKind.WITHDRAWN,
                at=runtime.now(),
                platform=platform,
                who="hub",
                note=problem,
            ),
        )
        put_tokens(connection, change.number, [known_token(token, TokenKind.ENDED, platform_id)])


def _expect_good(connection: OpenTransaction, platform_id: str, sha: str) -> Platform:
    platform = platform_of(connection, platform_id)
    if platform is None or known_here(connection, platform_id, sha) is None:
        raise IllegalTransitionError(platform_id, "token used before", "registered")
    if platform.status is ConnectionStatus.SUSPENDED:  # by a person, while it registered
        raise IllegalTransitionError(platform_id, platform.status, "registered")
    return platform


def _connected(runtime: Runtime, before: Platform, agreed: Agreed) -> Platform:
    return replace(
        before,
        roles=agreed.credentials.roles,
        status=ConnectionStatus.CONNECTED,
        version=agreed.version,
        versions_url=agreed.credentials.versions_url,
        endpoints=tuple(agreed.endpoints),
        token_is_raw=agreed.token_is_raw,
        hub_party=agreed.credentials.hub_party,
        registered_at=runtime.now(),
    )


def _expect_allowed(
    connection: OpenTransaction, platform: Platform, credentials: Credentials
) -> None:
    """A peer is what it was invited as; another hub may also name whom it reaches."""
    invited = {(role.role, role.party) for role in platform.invited}
    is_hub = credentials.hub_party is not None and (_HUB, credentials.hub_party) in invited
    for at, role in enumerate(credentials.roles):
        if not is_hub and (role.role, role.party) not in invited:
            raise InvalidValueError(
                f"roles[{at}]: wanted a role that was invited, found {_told(role)}"
            )
    parties = {role.party for role in credentials.roles}
    for other in platforms_naming(connection, parties):
        if other.platform_id != platform.platform_id:
            expect_free(credentials.roles, other)


def _told(role: PlatformRole) -> str:
    return f"{role.party} as {role.role}"


def _put_tokens(connection: OpenTransaction, change: PlatformChange, agreed: Agreed) -> None:
    """The peer's new token opens every module, what it had opens nothing; ours is sealed."""
    public = public_key(connection)
    if public is None:
        raise ConflictError("the hub has no key to seal tokens with; start it once")
    mine = live_tokens(connection, [agreed.platform_id])
    lasting = known_token(agreed.our_token, TokenKind.LASTING, agreed.platform_id)
    ended = [replace(one, kind=TokenKind.ENDED) for one in mine if one.sha != lasting.sha]
    put_tokens(connection, change.number, [*ended, lasting])
    box = sealed(public, agreed.credentials.credentials_token, agreed.platform_id)
    put_peer_token(connection, change.number, agreed.platform_id, box)
