"""A CPO in dollars and a Demand Partner in pounds: their rates meet in the euro."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.domain.agreement import FxLock
from core.domain.hold import HoldReason
from core.service.carry_cdrs import carry
from core.service.import_rates import import_ecb
from core.service.known import known_of
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from core.store.journal_store import balances, kept_entry
from core.store.rate_store import put_rates
from tests.asked_books import findings_of
from tests.books import MONTH, open_network
from tests.builders import (
    CPO,
    DP,
    START,
    a_cdr,
    a_demand_partner,
    a_network,
    a_party,
    a_rate,
    a_tariff,
    an_agreement,
)
from tests.core.service.test_verify_books import tamper

RATES = (
    a_rate("EUR", "USD", "1.25", date(2026, 5, 29)),
    a_rate("EUR", "GBP", "0.85", date(2026, 5, 29)),
)
KEY = "cdr:NL*ABC:1"


def opened(runtime, rates=RATES, **terms):
    network = a_network(
        cpos=(a_party(CPO, currency="USD"),),
        demand_partners=(a_demand_partner(DP, "GBP"),),
        tariffs=(a_tariff(currency="USD"),),
        fx_rates=rates,
    )
    agreement = an_agreement(payout_currency="USD", **terms)
    open_network(runtime, agreement, network=network)
    return carry(runtime, [a_cdr(currency="USD")])


@pytest.mark.parametrize("lock", [FxLock.SESSION_END, FxLock.SETTLEMENT])
def test_a_session_is_posted_and_settled_and_verify_works_it_out_again(runtime, lock):
    assert opened(runtime, fx_lock=lock, fx_margin_bp=50).posted == 1
    settle_until(runtime, START + MONTH)
    assert findings_of(runtime) == {}
    told = [one.answer for one in trace(runtime, KEY).answers]
    assert any("USD/EUR/GBP@2026-05-29 0.68" in one for one in told), told
    with runtime.database.reading() as connection:
        left = balances(connection)
    # 12.10 USD less 0.48 at 0.68 is 8.23 - 0.33; half a percent of 8.23 is the margin.
    assert (left["2900", "USD"], left["2900", "GBP"], left["4300", "GBP"]) == (1162, -790, -4)


def test_a_rate_that_comes_later_for_an_earlier_day_does_not_change_what_was_posted(runtime):
    opened(runtime)
    later = (*RATES, a_rate("USD", "GBP", "0.5", date(2026, 5, 29)))
    with runtime.database.transaction() as connection:
        put_rates(connection, later)
    assert findings_of(runtime) == {}


def test_what_a_rate_was_made_of_must_be_on_record(memory):
    opened(memory)
    with memory.database.reading() as connection:
        assert kept_entry(connection, KEY).entry.notes[:2] == (
            "rate USD/EUR/GBP@2026-05-29 0.68",
            "source EUR/USD@2026-05-29 1.25 and EUR/GBP@2026-05-29 0.85",
        )
    tamper(memory, "UPDATE fx_rate SET rate = '0.86' WHERE quote = 'GBP'")
    assert any(
        "was made of EUR/GBP@2026-05-29 0.85, which is not on record" in one
        for told in findings_of(memory).values()
        for one in told
    )


def test_the_age_is_that_of_the_older_one(memory):
    rates = (RATES[0], replace(RATES[1], day=date(2026, 6, 1)))
    held = opened(memory, rates, fx_max_age_days=2).held
    assert held == {HoldReason.NO_FX_RATE: 1}


def test_the_history_of_the_ecb_has_them(memory):
    opened(memory, rates=())
    import_ecb(memory, date(2026, 5, 1))
    rate = known_of(memory).rate_for("USD", "GBP", datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert rate.rate_id == "USD/EUR/GBP@2026-06-01"
    assert 0 < rate.rate < 1
