"""Makes the values of a map: from the scenario alone, and from one run of it in a worker."""

from functools import partial

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
from simulation.networks.network_map import PRICED_KWH, NetworkMap, SiteRun
from simulation.use_tables import use_tables


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
