"""Tells a window how a run goes: seldom enough not to flood it, and never losing an entry."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from core.service.snapshot import LedgerRow
from simulation.control import Stopwatch
from simulation.feed import LedgerBatch, Message, Progress, Standing, Utilisation
from simulation.ledger_array import ledger_array
from simulation.measures import DayUse
from simulation.observations import Observations
from simulation.sinks import Sink

MIN_INTERVAL_S: Final = 0.15
"""Between two reports; a report is about four messages, so fewer than 30 messages a second."""
REST_TO_COST: Final = 10
"""Between two reports at least so many times what the last one took, so that large runs go on."""
ROWS_PER_BATCH: Final = 5_000

OnMessage = Callable[[Message], None]


class Reporter:
    """Reports of one job, which may be several runs (variants) one after the other."""

    def __init__(self, send: OnMessage, watch: Stopwatch, total_s: int) -> None:
        """Get ready.

        Args:
            send: Takes each message.
            watch: Of the job.
            total_s: Simulated seconds of all its runs together.
        """
        self._send = send
        self._watch = watch
        self._total_s = total_s
        self._due_s = 0.0
        self._last_seq = 0

    def is_due(self) -> bool:
        """Whether the last report is long enough ago."""
        return self._watch.elapsed_s >= self._due_s

    def begin(self) -> float:
        """Begin a report; hand what this gives to ``end``."""
        return self._watch.elapsed_s

    def end(self, began_s: float) -> None:
        """End a report: the next is due after a rest."""
        now_s = self._watch.elapsed_s
        self._due_s = now_s + max(MIN_INTERVAL_S, REST_TO_COST * (now_s - began_s))

    def progress(self, phase: str, done_s: int, sessions: int, simulated_s: int) -> None:
        """Say how far the job is; the rest is estimated from the share that is done."""
        elapsed = self._watch.elapsed_s
        left = elapsed * (self._total_s - done_s) / done_s if done_s else None
        self._send(
            Progress(
                phase=phase,
                done=done_s,
                total=self._total_s,
                sessions=sessions,
                simulated_s=simulated_s,
                elapsed_s=elapsed,
                remaining_s=left,
            )
        )

    def skip_to(self, seq: int) -> None:
        """Entries up to that number were there before the job; they are not reported."""
        self._last_seq = seq

    def books(self, sink: Sink, active: int | None) -> None:
        """Send the entries since the last time, and where the books stand.

        Args:
            sink: Where the CDRs go.
            active: How many sessions are under way; None once the run is over.
        """
        for rows in self._new_rows(sink):
            self._send(LedgerBatch(rows=ledger_array(rows)))
        summary = sink.summary()
        self._send(Standing(summary=replace(summary, watch=replace(summary.watch, active=active))))

    def use(self, seen: Observations, day_use: DayUse) -> None:
        """Send how busy the sites have been so far."""
        self._send(Utilisation(sites=day_use.sites, connected=day_use.connected(seen)))

    def _new_rows(self, sink: Sink) -> Iterator[Sequence[LedgerRow]]:
        while rows := sink.ledger_after(self._last_seq, ROWS_PER_BATCH):
            self._last_seq = rows[-1].seq
            yield rows
