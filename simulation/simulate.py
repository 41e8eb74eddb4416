"""Plays a scenario into a sink: simulate a stretch, hand on its CDRs, settle what is due, tell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.domain.cdr import Cdr
from core.domain.errors import InvalidValueError
from core.service.snapshot import Summary
from simulation.cdr_of_visit import Registrar, VisitRows, cdr_of
from simulation.control import Gate, NextWord, Stopwatch
from simulation.engines.engine_of_scenario import engine_of
from simulation.engines.engine_reference import Engine
from simulation.feed import Finished
from simulation.measures import DayUse, kpis_of
from simulation.observations import Outcome
from simulation.plan_of_play import plan_of_play
from simulation.plays import Play, money_figures, named, plays_of
from simulation.reporter import OnMessage, Reporter
from simulation.scenario import SEED_END, Scenario
from simulation.sinks import Sink

VISITS_PER_STEP: Final = 200
"""About so many visits are carried at once, so that a run can be watched and paused."""
LONGEST_STEP_S: Final = 6 * 3600
SHORTEST_STEP_S: Final = 60


class SimulatedClock:
    """The clock that the core is handed in a run: it stands where the simulation is."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def now(self) -> datetime:
        """The simulated time, in UTC."""
        return self.time


OpenSink = Callable[[Play, SimulatedClock], Sink]
"""Opens what takes the CDRs of a play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What all plays of a run share."""

    scenario: Scenario
    registrar: Registrar
    root: int
    """Of the random streams."""
    gate: Gate
    reporter: Reporter


def simulate(
    scenario: Scenario,
    open_sink: OpenSink,
    *,
    seed: int | None = None,
    on_message: OnMessage = lambda _: None,
    control: NextWord = lambda: None,
) -> Finished:
    """Run every play of a scenario.

    Args:
        scenario: What to run.
        open_sink: Opens a sink for each play.
        seed: Instead of the scenario's.
        on_message: Told how the run goes, from this thread.
        control: Asked between steps whether to pause or stop.

    Returns:
        The last message, which was sent too: summary and figures of the first play, and the
        figures of each play under its name.

    Raises:
        InvalidValueError: The seed is not between 0 and ``SEED_END``.
    """
    watch, plays = Stopwatch(), plays_of(scenario)
    root = scenario.seed if seed is None else seed
    if not 0 <= root < SEED_END:
        raise InvalidValueError(f"seed: wanted 0 to {SEED_END - 1}, found {root}")
    job = Job(
        scenario=scenario,
        registrar=Registrar.of(scenario, root),
        root=root,
        gate=Gate(control, watch),
        reporter=Reporter(on_message, watch, scenario.horizon_s * len(plays)),
    )
    summary, kpis = _results(job, plays, open_sink)
    finished = Finished(
        cancelled=job.gate.is_cancelled, summary=summary, kpis=kpis, seconds=watch.elapsed_s
    )
    on_message(finished)
    return finished


def _results(
    job: Job, plays: tuple[Play, ...], open_sink: OpenSink
) -> tuple[Summary, dict[str, float]]:
    kpis: dict[str, float] = {}
    summaries: list[Summary] = []
    for play in plays:
        clock = SimulatedClock(job.scenario.start)
        sink = open_sink(play, clock)
        figures = _play(job, play, sink, clock)
        summaries.append(sink.summary())
        figures |= money_figures(play, summaries[-1])
        kpis |= figures if play.number == 0 else {}
        kpis |= named(play, figures) if play.name else {}
        if job.gate.is_cancelled:
            break
    return summaries[0], kpis


def _play(job: Job, play: Play, sink: Sink, clock: SimulatedClock) -> dict[str, float]:
    """Run one play to its end, or to where it is stopped; the figures of what it did."""
    scenario = job.scenario
    plan = plan_of_play(scenario, job.root, play)
    engine = engine_of(scenario, plan)
    rows, screen = VisitRows(plan), _Screen(job, play, sink)
    taken, settle_s = 0, scenario.settle_every_h * 3600
    for until_s in steps(scenario.horizon_s, len(plan.number), settle_s):
        if not job.gate.is_open():
            break
        engine.run_until(until_s)
        clock.time = scenario.start + timedelta(seconds=until_s)
        issued = list(_issued(engine, rows, taken, job.registrar))
        taken = len(engine.finished)
        sink.accept(issued)
        if until_s % settle_s == 0 or until_s == scenario.horizon_s:
            sink.settle(clock.time)
        screen.show(engine, len(issued))
    screen.show(engine, 0, is_last=True)
    return kpis_of(scenario, plan, engine.observations())


def steps(horizon_s: int, visits: int, settle_s: int) -> list[int]:
    """Where the simulation stops to hand on what it has: seconds, ascending, the horizon last."""
    wanted_s = horizon_s * VISITS_PER_STEP // max(visits, 1)
    step_s = max(SHORTEST_STEP_S, min(wanted_s, LONGEST_STEP_S))
    stops = set(range(step_s, horizon_s, step_s)) | set(range(settle_s, horizon_s, settle_s))
    return sorted(stops | {horizon_s})


def _issued(engine: Engine, rows: VisitRows, taken: int, registrar: Registrar) -> Iterator[Cdr]:
    """CDRs of the visits that were served since the last time."""
    for index in engine.finished[taken:]:
        yield cdr_of(rows.visit(index, engine.charging_of(index)), registrar)


class _Screen:
    """What the window is shown of a play: its books and sites only if it is the first."""

    def __init__(self, job: Job, play: Play, sink: Sink) -> None:
        self._job = job
        self._play = play
        self._sink = sink
        self._sessions = 0
        self._day_use = DayUse(job.scenario)
        self._phase = f"simulate {play.name}".strip()
        if play.number == 0:
            job.reporter.skip_to(sink.summary().last_seq)
        self._progress(0)

    def show(self, engine: Engine, issued: int, *, is_last: bool = False) -> None:
        """Tell how it stands, if the last time is long enough ago or there is no next."""
        self._sessions += issued
        if not is_last and not self._job.reporter.is_due():
            return
        began_s = self._job.reporter.begin()
        self._progress(engine.now_s)
        if self._play.number == 0:
            seen = engine.observations()
            active = None if is_last else seen.count(Outcome.CONNECTED)
            self._job.reporter.books(self._sink, active)
            self._job.reporter.use(seen, self._day_use)
        self._job.reporter.end(began_s)

    def _progress(self, now_s: int) -> None:
        before_s = self._play.number * self._job.scenario.horizon_s
        self._job.reporter.progress(self._phase, before_s + now_s, self._sessions, now_s)
