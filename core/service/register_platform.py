"""People on the hub's platforms: add a party, invite it again, suspend it, let it come back.

An invitation is token A, which is shown once; the books keep its hash.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Final

from core.domain.errors import ConflictError, IllegalTransitionError, NotFoundError
from core.domain.hub_view import KnownToken, TokenKind, known_token
from core.domain.platform import ConnectionStatus, Platform, PlatformRole
from core.domain.platform_change import ChangeKind, PlatformChange
from core.service.runtime import Runtime
from core.store.database import OpenTransaction
from core.store.platform_store import (
    live_tokens,
    platform_of,
    platforms_alone,
    platforms_naming,
    put_change,
    put_tokens,
)

_TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Invitation:
    """A platform with the first token that was made for it."""

    platform: Platform
    token: str = field(repr=False)
    """Token A; it is nowhere else."""


def new_token() -> str:
    """A credentials token: 256 random bits in 43 printable characters."""
    return token_urlsafe(_TOKEN_BYTES)


def platform_id_of(role: PlatformRole) -> str:
    """The id of the platform whose first role this is, ``nl-abc-cpo``."""
    return f"{role.party.replace('*', '-')}-{role.role}".lower()


def add_platform(runtime: Runtime, roles: tuple[PlatformRole, ...], name: str = "") -> Invitation:
    """Register a partner, who is invited by token A.

    Args:
        runtime: The books.
        roles: What it may be; the first one names the platform.
        name: What people call it; its first role's name where they call it nothing.

    Raises:
        ConflictError: It is known already, or one of its roles is another platform's.
    """
    token = new_token()
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        platform = new_platform(connection, roles, name)
        change = _put(runtime, connection, platform, ChangeKind.ADDED)
        first = known_token(token, TokenKind.FIRST, platform.platform_id)
        put_tokens(connection, change.number, [first])
    return Invitation(platform, token)


def new_platform(
    connection: OpenTransaction, roles: tuple[PlatformRole, ...], name: str
) -> Platform:
    """A platform that nobody knows yet.

    Raises:
        ConflictError: Somebody does.
    """
    platform_id = platform_id_of(roles[0])
    if platform_of(connection, platform_id) is not None:
        raise ConflictError(f"{platform_id}: is known; party invite makes it a new token A")
    for other in platforms_naming(connection, {role.party for role in roles}):
        expect_free(roles, other)
    return Platform(
        platform_id=platform_id,
        name=name or roles[0].name or roles[0].party,
        roles=roles,
        invited=roles,
        status=ConnectionStatus.PLANNED,
    )


def expect_free(roles: tuple[PlatformRole, ...], other: Platform) -> None:
    """Return if another platform has none of these roles.

    Raises:
        ConflictError: It has.
    """
    taken = {(role.role, role.party) for role in (*other.roles, *other.invited)}
    for role in roles:
        if (role.role, role.party) in taken:
            raise ConflictError(f"{role.party} as {role.role} is platform {other.platform_id}'s")


def invite_platform(runtime: Runtime, name: str) -> Invitation:
    """Make a platform another token A; what it had before, of either kind, opens nothing any more.

    Raises:
        NotFoundError: Nobody of that name.
        IllegalTransitionError: It is suspended.
    """
    token = new_token()
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        before = platform_named(connection, name)
        if before.status is ConnectionStatus.SUSPENDED and before.registered_at is not None:
            raise IllegalTransitionError(before.platform_id, before.status, "invited")
        platform = replace(
            before, status=ConnectionStatus.PLANNED, roles=before.invited, endpoints=()
        )
        change = _put(runtime, connection, platform, ChangeKind.INVITED)
        end_tokens(connection, change)
        first = known_token(token, TokenKind.FIRST, platform.platform_id)
        put_tokens(connection, change.number, [first])
    return Invitation(platform, token)


def suspend_platform(runtime: Runtime, name: str, note: str = "") -> Platform:
    """Serve a platform no more; its tokens open nothing while it is suspended.

    Raises:
        NotFoundError: Nobody of that name.
        IllegalTransitionError: It is suspended already.
    """
    return _moved(runtime, name, note, ChangeKind.SUSPENDED, _suspended)


def resume_platform(runtime: Runtime, name: str, note: str = "") -> Platform:
    """Serve a suspended platform again, as it was.

    Raises:
        NotFoundError: Nobody of that name.
        IllegalTransitionError: It is not suspended.
    """
    return _moved(runtime, name, note, ChangeKind.RESUMED, _resumed)


def _suspended(before: Platform) -> ConnectionStatus | None:
    is_so = before.status is ConnectionStatus.SUSPENDED
    return None if is_so else ConnectionStatus.SUSPENDED


def _resumed(before: Platform) -> ConnectionStatus | None:
    if before.status is not ConnectionStatus.SUSPENDED:
        return None
    return ConnectionStatus.CONNECTED if before.endpoints else ConnectionStatus.PLANNED


def _moved(
    runtime: Runtime,
    name: str,
    note: str,
    kind: ChangeKind,
    following: Callable[[Platform], ConnectionStatus | None],
) -> Platform:
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        before = platform_named(connection, name)
        status = following(before)
        if status is None:
            raise IllegalTransitionError(before.platform_id, before.status, kind)
        platform = replace(before, status=status)
        _put(runtime, connection, platform, kind, note)
    return platform


def platform_named(connection: OpenTransaction, name: str) -> Platform:
    """The platform of an id, or the only one of a party ``NL*ABC``.

    Raises:
        NotFoundError: There is none, or there are several.
    """
    exact = platform_of(connection, name.lower())
    if exact is not None:
        return exact
    found = [one for one in platforms_naming(connection, [name.upper()]) if one.speaks_for(name)]
    if len(found) == 1:
        return found[0]
    several = ", ".join(one.platform_id for one in found)
    raise NotFoundError(
        f"{name}: wanted one platform, found {several or 'none; party list shows all'}"
    )


def end_tokens(connection: OpenTransaction, change: PlatformChange) -> None:
    """Let every token of a platform open nothing from a change on."""
    mine = live_tokens(connection, [change.platform.platform_id])
    put_tokens(connection, change.number, [replace(one, kind=TokenKind.ENDED) for one in mine])


def _put(
    runtime: Runtime,
    connection: OpenTransaction,
    platform: Platform,
    kind: ChangeKind,
    note: str = "",
) -> PlatformChange:
    change = PlatformChange(kind=kind, at=runtime.now(), platform=platform, note=note)
    return put_change(connection, change)


def known_here(connection: OpenTransaction, platform_id: str, sha: str) -> KnownToken | None:
    """The token of that hash, if it still opens something for a platform."""
    mine = live_tokens(connection, [platform_id])
    return next((one for one in mine if one.sha == sha), None)
