"""How fast a scenario is simulated, before the pipeline prices and posts anything.

It is ``city`` without choice, faults and charge curves, which a tutorial does not have either.
The baseline is the model as a SimPy tutorial writes it, run beside it: a process for each driver
and a Resource for each site, fed with the same visits, which it need not draw. It writes no CDRs,
so what does has nothing to be compared with.
"""

from collections.abc import Callable, Generator
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from simpy import Environment, Event, Resource

from simulation.engines.engine_reference import Engine
from simulation.observations import Outcome
from simulation.scenario import Scenario
from simulation.scenario_file import load_scenario
from simulation.simulate import simulate
from simulation.sinks import MemorySink
from simulation.visit_plan import VisitPlan, plan_of

CITY = Path(__file__).parents[2] / "resources" / "scenarios" / "city.toml"
DAYS = 365
PLAIN = {"choice": None, "vehicles": None, "retry": None, "hub": None, "fault": ()}
ROUNDS = 3
BASELINE = "a process for each driver and a SimPy Resource for each site"


def run() -> list[dict[str, Any]]:
    """Sessions a second of wall time over a year of the city scenario; best of three rounds."""
    scenario = load_scenario(CITY).model_copy(update={"days": DAYS, **PLAIN})
    plan = plan_of(scenario, scenario.seed)
    plain = _best(lambda: _plain(scenario, plan))
    lean = _best(lambda: _lean(scenario))
    whole = _best(lambda: _whole(scenario))
    return [
        _figure("simulate: drawn and run in SimPy", lean, plain),
        _figure("simulate: drawn, run and written as CDRs", whole, None),
        _figure("simulate: plain SimPy model of the same visits", plain, None),
    ]


def _figure(name: str, value: float, baseline: float | None) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": "sessions/s",
        "baseline": None if baseline is None else BASELINE,
        "ratio": None if baseline is None else value / baseline,
    }


def _best(sessions_of: Callable[[], int]) -> float:
    rates = []
    for _ in range(ROUNDS):
        began = perf_counter()
        sessions = sessions_of()
        rates.append(sessions / (perf_counter() - began))
    return max(rates)


def _lean(scenario: Scenario) -> int:
    plan = plan_of(scenario, scenario.seed)
    engine = Engine(plan, [part.evse_count for part in scenario.location])
    engine.run_until(scenario.horizon_s)
    return engine.observations().count(Outcome.SERVED)


def _whole(scenario: Scenario) -> int:
    sink = MemorySink()
    simulate(scenario, lambda _play, _clock: sink)
    assert sink.settled_until[-1] == scenario.start + timedelta(days=DAYS)
    return len(sink.cdrs)


def _plain(scenario: Scenario, plan: VisitPlan) -> int:
    env = Environment()
    sites = [Resource(env, part.evse_count) for part in scenario.location]
    served: list[int] = []
    stays, patience = plan.stay_s.tolist(), plan.patience_s.tolist()
    fates = plan.fate.tolist()

    def visit(index: int, site: Resource) -> Generator[Event, Any, None]:
        with site.request() as turn:
            yield turn | env.timeout(patience[index])
            if not turn.triggered:
                return
            yield env.timeout(stays[index])
            if fates[index] == Outcome.SERVED:
                served.append(index)

    def arrivals() -> Generator[Event, Any, None]:
        for index, (at, site) in enumerate(
            zip(plan.arrived_s.tolist(), plan.site.tolist(), strict=True)
        ):
            yield env.timeout(at - env.now)
            env.process(visit(index, sites[site]))

    env.process(arrivals())
    env.run(until=scenario.horizon_s)
    return len(served)
