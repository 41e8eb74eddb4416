"""What is written is read as it was, and any change of it is a change of its hash."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.entry import EntryKind, Posting
from core.domain.errors import ConflictError
from core.pricing.price import price
from core.store.cdr_store import ReceivedCdr, cdr_of, record_cdrs
from core.store.fate_store import priced_of, put_priced
from core.store.journal_store import append_entries, entries_where
from core.store.rate_store import all_rates
from core.store.reference_store import (
    all_agreements,
    all_locations,
    all_parties,
    all_tariffs,
    put_agreements,
    put_locations,
    put_network,
)
from core.store.rows import block_hash, energy_e4, entry_sha, time_of, us_of
from tests.books import NOW, two_partner_network
from tests.builders import CPO, DP, START, a_cdr, a_location, a_tariff, an_agreement, an_entry
from tests.core.pricing.strategies import tariffs
from tests.made_books import books_in

TIMES = st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)


@given(TIMES)
def test_a_time_comes_back_to_the_microsecond(instant):
    assert time_of(us_of(instant)) == instant


@pytest.mark.parametrize(
    ("energy", "e4"),
    [("0", 0), ("20", 200_000), ("0.00005", 1), ("0.00004", 0), ("1.23456", 12_346)],
)
def test_energy_is_summed_in_ten_thousandths(energy, e4):
    assert energy_e4(Decimal(energy)) == e4


@given(TIMES, st.decimals(0, 90, places=6), st.integers(0, 90_000), tariffs())
def test_a_cdr_its_price_and_its_tariff_come_back_as_they_were(start, energy, stay_s, tariff):
    cdr = a_cdr(start=start, stay_s=stay_s, energy_kwh=str(energy), currency=tariff.currency)
    runtime = books_in("sqlite://", lambda: NOW)
    with runtime.database, runtime.database.transaction() as connection:
        record_cdrs(connection, [ReceivedCdr(cdr, NOW)])
        priced = price(cdr, tariff)
        put_priced(connection, [priced])
        put_network(connection, two_partner_network(tariffs=(tariff,), locations=()))
        assert cdr_of(connection, cdr.key) == ReceivedCdr(cdr, NOW)
        assert priced_of(connection, cdr) == priced
        assert all_tariffs(connection) == (tariff,)


def test_reference_data_comes_back_as_it_was(runtime):
    network = two_partner_network()
    narrow = an_agreement(agreement_id="own", cpo=CPO, demand_partner=DP)
    with runtime.database.transaction() as connection:
        put_network(connection, network)
        put_agreements(connection, [an_agreement(), narrow])
        put_network(connection, network)
        assert all_parties(connection) == {
            one.key: one
            for one in (
                network.operator,
                *network.cpos,
                *(partner.party for partner in network.demand_partners),
            )
        }
        assert all_agreements(connection) == (narrow, an_agreement())
        assert all_rates(connection) == network.fx_rates


def test_a_known_tariff_at_another_price_is_a_conflict(runtime):
    dearer = two_partner_network(tariffs=(a_tariff(currency="CHF"),))
    with runtime.database.transaction() as connection:
        put_network(connection, two_partner_network())
    with (
        pytest.raises(ConflictError, match="T1@2026-01-01"),
        runtime.database.transaction() as connection,
    ):
        put_network(connection, dearer)


def sites_kept(runtime, *locations):
    with runtime.database.transaction() as connection:
        put_locations(connection, locations)
        return [(one.latitude, one.longitude) for one in all_locations(connection).values()]


def test_a_location_stays_where_it_was_put(runtime):
    exact = (Decimal("52.09070"), Decimal("-5.1"))
    assert sites_kept(runtime, a_location(at=("52.09070", "-5.1"))) == [exact]
    assert str(sites_kept(runtime)[0][0]) == "52.09070"


def test_a_source_that_does_not_say_where_contradicts_none_that_does(runtime):
    there = a_location(at=("52.0907", "5.1214"))
    assert sites_kept(runtime, there, a_location()) == sites_kept(runtime, a_location(), there)
    late = (a_location("L2", evse_uids=()), a_location("L2", evse_uids=(), at=("1", "2")))
    assert sites_kept(runtime, *late)[1] == (None, None)


def test_a_location_elsewhere_is_a_conflict(runtime):
    sites_kept(runtime, a_location(at=("52.0907", "5.1214")))
    with pytest.raises(ConflictError, match="location"):
        sites_kept(runtime, a_location(at=("52.0908", "5.1214")))


def kept(runtime):
    with runtime.database.reading() as connection:
        return [one.entry for one in entries_where(connection)]


def append(runtime, *entries):
    with runtime.database.transaction() as connection:
        return append_entries(connection, entries, NOW)


def test_entries_are_kept_in_order_and_once(runtime):
    entries = [an_entry(f"e{number}", 100 + number) for number in (3, 1, 2)]
    assert append(runtime, *entries) == 3
    assert append(runtime, *reversed(entries), entries[0]) == 0
    assert kept(runtime) == entries


def test_an_entry_with_other_content_is_a_conflict_and_nothing_is_kept(runtime):
    append(runtime, an_entry("e1", 100))
    with pytest.raises(ConflictError, match="e1: posted already with other content"):
        append(runtime, an_entry("e2", 100), an_entry("e1", 101))
    with pytest.raises(ConflictError, match="e3: posted already with other content"):
        append(runtime, an_entry("e3", 100), an_entry("e3", 101))
    assert kept(runtime) == [an_entry("e1", 100)]


CHANGES = (
    {"kind": EntryKind.CUT_OFF},
    {"effective_at": START + timedelta(microseconds=1)},
    {"due_at": None},
    {"due_at": START},
    {"source_id": "other"},
    {"terms": "other@2020-01-01"},
    {"reverses": "e0"},
    {"notes": ("rate",)},
    {"notes": ("None",)},
    {"postings": an_entry(amount_minor=1211).postings},
    {"postings": an_entry().postings[::-1]},
    {
        "postings": tuple(
            Posting(leg.account, leg.amount_minor, "CHF") for leg in an_entry().postings
        )
    },
    {
        "postings": tuple(
            Posting(f"{leg.account}X", leg.amount_minor, "EUR") for leg in an_entry().postings
        )
    },
)


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_an_entry_is_a_change_of_its_hash(change):
    assert entry_sha(replace(an_entry(), **change)) != entry_sha(an_entry())


def test_a_block_depends_on_what_came_before_and_on_the_order():
    hashes = {
        block_hash("", ["a", "b"]),
        block_hash("", ["b", "a"]),
        block_hash("x", ["a", "b"]),
        block_hash("", ["a"]),
        block_hash("", ["a", "b", "c"]),
    }
    assert len(hashes) == 5
