"""Which day's rate a session is converted at: the last one known, as old as the terms allow."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.domain.agreement import FxLock
from core.domain.errors import ConflictError, InvalidValueError
from core.domain.hold import HoldReason
from core.service.carry_cdrs import carry
from core.service.import_rates import import_ecb, list_rates
from core.service.verify_books import verify_books
from core.store.journal_store import entries_where
from tests.books import ABROAD, open_network, two_partner_network
from tests.builders import a_cdr, a_demand_partner, a_rate, an_agreement

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
RATES = tuple(
    a_rate(rate=rate, day=date(2026, 3, day))
    for rate, day in (("0.90", 2), ("0.80", 3), ("0.70", 4))
)


def carried_at(runtime, received_at=None, rates=RATES, start=LATE, currency="CHF", **terms):
    """What became of one CDR from 23:30 to 00:30 of a partner abroad."""
    partners = (a_demand_partner(), a_demand_partner(ABROAD, currency))
    network = two_partner_network(fx_rates=rates, demand_partners=partners)
    open_network(runtime, an_agreement(**terms), network=network)
    cdr = a_cdr("1", start=start, demand_partner=ABROAD)
    return carry(runtime, [cdr], received_at=lambda one: received_at or one.end)


def rate_named(runtime):
    with runtime.database.reading() as connection:
        (kept,) = entries_where(connection)
    return kept.entry.notes[0].split()[1]


@pytest.mark.parametrize(
    ("lock", "day"),
    [
        (FxLock.QUOTE, "2026-03-02"),
        (FxLock.SESSION_END, "2026-03-03"),
        (FxLock.CDR_RECEIVED, "2026-03-04"),
    ],
)
def test_the_rate_is_that_of_the_day_that_the_terms_lock(memory, lock, day):
    carried_at(memory, datetime(2026, 3, 4, 9, tzinfo=UTC), fx_lock=lock)
    assert rate_named(memory) == f"EUR/CHF@{day}"
    assert verify_books(memory).count == 0


def test_on_a_day_without_a_rate_it_is_the_last_one_before(memory):
    carried_at(memory, rates=RATES[:1], fx_max_age_days=1)
    assert rate_named(memory) == "EUR/CHF@2026-03-02"


def test_a_rate_older_than_the_terms_allow_holds_the_session(memory):
    carried = carried_at(memory, rates=RATES[:1], fx_max_age_days=0)
    assert carried.held == {HoldReason.NO_FX_RATE: 1}


def test_a_rate_of_later_is_never_taken(memory):
    assert carried_at(memory, rates=RATES[2:]).held == {HoldReason.NO_FX_RATE: 1}


@pytest.mark.parametrize(
    ("currency", "ends"),
    [("HRK", datetime(2023, 1, 1, tzinfo=UTC)), ("BGN", datetime(2026, 1, 1, tzinfo=UTC))],
)
def test_a_currency_that_ended_is_refused_after_its_end_and_not_before(memory, currency, ends):
    rate = a_rate(quote=currency, rate="7.5", day=date(2022, 1, 3))
    held = carried_at(memory, rates=(rate,), start=ends, currency=currency).held
    assert held == {HoldReason.CURRENCY_MISMATCH: 1}
    before = a_cdr("2", start=ends.replace(year=ends.year - 1, month=12), demand_partner=ABROAD)
    assert carry(memory, [before]).posted == 1


def test_a_negative_age_is_no_term():
    with pytest.raises(InvalidValueError, match="fx_max_age_days"):
        an_agreement(fx_max_age_days=-1)


def test_rates_of_the_ecb_are_imported_once_for_the_currencies_of_the_parties(runtime):
    open_network(runtime, network=two_partner_network(fx_rates=()))
    told = import_ecb(runtime, date(2026, 6, 1))
    assert (told.currencies, told.added) == (("CHF",), told.found)
    assert told.found > 50
    assert import_ecb(runtime, date(2026, 6, 1)).added == 0
    (rate,) = [one for one in list_rates(runtime, "CHF", date(2026, 10, 30)) if one.day.day == 30]
    assert rate.rate == Decimal("0.9194")


def test_another_rate_of_a_day_that_is_known_is_a_conflict_and_keeps_nothing(runtime):
    open_network(runtime, network=two_partner_network(fx_rates=(a_rate(day=date(2026, 6, 2)),)))
    with pytest.raises(ConflictError, match="EUR/CHF@2026-06-02"):
        import_ecb(runtime, date(2026, 6, 1))
    assert len(list_rates(runtime, "CHF", date(2026, 6, 1))) == 1
