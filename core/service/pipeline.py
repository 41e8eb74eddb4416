"""Run whatever is due: take up what was left, then settle up to a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.service.carry_cdrs import carry_on
from core.service.credit_cdr import post_credits
from core.service.review_cdr import Checks
from core.service.runtime import Runtime
from core.service.settle_cycles import Settled, settle_until
from core.store.journal_store import last_due


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
    post_credits(runtime)
    return PipelineRun(taken_up, settle_until(runtime, until, on_cycle))


def everything_due_by(runtime: Runtime) -> datetime | None:
    """When the last entry of the books will have been settled; None for empty books."""
    with runtime.database.reading() as connection:
        due = last_due(connection)
    return None if due is None else due + timedelta(days=1)
