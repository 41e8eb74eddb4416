"""Who is connected to the hub: what it notes of connections, and what there is to tell of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from core.domain.platform import ConnectionStatus
from core.domain.platform_change import ChangeKind, PlatformChange
from core.service.runtime import Runtime
from core.store.client_store import Changed, platforms_changed
from core.store.lease_store import lease_of, move_mark, release_lease, take_lease
from core.store.platform_store import last_number, platform_of, platforms_alone, put_change

LEASE: Final = "clients"
LEASE_LIFE: Final = timedelta(seconds=15)
_HUB: Final = "the hub"
_MOVES: Final = {
    ConnectionStatus.OFFLINE: (ChangeKind.WENT_OFFLINE, ConnectionStatus.CONNECTED),
    ConnectionStatus.CONNECTED: (ChangeKind.CAME_BACK, ConnectionStatus.OFFLINE),
}
"""What is noted, and of whom."""


@dataclass(frozen=True, slots=True)
class News:
    """What others have not been told yet."""

    changed: Sequence[Changed]
    number: int
    """Of the last change that is in it."""


def view_clients(runtime: Runtime) -> list[Changed]:
    """All platforms, and when each changed last."""
    with runtime.database.reading() as connection:
        return platforms_changed(connection)


def take_news(runtime: Runtime, holder: str) -> News | None:
    """What changed since others were told, for the one process that tells; None for the others.

    On the first start of all nothing is news: whoever connects asks for the list. As long as there
    is none and the lease is fresh, or another's, nothing is written.
    """
    now = runtime.now()
    with runtime.database.reading() as connection:
        lease, number = lease_of(connection, LEASE), last_number(connection)
    if lease is not None and lease.until > now:
        if lease.holder != holder:
            return None
        if lease.mark == number and lease.until - now > LEASE_LIFE / 2:
            return News((), number)
    with runtime.database.transaction() as connection:
        mark = take_lease(connection, LEASE, holder, now, now + LEASE_LIFE)
        if mark is None:
            return None
        number = last_number(connection)
        if mark == number:
            return News((), number)
        changed = platforms_changed(connection, mark) if mark else ()
        move_mark(connection, LEASE, holder, number)
    return News(changed, number)


def stop_telling(runtime: Runtime, holder: str) -> None:
    """Let another process tell, at once."""
    with runtime.database.transaction() as connection:
        release_lease(connection, LEASE, holder)


def note_connection(
    runtime: Runtime, platform_id: str, status: ConnectionStatus, note: str
) -> bool:
    """Note that a platform is OFFLINE or CONNECTED again; False where that is known already.

    Only who is connected goes offline, and only who is offline comes back: what a person suspended
    stays so.
    """
    kind, source = _MOVES[status]
    with runtime.database.transaction() as connection:
        platforms_alone(connection)
        before = platform_of(connection, platform_id)
        if before is None or before.status is not source:
            return False
        after = replace(before, status=status)
        change = PlatformChange(kind=kind, at=runtime.now(), platform=after, who=_HUB, note=note)
        put_change(connection, change)
    return True
