"""What went wrong in a run, and how often: success of visits, failures by reason, uptime.

Success is told of drivers and uptime of EVSEs, side by side, because one says little of the other:
an EVSE that is up may refuse everybody.
"""

from math import nan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model.refusal import RejectReason
from simulation.model.world import OutageKind
from simulation.observations import AT_AN_EVSE, Observations, Outcome, Stop
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan

REASONS: Final = (
    *(reason.name for reason in RejectReason if reason is not RejectReason.NONE),
    "UNTOLD_REFUSAL",
    Outcome.AUTH_TIMEOUT.name,
    Outcome.START_FAILED.name,
    "STOPPED_EARLY",
    Stop.OUT_OF_ORDER.name,
)
"""Why a driver at an EVSE did not get what was wanted; ``UNTOLD_REFUSAL`` where the scenario has
no reasons."""


def failure_figures(scenario: Scenario, plan: VisitPlan, seen: Observations) -> dict[str, float]:
    """Success of visits, failures by reason, and uptime, by name."""
    ended = np.isin(seen.outcome, AT_AN_EVSE) & (seen.outcome != Outcome.CONNECTED)
    complete = (seen.outcome == Outcome.SERVED) & (seen.stop == Stop.NONE)
    at_once = complete & (seen.attempts == 1)
    whole = int(np.count_nonzero(ended))
    by_reason = failures_by_reason(plan, seen)
    return {
        "charging_success_rate_pct": percent(int(np.count_nonzero(complete)), whole),
        "first_attempt_success_rate_pct": percent(int(np.count_nonzero(at_once)), whole),
        "retried": float(np.count_nonzero(seen.attempts > 1)),
        "stopped_early": by_reason["STOPPED_EARLY"] + by_reason[Stop.OUT_OF_ORDER.name],
        **{f"failures@{reason}": count for reason, count in by_reason.items()},
        **uptime_figures(scenario, plan, seen.now_s),
    }


def failures_by_reason(plan: VisitPlan, seen: Observations) -> dict[str, float]:
    """Visits that got an EVSE and failed in the end, or were stopped, by reason."""
    rejected = plan.reject_reason[seen.outcome == Outcome.AUTH_REJECTED]
    counts = np.bincount(rejected, minlength=len(RejectReason)).tolist()
    found = {reason.name: float(counts[reason]) for reason in RejectReason}
    found["UNTOLD_REFUSAL"] = found.pop(RejectReason.NONE.name)
    for outcome in (Outcome.AUTH_TIMEOUT, Outcome.START_FAILED):
        found[outcome.name] = float(seen.count(outcome))
    found["STOPPED_EARLY"] = float(np.count_nonzero(seen.stop == Stop.BY_ITSELF))
    found[Stop.OUT_OF_ORDER.name] = float(np.count_nonzero(seen.stop == Stop.OUT_OF_ORDER))
    return {reason: found[reason] for reason in REASONS}


def uptime_figures(scenario: Scenario, plan: VisitPlan, now_s: int) -> dict[str, float]:
    """Uptime and reachability of all EVSEs, and uptime by class of charge point, until now."""
    evses = np.array([part.evse_count for part in scenario.location])
    broken_s = outage_seconds(plan, OutageKind.OUT_OF_ORDER, now_s, len(evses))
    silent_s = outage_seconds(plan, OutageKind.UNKNOWN, now_s, len(evses))
    figures = {
        "uptime_pct": 100 - percent(broken_s.sum(), now_s * evses.sum()),
        "unreachable_pct": percent(silent_s.sum(), now_s * evses.sum()),
    }
    for part in scenario.charge_point_class:
        at = np.array([one.charge_point_class == part.name for one in scenario.location])
        if at.any():
            down = percent(broken_s[at].sum(), now_s * evses[at].sum())
            figures[f"uptime_pct@{part.name}"] = 100 - down
    return figures


def outage_seconds(
    plan: VisitPlan, kind: OutageKind, now_s: int, sites: int
) -> NDArray[np.float64]:
    """Seconds in which EVSEs of each site were out that way, until now; array of shape (site,)."""
    outages = plan.world.outages
    mine = outages.kind == kind
    begin_s, end_s = (np.clip(edge[mine], 0, now_s) for edge in (outages.from_s, outages.to_s))
    lasted_s = (end_s - begin_s).astype(np.float64)
    return np.bincount(outages.site[mine], lasted_s, sites).astype(np.float64)


def percent(part: float, whole: float) -> float:
    """Part of the whole in percent; not a number of nothing."""
    return 100 * float(part) / float(whole) if whole else nan
