"""The money of a run that is over: by columns, or by books in memory where that is wanted."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

import numpy as np

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.network import Network
from core.service.snapshot import Summary
from core.settlement.cycle import CUT_OFF_HOUR
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
        """Every CDR through books in memory, settled up to the end of the run.

        Where some are late the days go by one after the other: a cycle cannot take what has not
        arrived; else all come at once, which comes to the same.
        """
        scenario = self.registrar.scenario
        end = scenario.start + timedelta(days=scenario.days)
        clock = SimulatedClock(scenario.start)
        books = books_in_memory(clock.now)
        cdrs = sorted(self._cdrs(), key=itemgetter(0))
        received_at = {cdr.key: received for received, cdr in cdrs}
        try:
            sink = BookSink(books, self.network, self.agreements)
            taken = 0
            for until in self._stops(end):
                clock.time = until
                beyond = bisect_right(cdrs, until, lo=taken, key=itemgetter(0))
                some = [cdr for _, cdr in cdrs[taken:beyond]]
                sink.accept(some, lambda cdr: received_at[cdr.key])
                sink.settle(until)
                taken = beyond
            return sink.summary()
        finally:
            books.database.close()

    def _stops(self, end: datetime) -> Iterator[datetime]:
        """Cut-offs of the run where there are late CDRs, and its end."""
        first = self.registrar.scenario.start.replace(hour=CUT_OFF_HOUR)
        late = self.served.received_s != self.served.left_s
        if (late & self.served.is_billed).any():
            days = (end - first).days
            yield from (first + timedelta(days=day) for day in range(1, days))
        yield end

    def _cdrs(self) -> Iterator[tuple[datetime, Cdr]]:
        """Each CDR with the time at which it reached the network."""
        start = self.registrar.scenario.start
        billed = self.served.taken(np.flatnonzero(self.served.is_billed))
        received_s = billed.received_s.tolist()
        for visit, seconds in zip(visits_of(billed), received_s, strict=True):
            yield start + timedelta(seconds=seconds), cdr_of(visit, self.registrar)
