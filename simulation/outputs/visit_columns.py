"""Every visit of one run as columns, to be worked with elsewhere: those that failed, too.

A point is played again for it, to the same visits: results keep figures, not millions of rows.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.experiment.play_point import play_of_point, scenario_of_point, seen_of_point
from simulation.experiment.point import Point
from simulation.model.refusal import RejectReason
from simulation.observations import Observations, Outcome, Stop
from simulation.outputs.result_columns import Column, Columns, notes_of
from simulation.outputs.subject import Subject
from simulation.scenario import Scenario

_OUTCOMES: Final = tuple(one.name for one in Outcome)
_STOPS: Final = tuple(one.name for one in Stop)
_REASONS: Final = tuple(one.name for one in RejectReason)


def visit_columns(subject: Subject, cell: int, replication: int) -> Columns:
    """A row a visit that arrived.

    Raises:
        SourceError: The scenario names files that are not here.
        RuleError: The engine cannot play it.
    """
    point = subject.tally.order.point(cell, replication)
    notes = notes_of(subject) | {
        "setting": subject.cell_title(cell),
        "replication": str(replication),
    }
    return Columns(title="Sessions", columns=_columns(point), notes=notes)


def _columns(point: Point) -> dict[str, Column]:
    scenario = scenario_of_point(point)
    plan, seen = seen_of_point(point, scenario, play_of_point(point, scenario))
    came = seen.outcome != Outcome.NOT_ARRIVED
    partners = [one.key for one in scenario.demand_partner]
    refused = seen.outcome == Outcome.AUTH_REJECTED
    return {
        "visit": plan.number[came],
        **_where(scenario, seen, came),
        "demand_partner": _named(partners, plan.demand_partner[came]),
        "driver": plan.driver[came],
        "outcome": _named(_OUTCOMES, seen.outcome[came]),
        "refused_because": _named(_REASONS, np.where(refused, plan.reject_reason, 0)[came]),
        "stopped": _named(_STOPS, seen.stop[came]),
        "attempts": seen.attempts[came].astype(np.int64),
        "arrived": _times(scenario, seen.arrived_s[came]),
        "plugged": _times(scenario, seen.plugged_s[came]),
        "began": _times(scenario, seen.began_s[came]),
        "left": _times(scenario, seen.left_s[came]),
        "waited_s": seen.waited_s[came],
        "charged_s": seen.charged_s[came],
        "energy_kwh": seen.energy_wh[came] / 1000,
    }


def _where(scenario: Scenario, seen: Observations, came: NDArray[np.bool_]) -> dict[str, Column]:
    sites, at = scenario.location, seen.site[came]
    return {
        "location_id": _named([one.location_id for one in sites], at),
        "cpo": _named([one.cpo for one in sites], at),
        "charge_point_class": _named([one.charge_point_class for one in sites], at),
        "evse": seen.evse[came].astype(np.int64),
    }


def _named(names: tuple[str, ...] | list[str], places: NDArray[np.integer]) -> list[str]:
    return [names[place] if place >= 0 else "" for place in places.tolist()]


def _times(scenario: Scenario, seconds: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """UTC; none where there was none."""
    start = np.datetime64(scenario.start.replace(tzinfo=None), "s")
    times = start + seconds.astype("timedelta64[s]")
    return np.where(seconds >= 0, times, np.datetime64("NaT", "s"))
