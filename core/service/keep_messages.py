"""The log of the hub's messages: written in groups, read by people, kept within bounds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from core.domain.hub_message import HubMessage, WantedMessages
from core.service.runtime import Runtime
from core.store import message_store

LIFE: Final = timedelta(days=14)
ROWS_MAX: Final = 200_000


def keep_messages(runtime: Runtime, messages: Sequence[HubMessage]) -> None:
    """Write messages to the log, all in one transaction."""
    with runtime.database.transaction() as connection:
        message_store.put_messages(connection, messages)


def drop_old_messages(runtime: Runtime, rows_max: int = ROWS_MAX) -> int:
    """Drop what is older than ``LIFE``, and the oldest of what is more than that many."""
    with runtime.database.transaction() as connection:
        before = runtime.now() - LIFE
        return message_store.drop_old_messages(connection, before, rows_max)


def last_messages(runtime: Runtime, wanted: WantedMessages) -> list[HubMessage]:
    """Messages, the latest first."""
    with runtime.database.reading() as connection:
        return message_store.last_messages(connection, wanted)
