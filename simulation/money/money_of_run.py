"""The money of a run that is over: by columns, or by books in memory where that is wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.network import Network
from core.service.snapshot import Summary
from simulation.book_sink import BookSink, books_in_memory
from simulation.cdr_of_visit import Registrar, cdr_of
from simulation.money.money_columns import money_sums
from simulation.money.money_summary import summary_of_sums
from simulation.money.money_sums import MoneySums
from simulation.money.priced_groups import visits_of
from simulation.money.served_visits import ServedVisits
from simulation.money.session_terms import TermsBook
from simulation.simulate import SimulatedClock


@dataclass(frozen=True, slots=True)
class RunMoney:
    """The sessions of a run, and what they are posted under."""

    served: ServedVisits
    network: Network
    agreements: Sequence[Agreement]
    registrar: Registrar

    def by_columns(self) -> Summary:
        """The summary of the books without the books.

        Raises:
            RuleError: The terms are not for columns; ``why_not_columns`` says so before.
        """
        return summary_of_sums(self.sums(), self.registrar.scenario)

    def sums(self) -> MoneySums:
        """The money in columns, summed.

        Raises:
            RuleError: As ``by_columns``.
        """
        book = TermsBook(self.network, tuple(self.agreements))
        return money_sums(self.served, book, self.registrar)

    def by_books(self) -> Summary:
        """Every CDR through books in memory, settled up to the end of the run."""
        scenario = self.registrar.scenario
        clock = SimulatedClock(scenario.start)
        books = books_in_memory(clock.now)
        try:
            sink = BookSink(books, self.network, self.agreements)
            clock.time = scenario.start + timedelta(days=scenario.days)
            sink.accept(list(self._cdrs()))
            sink.settle(clock.time)
            return sink.summary()
        finally:
            books.database.close()

    def _cdrs(self) -> Iterator[Cdr]:
        for visit in visits_of(self.served):
            yield cdr_of(visit, self.registrar)
