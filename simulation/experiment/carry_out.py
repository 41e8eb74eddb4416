"""Carries an experiment out: hands its points to a crew and yields each as it comes back.

First one replication of every cell, then the second: a sweep can be seen as a whole long before it
is done, and cells that are compared always have the same random numbers.
"""

from collections.abc import Callable, Iterable, Iterator
from math import ceil
from time import perf_counter
from typing import Final

from core.domain.errors import RuleError
from simulation.experiment.crew import Crew, Unplayable
from simulation.experiment.order import Order
from simulation.experiment.play_point import play_of_point, scenario_of_point
from simulation.experiment.played import Played, played_of
from simulation.experiment.tally import Tally
from simulation.feed import Progress
from simulation.scenario_network import agreements_of

PHASE: Final = "experiment"
POLL_S: Final = 0.1
"""How long at most nobody looks whether the experiment is still wanted."""
CHECKED_CELLS: Final = 8
"""As many cells are all read before anything runs."""
ADDED_MIN: Final = 5
"""Replications added at once, where a target is not met: no fewer than that ..."""
ADDED_SHARE: Final = 0.5
"""... and no more than this part of those that are there: the deviation is an estimate too."""

OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
Keep = Callable[[Played], None]


def refuse_impossible(order: Order) -> None:
    """Read the scenario of the cells that are most likely to be wrong, before anything runs.

    These are all if there are few, else those in which a number is smallest or largest, a text is
    met first, a variant or another scenario is met first: the window waits for it.

    Raises:
        SourceError: The scenario, or a change of it, is wrong; names field, value and reason.
        NotFoundError: No variant, or no terms, of that name.
        InvalidValueError: Terms that cannot be.
    """
    for number in sorted(_telling_cells(order)):
        point = order.point(number, 0)
        scenario = scenario_of_point(point)
        agreements_of(play_of_point(point, scenario).terms, scenario)


def carry_out(
    order: Order,
    crew: Crew,
    *,
    known: Iterable[Played] = (),
    keep: Keep | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Iterator[Played]:
    """Play every point that is not known, and yield all of them, the known ones first.

    Args:
        order: What is asked for.
        crew: Who plays; the caller closes it.
        known: Points that an earlier run has played; those of other replications are left out.
        keep: Takes each new point before anybody sees it.
        on_progress: Told at once, after each point and at least ten times a second.
        is_cancelled: Asked as often; what is done by then was yielded.

    Raises:
        RuleError: A point cannot be played, or no run has the figure of a target.
        WorkerError: Processes die of a point, or a bug stopped one.
    """
    course = _Course(order, crew, keep, on_progress or _unheard, is_cancelled or _never)
    yield from course.remembered(known)
    while True:
        yield from course.played()
        if course.is_cancelled() or not course.extend():
            return


class _Course:
    """One experiment on its way."""

    def __init__(
        self,
        order: Order,
        crew: Crew,
        keep: Keep | None,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> None:
        self.is_cancelled = is_cancelled
        self._order, self._crew = order, crew
        self._keep, self._on_progress = keep, on_progress
        self._tally = Tally(order)
        self._began_s = perf_counter()
        self._end = order.first_replication + order.replications
        self._known: set[tuple[int, int]] = set()
        self._fresh = 0
        self._sessions = 0.0

    def remembered(self, known: Iterable[Played]) -> Iterator[Played]:
        """Count what is there already."""
        for one in known:
            if self._order.first_replication <= one.replication < self._order.replications_end:
                self._take(one)
                yield one

    def played(self) -> Iterator[Played]:
        """Play all replications until the end that is set now."""
        order = self._order
        places = [
            (cell, number)
            for number in range(order.first_replication, self._end)
            for cell in range(len(order.cells))
            if (cell, number) not in self._known
        ]
        waiting, under_way = iter(enumerate(places)), 0
        self._tell()
        while not self.is_cancelled():
            while self._crew.room > 0 and (given := next(waiting, None)) is not None:
                ticket, (cell, number) = given
                self._crew.give(ticket, order.point(cell, number))
                under_way += 1
            if not under_way:
                return
            replied = self._crew.next_reply(POLL_S)
            if replied is not None:
                ticket, reply = replied
                if isinstance(reply, Unplayable):
                    raise reply.raised()
                under_way -= 1
                yield self._arrived(played_of(reply, places[ticket][0]))
            self._tell()

    def extend(self) -> bool:
        """Whether there are more replications to make, for a target is not met yet.

        Raises:
            RuleError: No run has the figure of a target: no number of replications would meet it.
        """
        there = self._tally.kpis()
        for target in self._order.targets:
            if target.kpi not in there:
                raise RuleError(f"no run has {target.kpi!r}, only {', '.join(there)}")
        order, count = self._order, self._end - self._order.first_replication
        short = [target for target in order.targets if not self._tally.is_met(target)]
        most = order.replications_end - self._end
        if not short or most <= 0:
            return False
        self._end += min(most, max(ADDED_MIN, ceil(count * ADDED_SHARE)))
        return True

    def _arrived(self, played: Played) -> Played:
        if self._keep is not None:
            self._keep(played)
        self._fresh += 1
        self._take(played)
        return played

    def _take(self, played: Played) -> None:
        self._tally.add(played)
        self._known.add((played.cell, played.replication))
        self._sessions += played.kpis.get("sessions", 0.0)

    def _tell(self) -> None:
        elapsed_s = perf_counter() - self._began_s
        order, done = self._order, self._tally.done
        total = (self._end - order.first_replication) * len(order.cells)
        left_s = elapsed_s * (total - done) / self._fresh if self._fresh else None
        self._on_progress(
            Progress(
                phase=PHASE,
                done=done,
                total=max(total, done),
                sessions=round(self._sessions),
                simulated_s=0,
                elapsed_s=elapsed_s,
                remaining_s=left_s,
            )
        )


def _telling_cells(order: Order) -> set[int]:
    if len(order.cells) <= CHECKED_CELLS:
        return set(range(len(order.cells)))
    numbers: dict[str, list[tuple[float, int]]] = {}
    firsts: dict[object, int] = {}
    for at, cell in enumerate(order.cells):
        firsts.setdefault((cell.variant, cell.source), at)
        for change in cell.changes:
            if isinstance(change.value, int | float):
                numbers.setdefault(change.path, []).append((change.value, at))
            else:
                firsts.setdefault(change, at)
    ends = {end(found)[1] for found in numbers.values() for end in (min, max)}
    return ends | set(firsts.values())


def _unheard(progress: Progress) -> None:
    """Nobody wants to know."""


def _never() -> bool:
    return False
