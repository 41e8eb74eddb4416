"""Runs a scenario through the core: the first play into the given books, the others in memory."""

from contextlib import ExitStack
from dataclasses import replace

from core.service.runtime import Runtime
from simulation.book_sink import BookSink, books_in_memory
from simulation.cdr_of_visit import Registrar
from simulation.control import NextWord
from simulation.feed import Finished
from simulation.money.column_sink import ColumnSink
from simulation.money.money_columns import why_not_columns
from simulation.plays import Play
from simulation.reporter import OnMessage
from simulation.scenario import Scenario
from simulation.scenario_money import BooksKind
from simulation.scenario_network import agreements_of, network_of
from simulation.simulate import SimulatedClock, simulate
from simulation.sinks import Sink


def run_scenario(
    scenario: Scenario,
    runtime: Runtime,
    *,
    seed: int | None = None,
    on_message: OnMessage = lambda _: None,
    control: NextWord = lambda: None,
) -> Finished:
    """Run a scenario through the core.

    With ``books = "columns"`` the money is worked out without books: nothing is written. Else
    running it again with the same seed into the same books changes nothing. A variant of a
    scenario that has some is carried in books of its own, in memory, but for the first.

    Args:
        scenario: What to run.
        runtime: Books to carry it in; its clock is replaced by the simulated one.
        seed: Instead of the scenario's.
        on_message: Told how the run goes, from this thread.
        control: Asked between steps whether to pause or stop.

    Returns:
        The last message, which was sent too; ``cancelled`` if it was stopped.

    Raises:
        RoamingError: The books cannot be written, or know the network with other content.
    """
    network = network_of(scenario)
    with ExitStack() as opened:

        def open_sink(play: Play, clock: SimulatedClock) -> Sink:
            agreements = agreements_of(play.terms, scenario)
            if scenario.books is BooksKind.COLUMNS and not why_not_columns(agreements):
                return ColumnSink(network, agreements, Registrar.of(scenario, scenario.seed))
            if play.number == 0:
                books = replace(runtime, now=clock.now)
            else:
                books = books_in_memory(clock.now)
                opened.callback(books.database.close)
            return BookSink(books, network, agreements)

        return simulate(scenario, open_sink, seed=seed, on_message=on_message, control=control)
