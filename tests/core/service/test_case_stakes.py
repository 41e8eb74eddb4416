"""What waits says how long, by the clock of its books, and what it is about in money."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.agreement import SettlementClock
from core.domain.environment import Environment
from core.domain.money import Money
from core.service.carry_cdrs import carry
from core.service.case_stakes import staked_queue
from tests.books import NOW, open_network
from tests.builders import START, a_cdr, an_agreement

HOUR = timedelta(hours=1)
SHORT = a_cdr("short", stay_s=60, energy_kwh="0.5")
DEARER = a_cdr("dearer", start=START + 2 * HOUR, total_excl="10.02")
NOWHERE = a_cdr("nowhere", start=START + 4 * HOUR, evse_uid="E9", tariff_id=None)
SOUND = a_cdr("sound", start=START + 6 * HOUR)


@pytest.fixture
def held(runtime):
    open_network(runtime)
    carry(runtime, [SHORT, DEARER, NOWHERE, SOUND])
    return runtime


def test_a_case_is_about_what_its_cdr_states_else_about_our_price(held):
    stakes = staked_queue(held, Environment.LIVE).stakes
    # 0.5 kWh x 0.50 = 0.25, with 21 % VAT 0.30; nobody knows a price at an EVSE nobody knows.
    assert stakes == {SHORT.key: Money(30, "EUR"), DEARER.key: stakes[DEARER.key]}
    assert stakes[DEARER.key].amount_minor >= 1002


def test_live_books_wait_by_the_clock_and_others_by_how_far_they_are(held):
    live = staked_queue(held, Environment.LIVE)
    assert live.ages_s[SHORT.key] == live.queue.cases[0].age_s(NOW)
    simulated = staked_queue(held, Environment.SIMULATION)
    assert simulated.ages_s.keys() == live.ages_s.keys()
    assert simulated.ages_s[SHORT.key] <= live.ages_s[SHORT.key]


def test_a_case_is_promised_its_money_by_its_terms_and_one_without_terms_by_the_default(memory):
    fast = an_agreement(agreement_id="fast", clock=SettlementClock(delay_h=8), country="NL")
    open_network(memory, an_agreement(), fast)
    belgian = a_cdr("be", start=START + 2 * HOUR, stay_s=60, country_code="BE")
    carry(memory, [SHORT, belgian])
    queue = staked_queue(memory, Environment.LIVE)
    promised = {one.case_id: queue.promise_of(one) // 3600 for one in queue.queue.cases}
    assert promised == {SHORT.key: 8, belgian.key: 48}
    session = replace(queue.queue.cases[0], case_id="cdr_missing:S9", cdr_key=None)
    assert queue.promise_of(session) == 48 * 3600
