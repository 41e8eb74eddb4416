"""What settling would do now, told beforehand: cycles, windows that are over, and what waits on."""

from dataclasses import dataclass
from datetime import datetime

from core.service.runtime import Runtime
from core.service.settle_cycles import DueCycle, due_cycles
from core.store.pending_store import credited_waiting, last_windows, waiting_until


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWork:
    """What is due up to a time; nothing of it is done yet."""

    until: datetime
    cycles: tuple[DueCycle, ...]
    """Oldest first, with the sessions whose dispute window is over."""
    posted: int
    """Sessions whose dispute window is over: they are posted first."""
    voided: int
    """Sessions that were credited in their window: they are never posted."""
    waiting: int
    """Sessions that go on waiting: their window is not over, or somebody disputes them."""
    next_at: datetime | None
    """When the next of those windows ends; None where nothing waits for its window alone."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.cycles or self.posted or self.voided)


def preview_due(runtime: Runtime, until: datetime) -> DueWork:
    """What ``run_due`` would post and settle up to a time (UTC); nothing is written."""
    with runtime.database.reading() as connection:
        credited = {entry_id for entry_id, _ in credited_waiting(connection)}
        ready = [entry for entry, _ in waiting_until(connection, until)]
        windows = last_windows(connection)
    posted = [one for one in ready if one.entry_id not in credited]
    gone = credited | {one.entry_id for one in posted}
    left = {key: at for key, at in windows.items() if key not in gone}
    return DueWork(
        until=until,
        cycles=due_cycles(runtime, until, posted),
        posted=len(posted),
        voided=len(credited),
        waiting=len(left),
        next_at=min((at for at in left.values() if at > until), default=None),
    )
