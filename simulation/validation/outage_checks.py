"""Outages of the model against a status history: the last third of its time."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from core.service.resources import ResourceKind, resource_path
from simulation.calibration.fit_outages import (
    fit_outages,
    persistence,
    power_class,
    state_share,
)
from simulation.calibration.session_table import DAY_S
from simulation.calibration.status_history import StatusTable
from simulation.fitted_profile import FittedOutages
from simulation.model.outage_draws import outages_of
from simulation.model.world import OutageKind
from simulation.scenario import Scenario
from simulation.scenario_file import load_scenario
from simulation.scenario_world import FaultPart
from simulation.validation.check import Check, CheckGroup, Question, value_check

SHARE_TOLERANCE_PP: Final = 0.5
PERSISTENCE: Final = 0.44
PERSISTENCE_TOLERANCE: Final = 0.05
WEEK: Final = (7, 1)
CARRIER: Final = "city"
"""Any scenario: only its EVSEs and faults matter here, and they are replaced."""
HOW: Final = (
    " Outages are fitted to the first two thirds of the snapshots (shares with a half-life of 90 "
    "days), drawn by the model for as many EVSEs, and looked at on the days of the last third."
)


def outage_checks(table: StatusTable, seed: int) -> list[Check]:
    """Fit, draw and compare.

    Raises:
        SourceError: No EVSE is there in a part of the history.
    """
    past, future = table.split(2 / 3)
    fitted = fit_outages(past)
    made = _made(fitted, future, seed)
    whole = _made(fit_outages(table), table, seed)
    return [
        *(_share(one, past, future, made) for one in fitted),
        *_lasting(past, future, made, whole),
    ]


def _made(fitted: Sequence[FittedOutages], like: StatusTable, seed: int) -> StatusTable:
    """What the model makes, looked at on the same days."""
    return StatusTable(
        state=np.concatenate([_drawn(one, like, seed) for one in fitted]),
        max_kw=np.concatenate([np.full(one.evses, one.to_kw) for one in fitted]),
        day=like.day,
    )


def fault_part(fitted: FittedOutages, charge_point_class: str) -> FaultPart:
    """The table of a scenario that says what was fitted."""
    return FaultPart(
        charge_point_class=charge_point_class,
        out_of_order_share=fitted.out_of_order_share,
        unknown_share=fitted.unknown_share,
        frailty_shape=fitted.frailty_shape,
        short_mean_h=fitted.short_mean_h,
        long_mean_h=fitted.long_mean_h,
        out_of_order_long_share=fitted.out_of_order_long_share,
        unknown_long_share=fitted.unknown_long_share,
    )


def _drawn(fitted: FittedOutages, future: StatusTable, seed: int) -> np.ndarray:
    """States of as many EVSEs on the days of the future: out of order, unknown or available."""
    day = future.day - future.day[0]
    outages = outages_of(_carrier(fitted, int(day[-1]) + 1), seed, [0])
    state = np.full((fitted.evses, len(day)), ord("A"), dtype=np.uint8)
    for kind, letter in ((OutageKind.UNKNOWN, "U"), (OutageKind.OUT_OF_ORDER, "O")):
        of_kind = outages.kind == kind
        evse, begin_s, end_s = (
            column[of_kind] for column in (outages.evse, outages.from_s, outages.to_s)
        )
        for snapshot, at_s in enumerate(day * DAY_S + DAY_S // 2):
            state[evse[(begin_s <= at_s) & (at_s < end_s)], snapshot] = ord(letter)
    return state


def _carrier(fitted: FittedOutages, days: int) -> Scenario:
    scenario = load_scenario(resource_path(ResourceKind.SCENARIO, CARRIER))
    site = scenario.location[0].model_copy(
        update={"evse_count": fitted.evses, "location_id": f"outages-{fitted.name}"}
    )
    fault = fault_part(fitted, site.charge_point_class)
    return scenario.model_copy(update={"location": (site,), "fault": (fault,), "days": days})


def _share(
    fitted: FittedOutages, past: StatusTable, future: StatusTable, made: StatusTable
) -> Check:
    was = 100 * state_share(power_class(past, fitted.from_kw, fitted.to_kw), "O")
    found = 100 * state_share(power_class(future, fitted.from_kw, fitted.to_kw), "O")
    return value_check(
        Question(
            name=f"outages.{fitted.name}.share",
            group=CheckGroup.DATA,
            what=f"Time out of order, EVSEs above {fitted.from_kw:g} to {fitted.to_kw:g} kW",
            unit="%",
            definition="States out of order of all states of EVSEs that are there, simulated; "
            "wanted: the last third of the history." + HOW,
        ),
        100 * state_share(power_class(made, fitted.from_kw, fitted.to_kw), "O"),
        wanted=found,
        tolerance=SHARE_TOLERANCE_PP,
        because=f"the source itself went from {was:.2f} % in the first two thirds to "
        f"{found:.2f} % in the last",
    )


def _lasting(
    past: StatusTable, future: StatusTable, made: StatusTable, whole: StatusTable
) -> Iterator[Check]:
    before, after = persistence(past, "O", *WEEK), persistence(future, "O", *WEEK)
    for name, what, table, how in (
        ("persistence", "simulated for the last third", made, HOW),
        ("persistence_of_source", "last third of the history", future, ""),
        ("persistence_whole", "fitted to the whole history, not held out", whole, ""),
    ):
        yield value_check(
            Question(
                name=f"outages.{name}",
                group=CheckGroup.DATA,
                what=f"Out of order a week later, {what}",
                definition="Of the EVSEs out of order at a snapshot, the part that is so 6 to 8 "
                "days later; wanted: 0.44, as over the whole history." + how,
            ),
            persistence(table, "O", *WEEK),
            wanted=PERSISTENCE,
            tolerance=PERSISTENCE_TOLERANCE,
            because=f"the source itself went from {before:.2f} in the first two thirds to "
            f"{after:.2f} in the last",
        )
