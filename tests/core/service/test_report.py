"""A report is what somebody finds who adds up the journal again."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.service import hour_sums
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.hour_sums import HourSums
from core.service.report import RunningSummary, ledger_after, summary_of, utilisation_of
from core.service.settle_cycles import settle_until
from core.service.snapshot import Watch
from core.store.cdr_store import ReceivedCdr, record_cdrs, record_credits
from core.store.journal_store import entries_where
from core.store.session_store import SourceFile, put_source_file
from tests.books import ABROAD, DAY, MONTH, NOW, fill, open_network, some_cdrs
from tests.builders import DP, START, a_cdr, a_credit
from tests.sums import balances_of, trial_balance


def entries_of(runtime):
    with runtime.database.reading() as connection:
        return [one.entry for one in entries_where(connection)]


def hours_of(site, zone, start, end, energy_e4):
    sums = HourSums({site: zone})
    sums.add(site, start, end, energy_e4)
    return sums.hours()


def by_code(entries):
    sums = Counter()
    for (where, currency), amount in balances_of(entries).items():
        sums[code_of(where), currency] += amount
    return sums


def test_the_summary_is_the_journal_added_up_again(runtime):
    open_network(runtime)
    cdrs = some_cdrs(12)
    carry(runtime, [*cdrs, a_cdr("free", evse_uid="E2", tariff_id="FREE")])
    sums = by_code(entries_of(runtime))
    summary = summary_of(runtime)
    eur = summary.by_currency["EUR"]
    assert (summary.sessions, summary.posted, summary.free) == (13, 12, 1)
    assert summary.energy_kwh == sum(cdr.energy_kwh for cdr in cdrs) + 20
    assert eur.commission == -sums[Code.COMMISSION, "EUR"]
    assert summary.receivable == {one: sums[Code.RECEIVABLE, one] for one in ("EUR", "CHF")}
    assert summary.payable == {"EUR": -sums[Code.PAYABLE, "EUR"]}
    assert summary.trial_balance == trial_balance(balances_of(entries_of(runtime)))
    assert set(summary.trial_balance.values()) == {0}
    # One currency's part of what DPs owe is in the other: convert nothing, add up from CDRs.
    net = sum(50 * int(cdr.energy_kwh) for cdr in cdrs)
    assert eur.gross - eur.vat == net == eur.cpo_net + eur.dp_share + eur.commission
    vat = {cdr: (50 * int(cdr.energy_kwh) * 21 + 50) // 100 for cdr in cdrs}
    assert eur.vat == sum(vat[cdr] for cdr in cdrs if cdr.demand_partner == DP)
    assert (eur.gross_at_tariff, eur.payouts) == (net + sum(vat.values()), 0)
    settle_until(runtime, START + MONTH)
    after = summary_of(runtime)
    assert after.by_currency["EUR"].payouts == summary.payable["EUR"]
    assert set(after.receivable.values()) == set(after.payable.values()) == {0}
    assert after.last_seq == len(entries_of(runtime))


def test_what_is_watched_follows_the_books(runtime):
    open_network(runtime)
    carry(runtime, [*some_cdrs(2), a_cdr("short", stay_s=30)])
    watch = summary_of(runtime).watch
    owed = {(one.demand_partner, one.currency): one.amount_minor for one in watch.exposures}
    kept = balances_of(entries_of(runtime))
    assert owed == {
        (owner_of(where), currency): amount
        for (where, currency), amount in kept.items()
        if code_of(where) is Code.RECEIVABLE
    }
    assert len(owed) == 2
    assert [one.amount_minor for one in watch.exposures] == sorted(owed.values(), reverse=True)
    assert watch.last_end == max(cdr.end for cdr in some_cdrs(2))
    assert watch.clock == watch.last_end
    assert watch.oldest_held_at == NOW
    assert watch.unsettled_due == some_cdrs(1)[0].end + timedelta(hours=48)
    assert (watch.settled_on, watch.settled, watch.rejects) == (None, {}, {})


def test_what_was_settled_on_the_day_of_the_last_cut_off_is_watched(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(), a_cdr("2", start=START + timedelta(days=3))])
    settle_until(runtime, START + MONTH)
    watch = summary_of(runtime).watch
    assert (watch.settled_on, watch.settled) == (date(2026, 6, 6), {"EUR": 1089})
    assert summary_of(runtime).by_currency["EUR"].payouts == 2 * 1089
    assert (watch.exposures, watch.unsettled_due) == ((), None)


def test_rejects_of_all_files_are_counted_by_reason(runtime):
    with runtime.database.transaction() as connection:
        for name, rejected in (("a", {"bad_time": 2, "bad_number": 0}), ("b", {"bad_time": 3})):
            put_source_file(
                connection,
                SourceFile(
                    sha=name,
                    name=name,
                    mapping="test",
                    read=9,
                    accepted=4,
                    duplicates=0,
                    rejected=rejected,
                    imported_at=NOW,
                ),
            )
    assert summary_of(runtime).watch.rejects == {"bad_time": 5}


def test_empty_books_have_an_empty_summary(runtime):
    summary = summary_of(runtime)
    assert (summary.sessions, summary.posted, summary.free, summary.held) == (0, 0, 0, {})
    assert (summary.by_currency, summary.trial_balance) == ({}, {})
    assert (summary.energy_kwh, summary.last_seq) == (0, 0)
    assert summary.watch == Watch()


def test_the_ledger_is_read_in_pages_without_a_gap(runtime):
    fill(runtime)
    whole = ledger_after(runtime, 0, 1000)
    paged = []
    while page := ledger_after(runtime, len(paged), 3):
        paged += page
    assert tuple(paged) == whole
    assert [row.seq for row in whole] == list(range(1, summary_of(runtime).last_seq + 1))


def test_a_row_of_the_ledger_is_its_session(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH)
    first, *of_cycle = ledger_after(runtime, 0, 10)
    assert (first.entry_id, first.kind, first.cdr_key) == ("cdr:NL*ABC:1", "cdr", "cdr:NL*ABC:1")
    assert (first.gross_minor, first.commission_minor, first.currency) == (1210, 60, "EUR")
    assert (first.energy_kwh, first.evse_uid, first.demand_partner) == (20, "E1", DP)
    assert not first.assumed
    assert {row.cdr_key for row in of_cycle} == {None}
    assert [row.kind for row in of_cycle] == ["cut_off", "cut_off", "instructed", "instructed"]


def test_two_currencies_in_an_entry_show_what_is_owed_for_the_session(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(demand_partner=ABROAD)])
    (row,) = ledger_after(runtime, 0, 10)
    assert (row.currency, row.gross_minor) == ("EUR", 1000)  # no Dutch VAT in Switzerland


def test_hours_of_use_are_local_and_add_up(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(stay_s=5400)])  # 10:00 to 11:30 UTC is 12:00 to 13:30 in Amsterdam
    found = {
        one.hour: (one.connected_s, one.energy_kwh, one.sessions) for one in utilisation_of(runtime)
    }
    assert found == {12: (3600, 20, 1), 13: (1800, 0, 0)}


def test_the_hour_that_comes_twice_is_counted_twice():
    start = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 01:30 local; at 01:00 UTC clocks go back
    site = ("NL*ABC", "L1")
    hours = hours_of(site, "Europe/Amsterdam", start, start + timedelta(hours=3), 90_000)
    assert {one.hour: one.connected_s for one in hours} == {1: 1800, 2: 7200, 3: 1800}
    assert sum(one.energy_kwh for one in hours) == Decimal(9)


def test_an_hour_is_that_of_the_clock_on_the_wall_also_where_it_is_half_an_hour_off():
    site = ("IN*ABC", "L1")
    start = datetime(2026, 6, 1, tzinfo=UTC)  # 05:30 in India
    hours = hours_of(site, "Asia/Kolkata", start, start + timedelta(hours=1), 0)
    assert [(one.hour, one.connected_s) for one in hours] == [(5, 1800), (6, 1800)]


def test_a_running_summary_says_what_a_new_one_says_whatever_happened_in_between(runtime):
    running = RunningSummary()

    def agrees():
        assert running.read(runtime) == summary_of(runtime)

    agrees()
    fill(runtime)
    agrees()
    first = running.read(runtime)
    cdrs = some_cdrs(3, first=20)
    carry(runtime, cdrs)
    agrees()
    carry(runtime, [a_cdr("gratis", evse_uid="E2", tariff_id="FREE", start=START + 3 * MONTH)])
    carry(runtime, [a_cdr("brief", evse_uid="E2", stay_s=30, start=START + 4 * MONTH)])
    agrees()
    with runtime.database.transaction() as connection:  # and its mirror is to come
        record_credits(connection, [a_credit(cdrs[0], issued_at=START + MONTH)], NOW)
    agrees()
    credit_cdrs(runtime, [a_credit(cdrs[1], issued_at=START + MONTH)])
    agrees()
    with runtime.database.transaction() as connection:  # one that has no fate yet
        late = a_cdr("late", evse_uid="E2", start=START + 5 * DAY)
        record_cdrs(connection, [ReceivedCdr(late, late.end)])
    agrees()
    settle_until(runtime, START + 3 * MONTH)
    agrees()
    last = running.read(runtime)
    assert last.sessions == first.sessions + 6
    assert last.posted == first.posted + 3
    assert last.by_currency["EUR"].gross_at_tariff > first.by_currency["EUR"].gross_at_tariff


def test_use_of_the_sites_is_the_same_whatever_the_pages(memory, monkeypatch):
    fill(memory)
    at_once = utilisation_of(memory)
    monkeypatch.setattr(hour_sums, "PAGE_STAYS", 2)
    assert utilisation_of(memory) == at_once
    assert sum(one.sessions for one in at_once) == summary_of(memory).sessions
