"""Frozen pictures of the books: totals, pages of the ledger, use by site and hour."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.domain.instruction import InstructionKind
from core.domain.party import Role
from core.ledger.chart_of_accounts import Code, owner_of
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
from core.store.reference_store import all_locations
from core.store.report_store import (
    EntryLine,
    balance_sums,
    count_cdrs,
    count_free,
    count_held,
    entry_lines,
    first_held,
    instructed_sums,
    last_seq,
    split_sums,
    stays,
    tariff_sums,
)
from core.store.watch_store import (
    first_unsettled_due,
    last_cut_off_day,
    last_effective,
    oldest_held,
    open_debits,
    reject_counts,
    settled_sums,
)

Site = tuple[str, str]
"""CPO and location id: an id is its CPO's own."""


def summary_of(runtime: Runtime) -> Summary:
    """The books as a whole, as one consistent picture."""
    with runtime.database.reading() as connection:
        sessions, energy_e4 = count_cdrs(connection)
        sums = split_sums(connection)
        payouts = instructed_sums(connection, InstructionKind.PAYOUT.value, Role.CPO.value)
        at_tariff = tariff_sums(connection)
        by_currency = {
            currency: CurrencySummary(payouts=amount) for currency, amount in payouts.items()
        }
        for one in sums:
            by_currency[one.currency] = CurrencySummary(
                gross_at_tariff=at_tariff.get(one.currency, 0),
                gross=one.gross,
                vat=one.vat,
                cpo_net=one.cpo_net,
                dp_share=one.dp_share,
                commission=one.commission,
                card_cost=one.card_cost,
                payouts=payouts.get(one.currency, 0),
            )
        owed = balance_sums(connection, Code.PAYABLE.value)
        return Summary(
            sessions=sessions,
            posted=sum(one.sessions for one in sums),
            free=count_free(connection),
            held=count_held(connection),
            energy_kwh=Decimal(energy_e4).scaleb(-4),
            by_currency=dict(sorted(by_currency.items())),
            trial_balance=balance_sums(connection),
            receivable=balance_sums(connection, Code.RECEIVABLE.value),
            payable={currency: -amount for currency, amount in owed.items()},
            last_seq=last_seq(connection),
            watch=_watch(connection),
        )


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
    with runtime.database.reading() as connection:
        zones = {key: one.time_zone for key, one in all_locations(connection).items()}
        return site_hours(stays(connection), zones)


def _rest_of_hour(local: datetime) -> timedelta:
    begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return timedelta(hours=1) - begun


def site_hours(
    stays_of_all: Iterable[tuple[Site, datetime, datetime, int]], zones: dict[Site, str]
) -> tuple[SiteHour, ...]:
    """Fold (site, start, end, energy in 1/10,000 kWh) into hours of the local day."""
    connected: dict[tuple[Site, int], int] = defaultdict(int)
    energy: dict[tuple[Site, int], int] = defaultdict(int)
    sessions: dict[tuple[Site, int], int] = defaultdict(int)
    for site, start, end, energy_e4 in stays_of_all:
        zone = ZoneInfo(zones.get(site, "UTC"))
        began = (site, start.astimezone(zone).hour)
        energy[began] += energy_e4
        sessions[began] += 1
        at = start
        while at < end:
            local = at.astimezone(zone)
            until = min(end, at + _rest_of_hour(local))
            connected[site, local.hour] += round((until - at).total_seconds())
            at = until
    keys = sorted(connected.keys() | sessions.keys())
    return tuple(
        SiteHour(
            location_id=site[1],
            hour=hour,
            connected_s=connected[site, hour],
            energy_kwh=Decimal(energy[site, hour]).scaleb(-4),
            sessions=sessions[site, hour],
        )
        for site, hour in keys
    )
