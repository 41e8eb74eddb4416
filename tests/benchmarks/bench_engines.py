"""How many sessions a second the engines play, beside the simulators that others published.

All play drawn visits: what is measured is the engine. The peers get one site of 100 EVSEs for a
week in steps of five minutes, with the visits that charge there in our run; they know neither
prices nor parties, and one of them no queue. The baseline of ours is the faster of the peers.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import process_time
from typing import Any

import numpy as np

from core.service.resources import ResourceKind, resource_path
from simulation.engines.engine_fast import observe
from simulation.engines.engine_of_scenario import observe_block, observed
from simulation.engines.engine_reference import Engine
from simulation.model.world import quiet_world
from simulation.observations import Observations, Outcome
from simulation.scenario_file import load_scenario
from simulation.visit_plan import VisitPlan, plain_columns, plan_of
from tests.benchmarks.peer_environments import NoPeerError, answer_of

ROUNDS = 3
SITES, EVSES = 400, 25
LOSS_DAYS = 30
PER_EVSE_DAY = 3.0
STEP_S = 300
BLOCK = range(0, 6_400, 16)
"""Sites of portugal of which a year is played."""


def run() -> list[dict[str, Any]]:
    """Sessions a second of processor time, the best of three rounds; peers in theirs."""
    peers = list(_peers())
    fastest = max(peers, key=lambda one: one["value"], default=None)
    return [
        *(_figure(name, *_rate(play), fastest) for name, play in _plays()),
        *peers,
    ]


def _plays() -> list[tuple[str, Callable[[], Observations]]]:
    plan = _loss_plan(SITES, LOSS_DAYS)
    counts, until_s = [EVSES] * SITES, LOSS_DAYS * 86_400
    site = _loss_plan(4, 7)
    city = load_scenario(resource_path(ResourceKind.SCENARIO, "city"))
    city = city.model_copy(update={"days": 60})
    portugal = load_scenario(resource_path(ResourceKind.SCENARIO, "portugal"))
    portugal = portugal.model_copy(update={"days": 365})
    chosen, faulty = plan_of(city, 1), plan_of(portugal, 1, sites=BLOCK)
    title = f"{SITES * EVSES:,} EVSEs, {LOSS_DAYS} days, nobody waits"
    return [
        ("simpy: the week of 100 EVSEs that the peers play", partial(_simpy, site, [25] * 4)),
        (f"simpy: {title}", partial(_simpy, plan, counts)),
        (
            "simpy: city, 60 days: choice, queues, curves, faults, retries, shared power",
            lambda: observed(city, chosen, fast=False),
        ),
        (f"numpy: {title}", lambda: observe(plan, counts, until_s)),
        (
            "numpy: a year of a sixteenth of portugal: queues and faults",
            lambda: observe_block(portugal, faulty),
        ),
    ]


def _simpy(plan: VisitPlan, counts: list[int]) -> Observations:
    engine = Engine(plan, counts)
    engine.run_until(int(plan.arrived_s[-1]) + 86_400)
    return engine.observations()


def _rate(play: Callable[[], Observations]) -> tuple[float, int]:
    rates, sessions = [], 0
    for _ in range(ROUNDS):
        began = process_time()
        sessions = play().count(Outcome.SERVED)
        rates.append(sessions / (process_time() - began))
    return max(rates), sessions


def _loss_plan(sites: int, days: int) -> VisitPlan:
    """Poisson arrivals, lognormal stays, nobody waits; on the steps of the peers' clock."""
    draws = np.random.default_rng(1)
    count = int(sites * EVSES * PER_EVSE_DAY * days)
    arrived_s = np.sort(draws.integers(0, days * 86_400 // STEP_S, count)) * STEP_S
    site = draws.integers(0, sites, count).astype(np.int32)
    steps = np.maximum(draws.lognormal(3.0, 0.8, count), 1).astype(np.int64)
    energy_wh = np.minimum(steps * STEP_S * 22_000 // 3600, draws.integers(3_000, 40_000, count))
    zeros = np.zeros(count, dtype=np.int64)
    return VisitPlan(
        number=np.arange(1, count + 1),
        arrived_s=arrived_s,
        idle_s=zeros,
        patience_s=zeros,
        fate=np.full(count, Outcome.SERVED, dtype=np.uint8),
        demand_partner=zeros.astype(np.int32),
        driver=zeros,
        price_response=zeros / 1,
        world=quiet_world(1),
        **plain_columns(site, energy_wh, steps * STEP_S),
    )


def _peers() -> list[dict[str, Any]]:
    """One site of 100 EVSEs for a week, in both peers; none where none can be installed."""
    plan = _loss_plan(4, 7)
    plan = replace(plan, site=np.zeros_like(plan.site))
    engine = Engine(plan, [100])
    engine.run_until(8 * 86_400)
    seen = engine.observations()
    served = np.flatnonzero(seen.outcome == Outcome.SERVED)
    columns = (
        plan.arrived_s[served] // STEP_S,
        plan.stay_s[served] // STEP_S,
        plan.energy_wh[served] / 1000,
        seen.evse[served],
    )
    visits = list(zip(*(column.tolist() for column in columns), strict=True))
    given = {"evses": 100, "steps": 8 * 86_400 // STEP_S, "step_s": STEP_S}
    figures = []
    for peer, name, wanted in (("elvis", "py-elvis 0.2.1", 3), ("acn", "acnportal 0.3.3", 4)):
        try:
            told = answer_of(peer, given | {"visits": [visit[:wanted] for visit in visits]})
        except NoPeerError as problem:
            sys.stderr.write(f"left out: {problem}\n")
            continue
        rate = len(visits) / told["seconds"]
        figures.append(_figure(f"{name}: the same week, uncontrolled", rate, len(visits), None))
    return figures


def _figure(name: str, value: float, sessions: int, peer: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": f"{name} ({sessions:,} sessions)",
        "value": value,
        "unit": "sessions/s",
        "baseline": None if peer is None else peer["name"],
        "ratio": None if peer is None else value / peer["value"],
    }
