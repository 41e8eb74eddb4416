"""The money of a long run of a large network: drawn, run and summed block by block of sites.

No driver leaves a block (``blocks_of``), so blocks know nothing of one another; nothing of them is
kept but sums, so a year of ten thousand connectors fits into memory. Only for the fast engine.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final, Self

from simulation.blocked_visits import with_blocked
from simulation.cdr_of_visit import Registrar
from simulation.engines.engine_of_scenario import observed
from simulation.model.option_set import blocks_of
from simulation.money.money_columns import money_sums
from simulation.money.money_sums import MoneySums
from simulation.money.served_visits import served_visits
from simulation.money.session_terms import TermsBook
from simulation.plays import Play
from simulation.scenario import Scenario
from simulation.scenario_network import agreements_of, network_of
from simulation.visit_plan import Drawer

SITES_PER_BLOCK: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class BlockMoney:
    """What some blocks came to."""

    arrivals: int
    sums: MoneySums

    def plus(self, other: Self) -> Self:
        """Both."""
        return type(self)(self.arrivals + other.arrivals, self.sums.plus(other.sums))


class BlockPlayer:
    """Plays blocks of one scenario, one after the other; what they share is made once."""

    def __init__(self, scenario: Scenario, play: Play, root: int) -> None:
        """Get ready.

        Raises:
            RuleError: The terms are not for columns.
        """
        self._scenario = scenario
        self._play = play
        self._drawer = Drawer(scenario, root)
        self._registrar = Registrar.of(scenario, 0)
        terms = agreements_of(play.terms, scenario)
        self._book = TermsBook(network_of(scenario), terms)

    def play(self, sites: tuple[int, ...]) -> BlockMoney:
        """The visits and the money of the whole horizon at some sites.

        Raises:
            RuleError: The fast engine cannot play it; names the field.
        """
        plan = self._drawer.plan(sites).thinned(self._play.demand_factor)
        plan = with_blocked(plan, self._scenario, self._play)
        seen = observed(self._scenario, plan, fast=True)
        served = served_visits(plan, seen)
        return BlockMoney(seen.arrived, money_sums(served, self._book, self._registrar))


def money_by_blocks(
    scenario: Scenario,
    play: Play,
    root: int,
    *,
    sites_per_block: int = SITES_PER_BLOCK,
    processes: int = 1,
    on_block: Callable[[int, int], None] = lambda _done, _total: None,
) -> BlockMoney:
    """The money of a whole scenario; the same whatever the blocks and processes.

    Args:
        scenario: What is simulated.
        play: Its terms and demand.
        root: Of the random streams.
        sites_per_block: At least so many.
        processes: How many work side by side; 1: this one.
        on_block: Told (done, total) after each.

    Raises:
        RuleError: The terms or the scenario are not for columns and the fast engine.
    """
    blocks = list(blocks_of(scenario, sites_per_block))
    terms = TermsBook(network_of(scenario), agreements_of(play.terms, scenario))
    total = BlockMoney(0, MoneySums.none(scenario, terms.days_after))
    for done, one in enumerate(_played(blocks, (scenario, play, root), processes), start=1):
        total = total.plus(one)
        on_block(done, len(blocks))
    return total


Shared = tuple[Scenario, Play, int]


def _played(blocks: list[tuple[int, ...]], shared: Shared, processes: int) -> Iterator[BlockMoney]:
    """What each block comes to, in the order in which they are done."""
    if processes == 1:
        player = BlockPlayer(*shared)
        yield from (player.play(block) for block in blocks)
        return
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_begin, initargs=shared
    ) as pool:
        futures: list[Future[BlockMoney]] = [pool.submit(_play, block) for block in blocks]
        for one in as_completed(futures):
            yield one.result()
            futures.remove(one)


_PLAYERS: Final[list[BlockPlayer]] = []
"""Of a process of the pool: the one that it was made with."""


def _begin(scenario: Scenario, play: Play, root: int) -> None:
    _PLAYERS[:] = [BlockPlayer(scenario, play, root)]


def _play(sites: tuple[int, ...]) -> BlockMoney:
    return _PLAYERS[0].play(sites)
