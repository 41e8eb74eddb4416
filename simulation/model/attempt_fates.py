"""What becomes of each attempt: refusals with their reasons, failed starts, a hub that is slow."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.refusal import RejectReason
from simulation.model.site_draws import Draws
from simulation.model.site_facts import SiteFacts
from simulation.observations import Outcome
from simulation.scenario import Scenario

Columns = dict[str, NDArray[Any]]


def fates_of(facts: SiteFacts, draws: Draws, partner: NDArray[np.int32]) -> Columns:
    """The columns ``fate``, ``second_fate``, ``reject_reason``, ``retry_draw``, ``hub_delay_s``."""
    kind, count = facts.kind[draws.site], len(draws.site)
    unreached = ~facts.reached[partner, draws.site] & (facts.scenario.choice is None)
    lost = _lost(facts.scenario, draws)
    rejected = draws.authorisation < facts.of_demand("auth_reject_share")[kind]
    failed = draws.start < facts.of_demand("start_failure_share")[kind]
    fate = np.where(failed, Outcome.START_FAILED, Outcome.SERVED)
    fate = np.where(rejected | unreached | lost, Outcome.AUTH_REJECTED, fate).astype(np.uint8)
    reason = _reasons(facts.scenario, draws.reject_reason)
    reason[lost] = RejectReason.LIVE_TIMEOUT
    reason[unreached] = RejectReason.NOT_ROAMING
    return {
        "fate": fate,
        "second_fate": _second_fates(facts, draws, fate, unreached),
        "reject_reason": reason,
        "retry_draw": np.ones((count, 2), dtype=np.float32) if draws.retry is None else draws.retry,
        "hub_delay_s": _hub_delay_s(facts.scenario, draws, reason == RejectReason.LIVE_TIMEOUT),
    }


def _lost(scenario: Scenario, draws: Draws) -> NDArray[np.bool_]:
    """Authorisations of which no answer comes."""
    if scenario.hub is None or draws.hub_loss is None:
        return np.zeros(len(draws.site), dtype=bool)
    lost: NDArray[np.bool_] = draws.hub_loss < scenario.hub.message_loss_share
    return lost


def _reasons(scenario: Scenario, draw: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The reason that each visit's authorisation is refused for, if it is."""
    weights = scenario.refusals.model_dump()
    bounds = np.cumsum(list(weights.values()))
    places = np.searchsorted(bounds, draw * bounds[-1], side="right")
    reasons = np.array([RejectReason[name.upper()] for name in weights], dtype=np.uint8)
    found: NDArray[np.uint8] = reasons[places]
    return found


def _second_fates(
    facts: SiteFacts, draws: Draws, first: NDArray[np.uint8], unreached: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Fates of the second and third attempt, each by what became of the one before."""
    fates = np.full((len(first), 2), Outcome.SERVED, dtype=np.uint8)
    retry = facts.scenario.retry
    if retry is None or draws.second_fate is None:
        return fates
    start_failure = facts.of_demand("start_failure_share")[facts.kind[draws.site]]
    before = first
    for attempt in range(2):
        draw = draws.second_fate[:, attempt]
        rejected = before == Outcome.AUTH_REJECTED
        fails_again = np.where(
            before == Outcome.START_FAILED, retry.start_failure_persistence, start_failure
        )
        again = np.where(rejected, draw < retry.reject_persistence, draw < fails_again)
        worse = np.where(rejected, Outcome.AUTH_REJECTED, Outcome.START_FAILED)
        fates[:, attempt] = np.where(again, worse, Outcome.SERVED)
        fates[unreached, attempt] = Outcome.AUTH_REJECTED
        before = fates[:, attempt]
    return fates


def _hub_delay_s(
    scenario: Scenario, draws: Draws, timed_out: NDArray[np.bool_]
) -> NDArray[np.int64]:
    hub = scenario.hub
    if hub is None or draws.hub_latency is None:
        return np.zeros(len(draws.site), dtype=np.int64)
    latency_s = hub.latency_median_ms / 1000 * np.exp(hub.latency_sigma * draws.hub_latency)
    delay_s = np.rint(np.minimum(latency_s, hub.timeout_s)).astype(np.int64)
    return np.where(timed_out, hub.timeout_s, delay_s)


def records_of(scenario: Scenario, draws: Draws) -> Columns:
    """The columns ``cdr_copies`` and ``cdr_delay_s``."""
    count, part = len(draws.site), scenario.records
    if part is None or draws.record is None or draws.record_delay is None:
        return {
            "cdr_copies": np.ones(count, dtype=np.uint8),
            "cdr_delay_s": np.zeros(count, dtype=np.int64),
        }
    draw = draws.record[:, 0]
    copies = np.where(draw < part.lost_share, 0, 1)
    copies = np.where(draw >= 1 - part.duplicate_share, 2, copies)
    late = draws.record[:, 1] < part.late_share
    delay_s = (draws.record_delay * part.late_mean_h * 3600).astype(np.int64)
    return {
        "cdr_copies": copies.astype(np.uint8),
        "cdr_delay_s": np.where(late, delay_s, 0),
    }
