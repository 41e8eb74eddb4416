"""Visits of drivers whose Demand Partner has failed: after some days it is blocked everywhere."""

from dataclasses import replace

import numpy as np

from simulation.model.refusal import RejectReason
from simulation.observations import Outcome
from simulation.plays import Play
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan

DAY_S = 86_400


def with_blocked(plan: VisitPlan, scenario: Scenario, play: Play) -> VisitPlan:
    """The visits of a play, those refused that come after their partner was blocked."""
    blocked = np.zeros(len(plan.number), np.bool_)
    for number, partner in enumerate(scenario.demand_partner):
        credit = play.credit_of(partner.key)
        if credit.default_on_day is not None:
            from_s = (credit.default_on_day + credit.blocked_after_days) * DAY_S
            blocked |= (plan.demand_partner == number) & (plan.arrived_s >= from_s)
    if not blocked.any():
        return plan
    rejected = np.uint8(Outcome.AUTH_REJECTED)
    return replace(
        plan,
        fate=np.where(blocked, rejected, plan.fate),
        second_fate=np.where(blocked[:, None], rejected, plan.second_fate),
        reject_reason=np.where(blocked, np.uint8(RejectReason.BLOCKED_PARTNER), plan.reject_reason),
    )
