"""Reference data for a process that lives long: read again when there is news, not for every CDR.

Another process may have added terms or hardware: what is known is at most some seconds old, and
what a CDR or an authorisation does not find is looked for once more before it is held against it.
Prices are never old: a version of a tariff that was told just before a CDR is what the CDR costs.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from core.domain.cdr import Cdr
from core.domain.errors import RuleError
from core.service.known import Known, known_in
from core.service.runtime import Runtime
from core.store.site_store import reference_mark, tariff_mark

AGE_MAX: Final = timedelta(seconds=10)


class FreshKnown:
    """What the books know, for all threads of a process."""

    def __init__(self, runtime: Runtime, age_max: timedelta = AGE_MAX) -> None:
        self._runtime = runtime
        self._age_max = age_max
        self._lock = Lock()
        self._mark: tuple[int, ...] | None = None
        self._tariffs = 0
        self._known: Known | None = None
        self._looked_at: datetime | None = None

    def now(self) -> Known:
        """What is known, some seconds old at most.

        Raises:
            StoreError: The books cannot be read.
        """
        with self._lock:
            looked_at, now = self._looked_at, self._runtime.now()
            if self._known is None or looked_at is None or now - looked_at >= self._age_max:
                return self._look(now)
            return self._known

    def again(self) -> Known:
        """What is known at this moment.

        Raises:
            StoreError: The books cannot be read.
        """
        with self._lock:
            return self._look(self._runtime.now())

    def for_cdrs(self, cdrs: Iterable[Cdr]) -> Known:
        """What is known, looked for once more where something of these CDRs is not, or prices are.

        Raises:
            StoreError: The books cannot be read.
        """
        known = self.now()
        is_enough = all(has_all_of(known, one) for one in cdrs) and self._has_last_tariffs()
        return known if is_enough else self.again()

    def for_places(self, places: Iterable[tuple[str, str]]) -> Known:
        """What is known, looked for once more where one of these EVSEs is not.

        Args:
            places: CPO and uid of each.
        """
        known = self.now()
        return known if all(one in known.evses for one in places) else self.again()

    def _has_last_tariffs(self) -> bool:
        with self._runtime.database.reading() as connection:
            return tariff_mark(connection) == self._tariffs

    def _look(self, now: datetime) -> Known:
        with self._runtime.database.reading() as connection:
            mark = reference_mark(connection)
            if self._known is None or mark != self._mark:
                # Before it is read: what is told meanwhile is news at the next look.
                self._tariffs = tariff_mark(connection)
                self._known, self._mark = known_in(connection), mark
        self._looked_at = now
        return self._known


def has_all_of(known: Known, cdr: Cdr) -> bool:
    """Whether parties, EVSE, tariff and terms of a CDR are known."""
    if not (known.trades(cdr.cpo) and known.trades(cdr.demand_partner)):
        return False
    if (cdr.cpo, cdr.evse_uid) not in known.evses or known.tariff_for(cdr) is None:
        return False
    try:
        return known.agreement_for(cdr) is not None
    except RuleError:
        return False
