"""Takes the CDRs of a run and keeps no books: only what their money comes to."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.network import Network
from core.service.snapshot import LedgerRow, Summary
from simulation.cdr_of_visit import Registrar
from simulation.money.money_columns import money_sums
from simulation.money.money_summary import summary_of_sums
from simulation.money.money_sums import MoneySums
from simulation.money.served_visits import ServedVisits
from simulation.money.session_terms import TermsBook


class ColumnSink:
    """A sink of ``books = "columns"``."""

    def __init__(
        self, network: Network, agreements: Sequence[Agreement], registrar: Registrar
    ) -> None:
        """Nothing yet.

        Args:
            network: Parties and rates.
            agreements: The terms; for columns, as ``why_not_columns`` says.
            registrar: Sites and prices of the run.
        """
        self._book = TermsBook(network, tuple(agreements))
        self._registrar = registrar
        self._sums = MoneySums.none(registrar.scenario, self._book.days_after)
        self._until = registrar.scenario.start
        scenario = registrar.scenario
        self._site = {(one.cpo, one.location_id): at for at, one in enumerate(scenario.location)}
        self._partner = {one.key: at for at, one in enumerate(scenario.demand_partner)}

    def accept(self, cdrs: Sequence[Cdr]) -> None:
        """Add the money of a batch; who hands in a CDR twice has it counted twice."""
        if cdrs:
            served = self._served(cdrs)
            self._sums = self._sums.plus(money_sums(served, self._book, self._registrar))

    def settle(self, until: datetime) -> None:
        """Remember up to when it was asked for; cycles are worked out with the summary."""
        self._until = until

    def summary(self) -> Summary:
        """As the books would tell it, but for balances that only they keep."""
        return summary_of_sums(self._sums, self._registrar.scenario, self._until)

    def ledger_after(self, seq: int, limit: int) -> Sequence[LedgerRow]:
        """No entries: there is no journal."""
        del seq, limit
        return ()

    def _served(self, cdrs: Sequence[Cdr]) -> ServedVisits:
        start = self._registrar.scenario.start
        rows = []
        for one in cdrs:
            stay_s = int((one.end - one.start).total_seconds())
            plugged_s = int((one.start - start).total_seconds())
            charging_s = int(sum(period.charging_s for period in one.charging_periods))
            place = self._site[one.cpo, one.location_id], self._partner[one.demand_partner]
            energy_wh = int(one.energy_kwh * 1_000)
            times = plugged_s, charging_s, stay_s - charging_s
            rows.append((0, place[0], 0, place[1], 0, *times, energy_wh, plugged_s + stay_s))
        columns = np.array(rows, np.int64).T
        return ServedVisits(**dict(zip(ServedVisits.__slots__, columns, strict=True)))
