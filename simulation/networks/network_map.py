"""The sites of a scenario for a map: where, what, at which price, who reaches them, how used.

Prices are what drivers expect to pay for ``PRICED_KWH`` at the public tariff, with VAT, as a mean
over the hours of the week, a kWh, in the operator's currency.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.control import Gate, Stopwatch
from simulation.experiment.play_point import (
    play_of_point,
    scenario_of_point,
    seen_of_point,
)
from simulation.experiment.point import Point
from simulation.feed import NO_BOOKS, Finished, Progress
from simulation.imputed_prices import imputed_note
from simulation.job_pipe import JobPipe, Task
from simulation.model.expected_price import ENERGIES_KWH, expected_prices_of
from simulation.model.site_facts import SiteFacts
from simulation.networks.free_sites import free_share_by_hour
from simulation.scenario import Scenario
from simulation.use_tables import use_tables

PRICED_KWH: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMap:
    """A scenario, and what its sites cost."""

    scenario: Scenario
    price: NDArray[np.float64]
    """Array of shape (site,), in whole units of the currency a kWh."""
    currency: str
    imputed: str
    """What to write beside the prices; empty where all are published."""


def network_map_of(point: Point) -> NetworkMap:
    """The network of a point.

    Raises:
        SourceError: The scenario, or a change of it, is wrong.
        InvalidValueError: No rate from the currency of a tariff to the operator's.
    """
    scenario = scenario_of_point(point)
    prices = expected_prices_of(SiteFacts(scenario))
    by_row = prices.table[:, :, ENERGIES_KWH.index(PRICED_KWH)].mean(axis=1) / PRICED_KWH
    return NetworkMap(
        scenario=scenario,
        price=by_row[prices.row],
        currency=scenario.operator.currency,
        imputed=imputed_note(scenario),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteRun:
    """What one run says of each site, in the order of the scenario."""

    utilisation: NDArray[np.float64]
    """Share of EVSE time connected, 0 to 1; array of shape (site,)."""
    free: NDArray[np.float64]
    """As ``free_share_by_hour``; array of shape (site, 24)."""


def site_run(point: Point) -> SiteRun:
    """Play a point once; no money.

    Raises:
        SourceError: The scenario, or a change of it, is wrong.
        RuleError: The numpy engine cannot play it; names the field.
    """
    scenario = scenario_of_point(point)
    plan, seen = seen_of_point(point, scenario, play_of_point(point, scenario))
    return SiteRun(
        utilisation=use_tables(scenario, seen)["utilisation_by_site"],
        free=free_share_by_hour(scenario, seen, plan.world.outages),
    )


def site_run_task(point: Point) -> Task:
    """What a worker of the window is asked to do."""
    return Task(work=partial(site_run_in_worker, point), path="", seed=None, url="")


def site_run_in_worker(
    point: Point, pipe: JobPipe, _path: str, _seed: int | None, _url: str
) -> None:
    """Play it and tell the window; ``Finished`` has a ``SiteRun``, or None if it was cancelled.

    Raises:
        RoamingError: It cannot be played.
        BrokenPipeError: The window has gone.
    """
    watch = Stopwatch()
    gate = Gate(pipe.next_word, watch)
    pipe.send(
        Progress(
            phase="simulate",
            done=0,
            total=1,
            sessions=0,
            simulated_s=0,
            elapsed_s=watch.elapsed_s,
            remaining_s=None,
        )
    )
    found = site_run(point) if gate.is_open() else None
    pipe.send(
        Finished(
            cancelled=not gate.is_open(),
            summary=NO_BOOKS,
            kpis={},
            seconds=watch.elapsed_s,
            answer=found,
        )
    )
