"""What somebody does to the books by hand: alone with the journal, named, logged; then sealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from core.domain.entry import Entry
from core.domain.errors import InvalidValueError
from core.domain.operator_act import ActKind, OperatorAct
from core.service.collision import again_after_collision
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.store.cdr_store import last_end
from core.store.database import OpenTransaction, alone
from core.store.journal_store import append_entries
from core.store.operator_store import put_act
from core.store.principal_store import principal_of

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Somebody at work on the books, in one transaction."""

    connection: OpenTransaction
    who: str
    """The principal's name."""
    reason: str
    at: datetime
    """When it counts: now, or the end of the last session where books are ahead of the clock."""
    now: datetime
    """When it is booked."""

    def post(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal."""
        append_entries(self.connection, entries, self.now)

    def log(self, kind: ActKind, subject: str) -> None:
        """Write a line of the operator's log."""
        act = OperatorAct(at=self.at, kind=kind, who=self.who, subject=subject, note=self.reason)
        put_act(self.connection, act)


def act(runtime: Runtime, subject: str, reason: str, step: Callable[[Acting], ResultT]) -> ResultT:
    """Do one step by hand, all of it or nothing; it is idempotent, and done anew after a race.

    Args:
        runtime: The books.
        subject: What it is done to, for the message if there is no reason.
        reason: Why; kept.
        step: What is done.

    Raises:
        InvalidValueError: No reason is given.
    """
    if not reason.strip():
        raise InvalidValueError(f"{subject}: wanted a reason, found none")

    def whole() -> ResultT:
        with runtime.database.transaction() as connection:
            alone(connection)
            now = runtime.now()
            acting = Acting(
                connection=connection,
                who=principal_of(connection).name,
                reason=reason,
                at=max(now, last_end(connection) or now),
                now=now,
            )
            return step(acting)

    done = again_after_collision(whole)
    seal(runtime)
    return done
