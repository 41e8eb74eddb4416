"""Where a run's CDRs go: the books of the core, or memory for tests and benchmarks."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from core.domain.cdr import Cdr
from core.service.snapshot import LedgerRow, Summary


class Sink(Protocol):
    """Takes CDRs as they are issued, and can say what came of them."""

    def accept(self, cdrs: Sequence[Cdr]) -> None:
        """Take a batch; a CDR that is known is taken as it was."""
        ...

    def settle(self, until: datetime) -> None:
        """Settle what falls due before that time."""
        ...

    def summary(self) -> Summary:
        """What came of all CDRs so far."""
        ...

    def ledger_after(self, seq: int, limit: int) -> Sequence[LedgerRow]:
        """Entries of the journal with a number above ``seq``, ascending, at most ``limit``."""
        ...


class MemorySink:
    """Keeps the CDRs and books nothing."""

    def __init__(self) -> None:
        self.cdrs: list[Cdr] = []
        self.settled_until: list[datetime] = []

    def accept(self, cdrs: Sequence[Cdr]) -> None:
        """Keep them."""
        self.cdrs.extend(cdrs)

    def settle(self, until: datetime) -> None:
        """Remember that it was asked for."""
        self.settled_until.append(until)

    def summary(self) -> Summary:
        """Sessions and energy; no books, so no money."""
        return Summary(
            sessions=len(self.cdrs),
            posted=0,
            free=0,
            held={},
            energy_kwh=sum((cdr.energy_kwh for cdr in self.cdrs), Decimal(0)),
            by_currency={},
            trial_balance={},
            receivable={},
            payable={},
            last_seq=0,
        )

    def ledger_after(self, seq: int, limit: int) -> Sequence[LedgerRow]:
        """Nothing: there is no journal."""
        assert seq >= 0
        assert limit > 0
        return ()
