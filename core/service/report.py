"""Frozen pictures of the books: totals, pages of the ledger, use by site and hour."""

from decimal import Decimal

from core.domain.instruction import InstructionKind
from core.domain.party import Role
from core.ledger.chart_of_accounts import Code, owner_of
from core.service.hour_sums import UseWalk
from core.service.runtime import Runtime
from core.service.snapshot import (
    CurrencySummary,
    Exposure,
    LedgerRow,
    SiteHour,
    Summary,
    Watch,
)
from core.store.cdr_store import last_end
from core.store.database import OpenTransaction
from core.store.report_store import (
    EntryLine,
    balance_sums,
    count_free,
    count_held,
    entry_lines,
    first_held,
    instructed_sums,
    last_seq,
)
from core.store.total_store import PostedTotals, cdr_totals, posted_totals, tariff_totals
from core.store.watch_store import (
    first_unsettled_due,
    last_cut_off_day,
    last_effective,
    oldest_held,
    open_debits,
    reject_counts,
    settled_sums,
)


def summary_of(runtime: Runtime) -> Summary:
    """The books as a whole, as one consistent picture."""
    return RunningSummary().read(runtime)


class RunningSummary:
    """The summary of books that grow: only its first reading costs as much as the books are large.

    For one set of books; what is there already is never read again, for nothing of it changes.
    """

    def __init__(self) -> None:
        self._posted = PostedTotals()

    def read(self, runtime: Runtime) -> Summary:
        """The books as a whole, as one consistent picture."""
        with runtime.database.reading() as connection:
            self._posted = posted_totals(connection, self._posted)
            return _summary(connection, self._posted)


def _summary(connection: OpenTransaction, posted: PostedTotals) -> Summary:
    sessions, energy_e4 = cdr_totals(connection, posted)
    owed = balance_sums(connection, Code.PAYABLE.value)
    return Summary(
        sessions=sessions,
        posted=sum(one.sessions for one in posted.sums),
        free=count_free(connection),
        held=count_held(connection),
        energy_kwh=Decimal(energy_e4).scaleb(-4),
        by_currency=_by_currency(connection, posted),
        trial_balance=balance_sums(connection),
        receivable=balance_sums(connection, Code.RECEIVABLE.value),
        payable={currency: -amount for currency, amount in owed.items()},
        last_seq=last_seq(connection),
        watch=_watch(connection),
    )


def _by_currency(connection: OpenTransaction, posted: PostedTotals) -> dict[str, CurrencySummary]:
    payouts = instructed_sums(connection, InstructionKind.PAYOUT.value, Role.CPO.value)
    at_tariff = tariff_totals(connection, posted)
    found = {currency: CurrencySummary(payouts=amount) for currency, amount in payouts.items()}
    for one in posted.sums:
        found[one.currency] = CurrencySummary(
            gross_at_tariff=at_tariff.get(one.currency, 0),
            gross=one.gross,
            vat=one.vat,
            cpo_net=one.cpo_net,
            dp_share=one.dp_share,
            commission=one.commission,
            card_cost=one.card_cost,
            others=one.others,
            payouts=payouts.get(one.currency, 0),
        )
    return dict(sorted(found.items()))


def _watch(connection: OpenTransaction) -> Watch:
    day = last_cut_off_day(connection)
    return Watch(
        clock=last_effective(connection),
        last_end=last_end(connection),
        exposures=tuple(
            Exposure(owner_of(account), currency, amount)
            for account, currency, amount in open_debits(connection, Code.RECEIVABLE.value)
        ),
        settled_on=day,
        settled={} if day is None else settled_sums(connection, day, Role.CPO.value),
        oldest_held_at=oldest_held(connection),
        rejects=reject_counts(connection),
        unsettled_due=first_unsettled_due(connection),
    )


def held_examples(runtime: Runtime) -> tuple[tuple[str, str, str], ...]:
    """One CDR that waits for each reason: (reason, key, what was wanted and found)."""
    with runtime.database.reading() as connection:
        return tuple(first_held(connection))


def ledger_after(runtime: Runtime, seq: int, limit: int) -> tuple[LedgerRow, ...]:
    """Entries of the journal after a number, at most ``limit``, ascending."""
    with runtime.database.reading() as connection:
        return tuple(_ledger_row(line) for line in entry_lines(connection, seq, limit))


def _ledger_row(line: EntryLine) -> LedgerRow:
    return LedgerRow(
        seq=line.seq,
        booked_at=line.booked_at,
        effective_at=line.effective_at,
        entry_id=line.entry_id,
        kind=line.kind,
        cdr_key=line.cdr_key,
        cpo=line.cpo,
        demand_partner=line.demand_partner,
        evse_uid=line.evse_uid,
        energy_kwh=Decimal(line.energy_e4).scaleb(-4),
        currency=line.currency,
        gross_minor=line.debits_minor,
        commission_minor=line.commission_minor,
        assumed=line.assumed,
    )


def utilisation_of(runtime: Runtime) -> tuple[SiteHour, ...]:
    """Connected time, energy and sessions of each location by hour of the day, local time.

    A session's energy counts in the hour in which it began.
    """
    walk = UseWalk()
    while True:
        hours = walk.step(runtime)
        if hours is not None:
            return hours
