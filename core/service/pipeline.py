"""Run whatever is due: take up what was left, then settle up to a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.service.carry_cdrs import carry_on
from core.service.credit_cdr import post_credits
from core.service.resolve_pending import resolve_pending
from core.service.review_cdr import Checks
from core.service.runtime import Runtime
from core.service.settle_cycles import Settled, settle_until
from core.store.cdr_store import last_end
from core.store.cycle_store import last_cycle
from core.store.journal_store import last_due
from core.store.pending_store import last_pending_due


@dataclass(frozen=True, slots=True)
class PipelineRun:
    """What a run of the pipeline found to do."""

    taken_up: int
    """CDRs that had been recorded but not carried."""
    settled: Settled


def run_due(
    runtime: Runtime,
    until: datetime,
    *,
    checks: Checks | None = None,
    on_cycle: Callable[[int, int], None] = lambda _done, _total: None,
) -> PipelineRun:
    """Carry and credit what was left behind, and settle every cycle up to ``until`` (UTC)."""
    taken_up = carry_on(runtime, checks=checks)
    resolve_pending(runtime, until)
    post_credits(runtime)
    return PipelineRun(taken_up, settle_until(runtime, until, on_cycle))


def due_by_now(runtime: Runtime) -> datetime:
    """Up to when to settle: now, or the end of the last session where that is later.

    Books of a simulation may be ahead of this machine's clock; those of a deployment never are.
    """
    with runtime.database.reading() as connection:
        end = last_end(connection)
    return runtime.now() if end is None else max(end, runtime.now())


def everything_due_by(runtime: Runtime) -> datetime | None:
    """When the last entry of the books will have been settled; None for empty books.

    What comes late is taken by the cycle after the last one, however long ago it fell due.
    """
    with runtime.database.reading() as connection:
        dues = (last_due(connection), last_pending_due(connection))
        due = max((one for one in dues if one is not None), default=None)
        last = last_cycle(connection)
    if due is None:
        return None
    return (due if last is None else max(due, last.cut_off_at)) + timedelta(days=1)
