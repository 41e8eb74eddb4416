"""How far the telling of a fact is: a try is written down before it is made."""

from datetime import timedelta
from typing import Final

from core.service.runtime import Runtime
from core.store.outbox_store import (
    DueMessage,
    OutboxOutcome,
    begin_try,
    due_messages,
    end_message,
)

FIRST_WAIT: Final = timedelta(minutes=1)
"""How long a try may take before another is made; it doubles with each."""
LONGEST_WAIT: Final = timedelta(hours=1)
_AT_ONCE: Final = 100


def due_now(runtime: Runtime) -> list[DueMessage]:
    """Messages whose time has come, the oldest first."""
    with runtime.database.reading() as connection:
        return due_messages(connection, runtime.now(), _AT_ONCE)


def begin_telling(runtime: Runtime, due: DueMessage) -> None:
    """Take the next try of a message.

    Raises:
        CollisionError: Another process makes it.
    """
    now = runtime.now()
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(due.tries, 10))
    with runtime.database.transaction() as connection:
        begin_try(connection, due.message.message, due.tries + 1, now, now + wait)


def end_telling(runtime: Runtime, due: DueMessage, outcome: OutboxOutcome, detail: str) -> None:
    """Write down what became of a message.

    Raises:
        CollisionError: It has ended already.
    """
    with runtime.database.transaction() as connection:
        end_message(connection, due.message.message, outcome, detail, runtime.now())
