"""What the hub and people see of platforms."""

from collections.abc import Collection

from core.domain.hub_view import HubView
from core.domain.party import Party
from core.domain.platform import Platform
from core.domain.platform_change import PlatformChange
from core.service.register_platform import platform_named
from core.service.runtime import Runtime
from core.store.database import OpenTransaction
from core.store.platform_store import (
    changed_since,
    changes_of,
    hub_url,
    last_number,
    live_tokens,
    peer_tokens,
    platforms,
    put_address,
)
from core.store.reference_store import operator


def view_hub(runtime: Runtime, before: HubView | None = None) -> HubView | None:
    """All platforms and live tokens; None if nothing changed since ``before``.

    Of what was seen before only what changed is read, for a thousand platforms take their time.
    """
    with runtime.database.reading() as connection:
        number = last_number(connection)
        if before is None:
            return _view(connection, number, None)
        if number == before.number:
            return None
        changed = changed_since(connection, before.number)
        return before.changed_by(_view(connection, number, changed), changed)


def _view(
    connection: OpenTransaction, number: int, platform_ids: Collection[str] | None
) -> HubView:
    return HubView(
        number,
        platforms(connection, platform_ids),
        live_tokens(connection, platform_ids),
        peer_tokens(connection, platform_ids),
    )


def view_platforms(runtime: Runtime) -> tuple[Platform, ...]:
    """All platforms, by their ids; no tokens are read."""
    with runtime.database.reading() as connection:
        return platforms(connection)


def view_platform_changes(runtime: Runtime, name: str) -> tuple[PlatformChange, ...]:
    """Everything that was done to a platform, oldest first.

    Raises:
        NotFoundError: Nobody of that name.
    """
    with runtime.database.reading() as connection:
        return changes_of(connection, platform_named(connection, name).platform_id)


def view_hub_url(runtime: Runtime) -> str | None:
    """Where OCPI begins at the hub, ``https://hub.example/ocpi``; None before its first start."""
    with runtime.database.reading() as connection:
        return hub_url(connection)


def tell_hub_url(runtime: Runtime, url: str) -> None:
    """Keep where the hub is, so that invitations can name it."""
    with runtime.database.transaction() as connection:
        put_address(connection, url, runtime.now())


def view_operator(runtime: Runtime) -> Party | None:
    """The party that runs the network of these books; None where they name none."""
    with runtime.database.reading() as connection:
        return operator(connection)
