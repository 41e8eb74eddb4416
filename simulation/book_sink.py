"""The real sink: CDRs are recorded, reviewed, priced, posted and settled by the core."""

from collections.abc import Callable, Sequence
from datetime import datetime

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.network import Network
from core.service.carry_cdrs import carry, received_at_end
from core.service.known import known_of
from core.service.open_books import open_books
from core.service.register_network import register_network
from core.service.report import ledger_after, summary_of
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.snapshot import LedgerRow, Summary


class BookSink:
    """Books that a run's network and terms are known to."""

    def __init__(self, runtime: Runtime, network: Network, agreements: Sequence[Agreement]) -> None:
        """Register the network and its terms.

        Raises:
            ConflictError: The books know something under the same id with other content.
        """
        register_network(runtime, network, agreements)
        self.runtime = runtime
        self._known = known_of(runtime)

    def accept(
        self, cdrs: Sequence[Cdr], received_at: Callable[[Cdr], datetime] = received_at_end
    ) -> None:
        """Carry a batch, all of it or nothing; what is known is left alone."""
        if cdrs:
            carry(self.runtime, cdrs, known=self._known, received_at=received_at)

    def settle(self, until: datetime) -> None:
        """Settle every cycle that is due by then."""
        settle_until(self.runtime, until)

    def summary(self) -> Summary:
        """Where the books stand."""
        return summary_of(self.runtime)

    def ledger_after(self, seq: int, limit: int) -> Sequence[LedgerRow]:
        """Entries after a number, ascending."""
        return ledger_after(self.runtime, seq, limit)


def books_in_memory(now: Callable[[], datetime]) -> Runtime:
    """Empty books that live as long as they are used."""
    return open_books("sqlite://", now)
