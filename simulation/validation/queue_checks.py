"""The engines against queueing theory: Erlang-B, M/M/c/K and the insensitivity of M/G/c/c.

Every case is a site, fed with Poisson arrivals and stays of a known distribution. The fast engine
plays the replications, and the reference engine must see the first of them alike, visit by visit.
Replications are independent, so Student's interval holds. A right engine misses one such interval
in twenty by chance: the seed is fixed, so that the answer is the same each time, and may be said,
so that whoever doubts it can throw other dice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulation.engines.engine_fast import observe
from simulation.engines.engine_reference import Engine
from simulation.observations import Observations, Outcome
from simulation.scenario import SEED_END
from simulation.streams import Purpose, stream
from simulation.validation.check import Check, CheckGroup, Question, mean_check, value_check
from simulation.validation.queue_plan import queue_plan
from simulation.validation.queue_theory import blocking, erlang_b, mean_wait
from simulation.visit_plan import VisitPlan

MEAN_STAY_S: Final = 100_000
"""Long, so that whole seconds are as good as a continuous clock."""
ARRIVALS: Final = 30_000
REPLICATIONS: Final = 20
WARM_UP_SHARE: Final = 0.02
"""First arrivals of a replication, which find an empty site, are not counted."""
HALF_WIDTH_SHARE: Final = 0.03
FOREVER_S: Final = 10**12

Stays = Callable[[Generator, int], NDArray[np.float64]]
"""Stays of mean 1."""


def _exponential(draws: Generator, count: int) -> NDArray[np.float64]:
    return draws.exponential(1.0, count)


def _lognormal(draws: Generator, count: int) -> NDArray[np.float64]:
    """Coefficient of variation 1.5."""
    sigma = sqrt(log(1 + 1.5**2))
    return draws.lognormal(-(sigma**2) / 2, sigma, count)


def _two_kinds(draws: Generator, count: int) -> NDArray[np.float64]:
    """Top-ups and nights: a fifth of the stays are sixteen times as long as the others."""
    return np.where(draws.random(count) < 0.2, 4.0, 0.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCase:
    """A site in words of the theory."""

    name: str
    kind: str
    evses: int
    room: int
    """Drivers at the site at most; above ``evses`` some wait."""
    offered: float
    stays: Stays

    @property
    def what(self) -> str:
        """Its title: ``M/M/4/8, 3 erlang``."""
        return f"{self.kind}/{self.evses}/{self.room}, {self.offered:g} erlang"


LOSS_CASES: Final = (
    QueueCase(name="m_m_4_4", kind="M/M", evses=4, room=4, offered=2.0, stays=_exponential),
    QueueCase(name="m_m_10_10", kind="M/M", evses=10, room=10, offered=7.0, stays=_exponential),
    QueueCase(
        name="m_lognormal_4_4",
        kind="M/lognormal",
        evses=4,
        room=4,
        offered=2.0,
        stays=_lognormal,
    ),
    QueueCase(
        name="m_mixture_2_2", kind="M/mixture", evses=2, room=2, offered=1.0, stays=_two_kinds
    ),
)
"""Nobody waits: Erlang-B, whatever the distribution of the stays."""
QUEUE_CASE: Final = QueueCase(
    name="m_m_4_8", kind="M/M", evses=4, room=8, offered=3.0, stays=_exponential
)


def check_loss(case: QueueCase, seed: int) -> Check:
    """Share of drivers who find every EVSE busy, against Erlang-B."""
    is_exponential = case.stays is _exponential
    law = "Erlang-B" if is_exponential else "Erlang-B, which knows only the mean stay"
    return mean_check(
        _question(
            f"{'erlang_b' if is_exponential else 'insensitivity'}.{case.name}",
            f"Blocked drivers, {case.what}",
            f"Drivers who find all {case.evses} EVSEs busy and drive on, of all who come. "
            f"Wanted: {law}.",
        ),
        [100 * _turned_away(seen) for seen in _seen(case, seed)],
        wanted=100 * erlang_b(case.evses, case.offered),
        half_width_share=HALF_WIDTH_SHARE,
    )


def check_full_line(seed: int) -> Check:
    """Share of drivers who find the line full, against M/M/c/K."""
    case = QUEUE_CASE
    return mean_check(
        _question(
            f"m_m_c_k.blocking.{case.name}",
            f"Turned away by a full line, {case.what}",
            f"Drivers who find {case.room} others at {case.evses} EVSEs, of all who come.",
        ),
        [100 * _turned_away(seen) for seen in _seen(case, seed)],
        wanted=100 * blocking(case.evses, case.room, case.offered),
        half_width_share=HALF_WIDTH_SHARE,
    )


def check_wait(seed: int) -> Check:
    """Mean wait of the drivers who are let in, against M/M/c/K."""
    case = QUEUE_CASE
    return mean_check(
        _question(
            f"m_m_c_k.wait.{case.name}",
            f"Mean wait, {case.what}",
            "Mean wait of the drivers who got an EVSE, in percent of the mean stay; "
            "most wait nothing.",
        ),
        [100 * float(_counted(seen).waits_s().mean()) / MEAN_STAY_S for seen in _seen(case, seed)],
        wanted=100 * mean_wait(case.evses, case.room, case.offered),
        half_width_share=HALF_WIDTH_SHARE,
    )


def check_engines(case: QueueCase, seed: int) -> Check:
    """Visits of a case that the two engines see differently, in the first replication."""
    fast, reference = _seen(case, seed)[0], run_reference(case, seed)
    apart = np.zeros(len(reference.outcome), dtype=bool)
    for name in ("outcome", "evse", "plugged_s", "left_s"):
        apart |= getattr(reference, name) != getattr(fast, name)
    return value_check(
        Question(
            name=f"engines_agree.{case.name}",
            group=CheckGroup.LAWS,
            what=f"The fast engine sees what the reference sees, {case.what}",
            definition=f"Visits, of {len(apart)}, whose fate, EVSE, begin or end differs between "
            "the engines, to the second; passes if there is none.",
        ),
        float(np.count_nonzero(apart)),
        wanted=0,
        tolerance=0,
    )


def _question(name: str, what: str, definition: str) -> Question:
    rule = (
        f" {REPLICATIONS} independent replications of {ARRIVALS} arrivals; passes if the 95 % "
        f"interval covers the theory and is at most {HALF_WIDTH_SHARE:.0%} wide to each side."
    )
    return Question(
        name=name, group=CheckGroup.THEORY, what=what, unit="%", definition=definition + rule
    )


@cache
def _seen(case: QueueCase, seed: int) -> tuple[Observations, ...]:
    """What the engine saw of a case in each replication."""
    return tuple(run_case(case, seed + number * SEED_END) for number in range(REPLICATIONS))


def run_case(case: QueueCase, root: int) -> Observations:
    """Play a case in the fast engine, with the streams of that root."""
    plan = queue_case_plan(case, root)
    places = [case.room - case.evses]
    return observe(plan, [case.evses], int(plan.arrived_s[-1]) + 1, waiting_places=places)


def run_reference(case: QueueCase, root: int) -> Observations:
    """The same in the reference engine."""
    plan = queue_case_plan(case, root)
    engine = Engine(plan, [case.evses], waiting_places=[case.room - case.evses])
    engine.run_until(int(plan.arrived_s[-1]) + 1)
    return engine.observations()


def queue_case_plan(case: QueueCase, root: int) -> VisitPlan:
    """Who comes when, and for how long."""
    gaps = stream(root, Purpose.ARRIVAL_TIME, case.name).exponential(
        MEAN_STAY_S / case.offered, ARRIVALS
    )
    stays = case.stays(stream(root, Purpose.ENERGY, case.name), ARRIVALS) * MEAN_STAY_S
    return queue_plan(
        np.cumsum(gaps).astype(np.int64),
        np.maximum(np.rint(stays), 1).astype(np.int64),
        FOREVER_S if case.room > case.evses else 0,
    )


def _counted(seen: Observations) -> Observations:
    """Without the drivers who came before the site had filled."""
    return seen.after(int(len(seen.outcome) * WARM_UP_SHARE))


def _turned_away(seen: Observations) -> float:
    counted = _counted(seen)
    return counted.count(Outcome.BALKED) / counted.arrived
