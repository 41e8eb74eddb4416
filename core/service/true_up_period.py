"""True up a month: what tiers, guarantees, caps and fixed amounts change of what its sessions paid.

Sessions stay as they were posted. What was trued up before and is unchanged posts nothing; after a
late session or a Credit CDR the same month again posts the difference. Months are those of UTC.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.domain.agreement import ANY, Agreement, FxLock, may_post_without_session
from core.domain.entry import Entry
from core.domain.errors import RuleError
from core.domain.fx_rate import FxRate
from core.domain.interval import Interval
from core.domain.period import end_of
from core.domain.priced_cdr import PricedCdr
from core.ledger.run_steps import Part
from core.ledger.session_vat import SessionVat, vat_before_the_table
from core.ledger.split import split
from core.ledger.steps_of_terms import waterfall_of
from core.ledger.true_up import Group, PeriodTotals, counts_in, group_of
from core.ledger.true_up_entry import TrueUpCase, entry_for_case, less, moved_by
from core.ledger.true_up_sales import group_of_true_up
from core.service.known import Known, known_in
from core.service.period_vat import vat_of_group
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.store.cdr_store import received_among
from core.store.database import OpenTransaction, alone
from core.store.fate_store import prices_of
from core.store.journal_store import append_entries
from core.store.true_up_store import counted_sessions, true_ups

_LAST = timedelta(microseconds=1)
OnSessions = Callable[[int], None]
"""Told how many sessions were counted so far; may raise to stop, and then nothing is posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueUp:
    """What a group's month came to under one version of terms."""

    version: str
    period: str
    group: Group
    currency: str
    sessions: int
    moved: tuple[tuple[str, int, int], ...]
    """Step, amount and VAT in minor units, of the whole month."""
    entry: Entry | None
    """What was posted now; None where nothing was left to post."""


def month_named(period: str) -> Interval:
    """The month ``2026-06`` in UTC.

    Raises:
        InvalidValueError: It is none.
    """
    end = end_of(period)
    return Interval((end - _LAST).replace(day=1, hour=0, minute=0, second=0, microsecond=0), end)


def true_up_period(
    runtime: Runtime, period: str, on_sessions: OnSessions = lambda _count: None
) -> tuple[TrueUp, ...]:
    """Post the true-ups of a month, all or nothing; unchanged ones again post nothing.

    Raises:
        InvalidValueError: The period is no month.
        RuleError: The month is not over, or a rate is missing.
        StoreError: The books cannot be written.
    """
    month = month_named(period)
    assert month.end is not None
    if month.end > runtime.now():
        raise RuleError(f"true-up: wanted a month that is over, found {period}")
    with runtime.database.transaction() as connection:
        alone(connection)
        known = known_in(connection)
        found = [*worked_out(connection, known, period, on_sessions)]
        append_entries(connection, [one.entry for one in found if one.entry], runtime.now())
    seal(runtime)
    return tuple(found)


def preview_period(
    runtime: Runtime, period: str, on_sessions: OnSessions = lambda _count: None
) -> tuple[TrueUp, ...]:
    """What ``true_up_period`` would post now, even of a month that is not over; nothing is."""
    month_named(period)
    with runtime.database.reading() as connection:
        return tuple(worked_out(connection, known_in(connection), period, on_sessions))


def refuse_missing(connection: OpenTransaction, period: str) -> None:
    """Return if the true-ups of a month are posted; a closed month would take no more.

    Raises:
        RuleError: Some are not, or not as its sessions are now.
    """
    for one in worked_out(connection, known_in(connection), period, lambda _count: None):
        if one.entry is not None:
            raise RuleError(
                f"period {period}: the true-up of {one.group} under {one.version} is not posted; "
                f"first: networkcore agreements true-up {period}"
            )


def worked_out(
    connection: OpenTransaction, known: Known, period: str, on_sessions: OnSessions
) -> Iterator[TrueUp]:
    """What every version with steps of a period comes to, less what was posted of it."""
    month = month_named(period)
    for agreement in known.agreements:
        if waterfall_of(agreement).period_steps and agreement.effective.overlaps(month):
            month_of = MonthOf(connection, known, agreement, period, on_sessions)
            for group in month_of.groups:
                yield month_of.true_up(group)


class MonthOf:
    """A month of one version: its sessions counted by group, once."""

    def __init__(
        self,
        connection: OpenTransaction,
        known: Known,
        agreement: Agreement,
        period: str,
        on_sessions: OnSessions = lambda _count: None,
        *,
        before: int | None = None,
    ) -> None:
        """Count them; ``before``: as the books were before the entry of this number."""
        self._connection, self._known, self._agreement = connection, known, agreement
        self._period, self._before = period, before
        self._month = month_named(period)
        assert self._month.end is not None
        self._at = self._month.end - _LAST
        self._falls = waterfall_of(agreement)
        # Steps of a period look at amounts before VAT only, so any VAT of sessions will do.
        self._session_vat = vat_before_the_table(agreement, "", "", "", "")
        self._totals: dict[Group, PeriodTotals] = {}
        self._named = set(self._named_groups())
        for group in self._named | self._trued_up():
            self._totals[group] = PeriodTotals(self._falls, agreement.payout_currency)
        self._count(on_sessions)

    @property
    def groups(self) -> list[Group]:
        """Those that have sessions, had some when they were trued up, or owe without."""
        return sorted(self._totals)

    def case(self, group: Group) -> TrueUpCase:
        """Whose true-up it is."""
        return TrueUpCase(
            agreement=self._agreement,
            period=self._period,
            group=group,
            at=self._at,
            sessions=self._totals[group].sessions,
            rate=_rate(self._known, self._agreement, group, self._at),
            vat=self._vat(group),
        )

    def parts(self, group: Group) -> tuple[Part, ...]:
        """What each step moves of the whole month."""
        parts = self._totals[group].true_up(group, self._vat(group))
        if self._totals[group].sessions or group in self._named:
            return parts
        return tuple(replace(part, amount=0, vat=0) for part in parts)

    def true_up(self, group: Group) -> TrueUp:
        """What it comes to, and the entry of what is not posted yet."""
        case, parts = self.case(group), self.parts(group)
        kept = [
            one.entry
            for one in true_ups(self._connection, case.source_id)
            if one.entry.entry_id.startswith(case.prefix)
        ]
        moved = moved_by(note for one in kept for note in one.notes)
        entry = entry_for_case(case, less(parts, moved), len(kept) + 1)
        return TrueUp(
            version=self._agreement.version,
            period=self._period,
            group=group,
            currency=self._agreement.payout_currency,
            sessions=case.sessions,
            moved=tuple((part.step.step_id, part.amount, part.vat) for part in parts),
            entry=entry,
        )

    def _count(self, on_sessions: OnSessions) -> None:
        assert self._month.end is not None
        count = 0
        for keys in counted_sessions(
            self._connection,
            self._agreement.version,
            self._month.start,
            self._month.end,
            self._before,
        ):
            records = [one.cdr for one in received_among(self._connection, keys).values()]
            for priced in prices_of(self._connection, records).values():
                self._add(priced)
            count += len(keys)
            on_sessions(count)

    def _add(self, priced: PricedCdr) -> None:
        cdr, agreement = priced.cdr, self._agreement
        around = self._known.circumstances_of(cdr) if agreement.asks_circumstances else None
        parts = split(priced, agreement, self._session_vat, around)
        kinds = {group_of(step, cdr.cpo, cdr.demand_partner) for step in self._falls.period_steps}
        for group in kinds:
            if group not in self._totals:
                self._totals[group] = PeriodTotals(self._falls, agreement.payout_currency)
            self._totals[group].add(priced, parts, around)

    def _named_groups(self) -> Iterator[Group]:
        """Groups that owe something even without a session: those whom the terms name."""
        for step in self._falls.period_steps:
            named = group_of(step, self._agreement.cpo, self._agreement.demand_partner)
            involved = group_of(step, "cpo", "dp")
            is_named = all(
                asked == ANY or found != ANY
                for asked, found in (
                    (involved.cpo, named.cpo),
                    (involved.demand_partner, named.demand_partner),
                )
            )
            if may_post_without_session(step) and is_named and counts_in(step, named):
                yield named

    def _trued_up(self) -> set[Group]:
        """Groups with an earlier true-up; if their sessions are all undone, so is that."""
        source_id = f"true_up:{self._agreement.version}:{self._period}"
        return {
            group_of_true_up(one.entry)
            for one in true_ups(self._connection, source_id)
            if self._before is None or one.number < self._before
        }

    def _vat(self, group: Group) -> SessionVat:
        return vat_of_group(self._known, self._agreement, group, self._at.date())


def _rate(known: Known, agreement: Agreement, group: Group, at: datetime) -> FxRate | None:
    """To the DP's currency; None where it is the agreement's, or the cut-off converts to it."""
    dp = known.parties.get(group.demand_partner)
    if dp is None or dp.currency == agreement.payout_currency:
        return None
    if agreement.fx_lock is FxLock.SETTLEMENT:
        return None
    rate = known.rate_for(agreement.payout_currency, dp.currency, at)
    if rate is None:
        raise RuleError(
            f"true-up of {group}: no rate between {agreement.payout_currency} and {dp.currency} "
            f"on or before {at:%Y-%m-%d}"
        )
    return rate
