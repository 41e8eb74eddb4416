"""CDRs are carried once, whole batches or none; what cannot settle waits and says why."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import ConflictError
from core.domain.hold import HoldReason
from core.domain.interval import Interval
from core.domain.tariff import TaxIncluded
from core.domain.vat import VatFacts
from core.service.carry_cdrs import carry, carry_on
from core.service.known import known_of
from core.service.report import summary_of
from core.service.verify_books import verify_books
from core.store.cdr_store import ReceivedCdr, record_cdrs
from core.store.fate_store import hold_of
from core.store.journal_store import entries_where
from tests.books import ABROAD, open_network, some_cdrs, two_partner_network
from tests.builders import (
    CPO,
    START,
    a_cdr,
    a_component,
    a_demand_partner,
    a_period,
    a_tariff,
    an_agreement,
    an_element,
)
from tests.made_books import books_in

HOUR = timedelta(hours=1)
ONLY_2025 = Interval(START - timedelta(days=500), START - timedelta(days=200))


def entries_of(runtime):
    with runtime.database.reading() as connection:
        return [one.entry for one in entries_where(connection)]


def reason_of(runtime, cdr):
    with runtime.database.reading() as connection:
        held = hold_of(connection, cdr.key)
    return None if held is None else held.reason


def record(runtime, cdrs):
    """As an import of OCPI CDRs does: kept, but not carried."""
    with runtime.database.transaction() as connection:
        record_cdrs(connection, [ReceivedCdr(cdr, cdr.end) for cdr in cdrs])


def test_carried_twice_is_carried_once(runtime):
    open_network(runtime)
    cdrs = some_cdrs()
    once = carry(runtime, cdrs)
    summary, entries = summary_of(runtime), entries_of(runtime)
    twice = carry(runtime, cdrs)
    assert (once.received, once.duplicates, once.posted) == (4, 0, 4)
    assert (twice.received, twice.duplicates, twice.posted) == (4, 4, 0)
    assert summary_of(runtime) == summary
    assert entries_of(runtime) == entries


def test_the_same_cdr_twice_in_a_batch_is_posted_once(runtime):
    open_network(runtime)
    carried = carry(runtime, [a_cdr(), a_cdr()])
    assert (carried.posted, carried.duplicates) == (1, 1)


@pytest.mark.parametrize("carried_before", [True, False])
def test_the_same_id_with_other_content_is_a_conflict_and_nothing_is_kept(runtime, carried_before):
    open_network(runtime)
    if carried_before:
        carry(runtime, [a_cdr()])
    before = summary_of(runtime)
    batch = [a_cdr("2", start=START + 5 * HOUR), a_cdr(), a_cdr(energy_kwh="21")]
    with pytest.raises(ConflictError, match=r"cdr:NL\*ABC:1: known with other content"):
        carry(runtime, batch)
    assert summary_of(runtime) == before


def test_where_a_cdr_came_from_is_no_content(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    assert carry(runtime, [replace(a_cdr(), source="another.csv")]).duplicates == 1


LATER = START + timedelta(days=1)
HELD = {
    HoldReason.UNKNOWN_CPO: a_cdr(cpo="NL*NOB"),
    HoldReason.UNKNOWN_DEMAND_PARTNER: a_cdr(demand_partner="NL*NOB"),
    HoldReason.UNKNOWN_EVSE: a_cdr(evse_uid="E9"),
    HoldReason.IN_THE_FUTURE: a_cdr(start=LATER),
    HoldReason.TOO_OLD: a_cdr(start=START - timedelta(days=91)),
    HoldReason.TOO_SHORT: a_cdr(stay_s=119, energy_kwh="1"),
    HoldReason.TOO_LITTLE_ENERGY: a_cdr(energy_kwh="0.1999"),
    HoldReason.ABOVE_CONNECTOR_POWER: a_cdr(energy_kwh="53.4"),
    HoldReason.ENERGY_DIFFERS: a_cdr(energy_kwh="21", periods=(a_period(energy_kwh="20"),)),
    HoldReason.OVERLAP: a_cdr(start=START - 2 * HOUR + timedelta(seconds=3599)),
    HoldReason.NO_TARIFF: a_cdr(tariff_id="T9"),
    HoldReason.NO_AGREEMENT: a_cdr(start=START - timedelta(days=80)),
    HoldReason.CURRENCY_MISMATCH: a_cdr(currency="SEK"),
    HoldReason.NO_FX_RATE: a_cdr(demand_partner="SE*KRO"),
    HoldReason.NO_VAT_RULE: a_cdr(demand_partner="DE*FLT", country_code="FR"),
    HoldReason.PRICE_UNKNOWN: a_cdr(tariff_id="GROSS"),
    HoldReason.TOTAL_DIFFERS: a_cdr(total_excl="10.02"),
}


@pytest.mark.parametrize("reason", HoldReason)
def test_every_reason_to_wait_is_found_and_everything_else_settles(runtime, reason):
    untold = an_element(a_component(vat_pct=None))
    network = two_partner_network(
        demand_partners=(
            a_demand_partner(),
            a_demand_partner(ABROAD, "CHF"),
            a_demand_partner("SE*KRO", "SEK"),
            a_demand_partner("DE*FLT", vat=VatFacts(dealer=False)),
        ),
        tariffs=(a_tariff(), a_tariff(untold, tariff_id="GROSS", tax_included=TaxIncluded.YES)),
    )
    terms = an_agreement(effective=Interval(START - timedelta(days=10)))
    open_network(runtime, terms, network=network)
    sound = a_cdr("sound", start=START - 2 * HOUR)
    carried = carry(runtime, [sound, HELD[reason]], received_at=lambda _: START + 3 * HOUR)
    assert carried.held == Counter({reason: 1})
    assert carried.posted == 1
    assert reason_of(runtime, HELD[reason]) is reason
    assert summary_of(runtime).held == {reason.value: 1}
    assert verify_books(runtime).count == 0


def test_what_is_just_within_the_limits_settles(runtime):
    open_network(runtime)
    cdrs = [
        a_cdr("short", stay_s=120, energy_kwh="0.2"),
        a_cdr("strong", start=START + HOUR, energy_kwh="53.3"),  # 50 kW + 5 % for 3660 s
        a_cdr("total", start=START + 2 * HOUR, total_excl="10.01"),
        a_cdr("old", start=START - timedelta(days=90) + 3 * HOUR),
        a_cdr("next", start=START + 3 * HOUR),
    ]
    carried = carry(runtime, cdrs, received_at=lambda _: START + 4 * HOUR)
    assert (carried.posted, carried.held) == (5, Counter())


@pytest.mark.parametrize(
    ("tolerance_minor", "posted"),
    [(0, ["10"]), (1, ["10", "10.01"]), (2, ["10", "10.01", "10.02"])],
)
def test_a_total_may_differ_as_far_as_the_terms_say_and_our_price_stands(
    memory, tolerance_minor, posted
):
    open_network(memory, an_agreement(tolerance_minor=tolerance_minor))
    cdrs = [
        a_cdr(total, start=START + number * HOUR, total_excl=total)
        for number, total in enumerate(("10", "10.01", "10.02"))
    ]
    carry(memory, cdrs)
    entries = entries_of(memory)
    assert [one.entry_id for one in entries] == [f"cdr:{CPO}:{total}" for total in posted]
    assert len({one.postings for one in entries}) == 1
    assert verify_books(memory).count == 0


def test_the_power_is_judged_by_the_time_in_which_it_charged(runtime):
    open_network(runtime)
    parked = a_cdr(periods=(a_period(energy_kwh="20", charging_s=600, parking_s=3000),))
    assert carry(runtime, [parked]).held == Counter({HoldReason.ABOVE_CONNECTOR_POWER: 1})


def test_a_cdr_without_a_tariff_is_priced_by_that_of_its_evse(runtime):
    open_network(runtime)
    assert carry(runtime, [a_cdr(tariff_id=None)]).posted == 1


def test_a_tariff_is_taken_in_the_version_valid_when_the_session_began(runtime):
    dearer = a_tariff(
        an_element(a_component(price="0.60")), last_updated=START + timedelta(minutes=30)
    )
    open_network(runtime, network=two_partner_network(tariffs=(a_tariff(), dearer)))
    carry(runtime, [a_cdr("1"), a_cdr("2", start=START + HOUR)])
    known = known_of(runtime)
    assert known.tariff_for(a_cdr()).last_updated < START
    assert summary_of(runtime).by_currency["EUR"].gross == 1210 + 1452


def test_the_narrowest_terms_win(runtime):
    narrow = an_agreement(agreement_id="own", cpo=CPO, commission_bp=0, dp_share_bp=0)
    open_network(runtime, an_agreement(), narrow)
    carry(runtime, [a_cdr()])
    assert summary_of(runtime).by_currency["EUR"].commission == 0
    assert [one.terms for one in entries_of(runtime)] == ["own@2020-01-01"]


def test_a_session_that_costs_nothing_is_kept_and_counted_without_an_entry(runtime):
    open_network(runtime)
    carried = carry(runtime, [a_cdr(tariff_id="FREE")])
    assert (carried.free, carried.posted) == (1, 0)
    assert (summary_of(runtime).free, summary_of(runtime).last_seq) == (1, 0)
    assert verify_books(runtime).count == 0


def test_a_session_of_which_the_terms_leave_nothing_is_free_too(runtime):
    open_network(runtime, an_agreement(wholesale_bp=1))
    carried = carry(runtime, [a_cdr(energy_kwh="0.2")])
    assert (carried.free, carried.posted) == (1, 0)


def test_the_totals_add_up_with_every_kind_of_fee(runtime):
    terms = an_agreement(cpo_session_fee=Decimal("0.40"), dp_session_fee=Decimal("0.35"))
    open_network(runtime, terms)
    carry(runtime, [a_cdr()])
    eur = summary_of(runtime).by_currency["EUR"]
    assert eur.gross - eur.vat == eur.cpo_net + eur.dp_share + eur.commission
    assert eur.gross == 1210 + 35 + 7
    assert summary_of(runtime).receivable == {"EUR": eur.gross}


def test_what_was_recorded_but_not_carried_is_taken_up(runtime):
    open_network(runtime)
    cdrs = some_cdrs()
    record(runtime, cdrs)
    assert summary_of(runtime).posted == 0
    assert carry_on(runtime) == 4
    assert carry_on(runtime) == 0
    taken_up = entries_of(runtime)
    assert summary_of(runtime).posted == 4
    assert carry(runtime, cdrs).duplicates == 4
    assert entries_of(runtime) == taken_up


def test_what_nobody_has_looked_at_yet_is_no_reason_to_wait(runtime):
    """The first in line passes; what overlaps it waits, however they arrive."""
    open_network(runtime)
    first, second = a_cdr("1"), a_cdr("2", start=START + timedelta(minutes=30))
    record(runtime, [second])
    assert carry(runtime, [first]).held == Counter()
    carry_on(runtime)
    assert reason_of(runtime, second) is HoldReason.OVERLAP


def held_keys(cdrs, cuts):
    """Keys of what waits when the batches are cut so."""
    runtime = books_in("sqlite://", lambda: START)
    open_network(runtime)
    edges = [0, *sorted(cuts), len(cdrs)]
    for begin, end in pairwise(edges):
        carry(runtime, cdrs[begin:end])
    with runtime.database.reading() as connection:
        held = {cdr.key for cdr in cdrs if hold_of(connection, cdr.key) is not None}
    runtime.database.close()
    return held


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(2, 8), st.sampled_from(("E1", "E2"))),
        min_size=2,
        max_size=10,
    ),
    st.sets(st.integers(1, 9)),
)
def test_overlaps_do_not_depend_on_how_the_batches_are_cut(stays, cuts):
    cdrs = [
        a_cdr(
            str(number),
            start=START + timedelta(minutes=10 * begin),
            stay_s=600 * length,
            energy_kwh="1",
            evse_uid=evse_uid,
        )
        for number, (begin, length, evse_uid) in enumerate(stays)
    ]
    cdrs.sort(key=lambda one: (one.end, one.key))
    assert held_keys(cdrs, {cut for cut in cuts if cut < len(cdrs)}) == held_keys(cdrs, set())


def test_stays_that_touch_do_not_overlap(runtime):
    open_network(runtime)
    assert carry(runtime, [a_cdr("1"), a_cdr("2", start=START + HOUR)]).held == Counter()
