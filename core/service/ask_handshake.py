"""Ask the hub for a handshake with a peer that gave us its token A; one process answers it."""

from collections.abc import Sequence
from hashlib import sha256

from core.domain.errors import CollisionError, InvalidValueError, NotFoundError, RuleError
from core.domain.handshake_request import HandshakeAnswer, HandshakeRequest
from core.domain.platform import ConnectionStatus, PlatformRole
from core.domain.platform_change import ChangeKind, PlatformChange
from core.ocpi.credentials_token import is_token
from core.service.register_platform import new_platform, platform_id_of, platform_named
from core.service.runtime import Runtime
from core.service.sealed_box import HubKey, sealed
from core.store.database import OpenTransaction
from core.store.handshake_store import (
    put_answer,
    put_claim,
    put_request,
    request_of,
    unanswered,
)
from core.store.platform_store import platform_of, platforms_alone, public_key, put_change


def ask_handshake(
    runtime: Runtime, roles: tuple[PlatformRole, ...], versions_url: str, token: str
) -> HandshakeRequest:
    """Write the request; a partner that nobody knows yet is added, without a token of ours.

    Args:
        runtime: The books.
        roles: What the partner may be; the first one names the platform.
        versions_url: Where it told us to begin.
        token: Its token A; kept in a box that only the hub opens.

    Raises:
        RuleError: It is no token, or the hub was never started, so that nobody could open the box.
        ConflictError: One of the roles is another platform's.
    """
    if not is_token(token):
        raise RuleError("token: wanted 1 to 64 printable characters of ASCII")
    with runtime.database.transaction() as connection:
        public = public_key(connection)
        if public is None:
            raise RuleError("the hub was never started on these books; networkcore serve does that")
        platforms_alone(connection)
        platform_id = platform_id_of(roles[0])
        if platform_of(connection, platform_id) is None:
            platform = new_platform(connection, roles, "")
            put_change(
                connection,
                PlatformChange(kind=ChangeKind.ADDED, at=runtime.now(), platform=platform),
            )
        return _asked(
            runtime, connection, platform_id, versions_url, sealed(public, token, versions_url)
        )


def ask_renewal(runtime: Runtime, name: str) -> HandshakeRequest:
    """Ask the hub to renew the credentials of a registered partner, both ways.

    Raises:
        NotFoundError: Nobody of that name.
        RuleError: It is not connected, so that nobody could be asked.
    """
    with runtime.database.transaction() as connection:
        platform = platform_named(connection, name)
        if platform.status is not ConnectionStatus.CONNECTED or platform.versions_url is None:
            raise RuleError(f"{platform.platform_id}: wanted one that is connected")
        return _asked(runtime, connection, platform.platform_id, platform.versions_url, "")


def _asked(
    runtime: Runtime,
    connection: OpenTransaction,
    platform_id: str,
    versions_url: str,
    sealed_token: str,
) -> HandshakeRequest:
    """Write a request; without a token it is one to renew."""
    asked_at = runtime.now()
    name = f"{platform_id} {asked_at.isoformat()} {sealed_token}"
    request = HandshakeRequest(
        request_id=sha256(name.encode()).hexdigest()[:16],
        platform_id=platform_id,
        versions_url=versions_url,
        sealed_token=sealed_token,
        asked_at=asked_at,
    )
    put_request(connection, request)
    return request


def claim_handshakes(runtime: Runtime, key: HubKey) -> Sequence[tuple[HandshakeRequest, str]]:
    """What waits and this process does from now on, each with the peer's token A.

    The token is empty where a partner's credentials are to be renewed.
    """
    with runtime.database.reading() as connection:
        waiting = unanswered(connection, runtime.now())
    mine = [one for one, attempts in waiting if _claimed(runtime, one, attempts + 1)]
    opened = [(one, _opened(runtime, key, one)) for one in mine]
    return [(one, token) for one, token in opened if token is not None]


def _opened(runtime: Runtime, key: HubKey, request: HandshakeRequest) -> str | None:
    """Token A of the peer; None, and that is the answer, where it cannot be opened."""
    if not request.sealed_token:
        return ""
    try:
        return key.opened(request.sealed_token, request.versions_url)
    except InvalidValueError as error:
        answer_handshake(runtime, request.request_id, is_done=False, detail=str(error))
        return None


def _claimed(runtime: Runtime, request: HandshakeRequest, attempt: int) -> bool:
    try:
        with runtime.database.transaction() as connection:
            put_claim(connection, request.request_id, attempt, runtime.now())
    except CollisionError:
        return False
    return True


def answer_handshake(runtime: Runtime, request_id: str, *, is_done: bool, detail: str) -> None:
    """Say what came of a request."""
    with runtime.database.transaction() as connection:
        put_answer(connection, request_id, HandshakeAnswer(is_done, detail, runtime.now()))


def view_handshake(runtime: Runtime, request_id: str) -> HandshakeRequest:
    """A request with its answer.

    Raises:
        NotFoundError: Nobody asked that.
    """
    with runtime.database.reading() as connection:
        found = request_of(connection, request_id)
    if found is None:
        raise NotFoundError(f"{request_id}: no such request of a handshake")
    return found
