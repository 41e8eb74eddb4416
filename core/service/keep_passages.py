"""Passages of all processes of one hub: opened, found, their one result taken, dropped."""

from collections.abc import Sequence
from datetime import datetime

from core.domain.passage import Passage
from core.service.runtime import Runtime
from core.store import passage_store


def open_passages(runtime: Runtime, opened: Sequence[Passage]) -> None:
    """Keep new passages, all in one transaction."""
    with runtime.database.transaction() as connection:
        passage_store.put_passages(connection, opened)


def find_passage(runtime: Runtime, passage_id: str) -> Passage | None:
    """One that is still open."""
    with runtime.database.reading() as connection:
        return passage_store.passage_of(connection, passage_id, runtime.now())


def take_result(runtime: Runtime, passage_id: str) -> bool:
    """Let a result through, once; False if one went through before."""
    with runtime.database.transaction() as connection:
        return passage_store.take_result(connection, passage_id, runtime.now())


def give_back_result(runtime: Runtime, passage_id: str) -> None:
    """Let the result through once more: it did not arrive."""
    with runtime.database.transaction() as connection:
        passage_store.give_back_result(connection, passage_id)


def promise_result(runtime: Runtime, passage_id: str, due_at: datetime) -> None:
    """Keep when a result was promised."""
    with runtime.database.transaction() as connection:
        passage_store.promise_result(connection, passage_id, due_at)


def tidy_passages(runtime: Runtime) -> list[Passage]:
    """Drop what has expired; return commands whose promised result did not come, each once."""
    now = runtime.now()
    with runtime.database.transaction() as connection:
        passage_store.drop_expired(connection, now)
        return passage_store.take_missing(connection, now)
