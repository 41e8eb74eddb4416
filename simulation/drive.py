"""Drive a scenario over HTTP: its CPOs and Demand Partners as peers of a running hub.

The simulator decides who charges where and when, as in any run; every session then goes as OCPI
messages to the hub, as it would from the field. Nothing is shared with the hub but the wire.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.domain.cdr import Cdr
from core.domain.errors import NotFoundError
from simulation.control import NextWord
from simulation.loop_thread import LoopThread
from simulation.peers.fleet import Drive, Driven, Fleet
from simulation.reporter import OnMessage
from simulation.scenario import Scenario
from simulation.scenario_network import network_of
from simulation.simulate import SimulatedClock, simulate
from simulation.sinks import MemorySink

_WEEK: Final = timedelta(weeks=1)


def drive(
    scenario: Scenario,
    how: Drive,
    now: datetime,
    *,
    on_message: OnMessage = lambda _: None,
    control: NextWord = lambda: None,
) -> Driven:
    """Play a scenario against a running hub.

    The scenario is moved by whole weeks to end just before ``now``, so that its CDRs are neither
    of the future nor too old to be taken.

    Raises:
        NotFoundError: A party of the scenario has no token.
        SourceError: The hub cannot be reached, or refuses a party.
    """
    shifted = moved(scenario, now)
    network = network_of(shifted)
    for party in parties_of(shifted):
        if party not in how.tokens:
            raise NotFoundError(f"drive: no token A of {party}")
    driven = Driven()
    with LoopThread() as loop:
        fleet = loop.run(Fleet.connected(network, how, driven))
        try:
            sink = _WireSink(fleet, loop, how.pace)

            def opened(_play: object, clock: SimulatedClock) -> _WireSink:
                sink.follow(clock)
                return sink

            only_first = shifted.model_copy(update={"variant": ()})
            simulate(only_first, opened, seed=how.seed, on_message=on_message, control=control)
            loop.run(fleet.send_late())
        finally:
            loop.run(fleet.leave())
    return driven


def moved(scenario: Scenario, now: datetime) -> Scenario:
    """The scenario later or earlier by whole weeks, so that it ends at ``now`` or before."""
    end = scenario.start + timedelta(seconds=scenario.horizon_s)
    weeks = (now - end) // _WEEK
    return scenario.model_copy(update={"start": scenario.start + weeks * _WEEK})


def parties_of(scenario: Scenario) -> dict[str, str]:
    """Every party that a hub must know: its key -> its OCPI role."""
    network = network_of(scenario)
    cpos = {one.key: "CPO" for one in network.cpos}
    return cpos | {one.key: "EMSP" for one in network.demand_partners}


class _WireSink(MemorySink):
    """Takes the CDRs of a run and tells the hub of them, at the pace that was asked."""

    def __init__(self, fleet: Fleet, loop: LoopThread, pace: float | None) -> None:
        super().__init__()
        self._fleet = fleet
        self._loop = loop
        self._pace = pace
        self._clock: SimulatedClock | None = None
        self._began: tuple[datetime, float] | None = None

    def follow(self, clock: SimulatedClock) -> None:
        """Keep the pace by this clock, from now on."""
        self._clock = clock
        self._began = (clock.time, self._loop.time_s())

    def accept(self, cdrs: Sequence[Cdr]) -> None:
        """Tell the hub, and wait until it is time for more."""
        super().accept(cdrs)
        self._loop.run(self._fleet.play(cdrs))
        if self._pace is not None and self._clock is not None and self._began is not None:
            simulated_s = (self._clock.time - self._began[0]).total_seconds()
            ahead_s = self._began[1] + simulated_s / self._pace - self._loop.time_s()
            if ahead_s > 0:
                self._loop.run(asyncio.sleep(ahead_s))
