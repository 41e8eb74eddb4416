"""Terms that are written out go the whole way: carried, settled, paid, credited, verified.

A session of 20 kWh and 10.00 net under NETWORKCORE with a host of the site, an evening rebate of
the CPO, a rebate of the network and one of the DP, and a card that the CPO bears.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from core.domain.waterfall import Condition
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.pipeline import run_due
from core.service.report import summary_of
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.store.cycle_store import instructions_of
from core.store.journal_store import balances
from tests.books import ABROAD, MONTH, open_network
from tests.builders import CPO, DP, START, a_cdr, a_credit
from tests.core.ledger.test_run_steps import terms_of
from tests.waterfalls import HOST, REST, a_card, a_rebate, a_step

EVENING = Condition(hours=(time(18), time(22)))
TERMS = terms_of(
    [
        a_step(),
        a_step(step_id="share", payer="NETWORK", payee="DP", basis="of:commission", rate_bp=4000),
        a_card(payer="CPO"),
        a_step(step_id="host", payee=HOST, rate_bp=500),
        a_rebate(step_id="evening", payer="CPO", amount=Decimal("0.02"), condition=EVENING),
        a_rebate(step_id="welcome", amount=Decimal("0.01")),
        a_rebate(step_id="loyalty", payer="DP", amount=Decimal("0.03")),
        REST,
    ],
    preset="NETWORKCORE",
)
LATE = datetime(2026, 6, 1, 17, tzinfo=UTC)
"""19 o'clock in Amsterdam."""


def sums(runtime):
    with runtime.database.reading() as connection:
        return {where: amount for (where, _), amount in balances(connection).items() if amount}


def test_everybody_has_what_the_steps_say(runtime):
    open_network(runtime, TERMS)
    carry(runtime, [a_cdr("noon"), a_cdr("evening", start=LATE)])
    # To the CPO 10.00 with 2.10, less 1.00 with 0.21, the card's 0.12 and the host's 0.50 with
    # 0.11; in the evening less 0.40 more.
    assert sums(runtime) == {
        f"1200:{DP}": 2 * (1210 + 60),
        "1500:NL": 2 * (210 + 8),
        "2500:NL": -2 * (210 + 21),
        f"2100:{CPO}": -2 * (1210 - 121 - 12 - 61) + 40,
        f"2310:{DP}": -2 * 48,
        f"2300:{DP}": -2 * (20 + 60) - 40,
        f"2350:{HOST}": -2 * 61,
        "4200": -2 * 60,
        "5200": 2 * 20,
        "1115": -2 * 12,
    }
    euros = summary_of(runtime).by_currency["EUR"]
    # The host's and the evening's rebate come out of the gross; the others are no part of it.
    assert (euros.cpo_net, euros.others, euros.card_cost) == (2 * 838 - 40, 2 * 50 + 40, 2 * 12)
    assert verify_books(runtime).count == 0


def test_hosts_are_paid_and_rebates_net_with_what_the_partner_owes(runtime):
    open_network(runtime, TERMS)
    cdrs = [
        a_cdr("1"),
        a_cdr("2", start=LATE),
        a_cdr("3", start=LATE + timedelta(hours=2), demand_partner=ABROAD),
    ]
    carry(runtime, cdrs)
    run_due(runtime, START + MONTH)
    open_now = {where[:4] for where in sums(runtime)}
    assert open_now.isdisjoint({"1200", "2100", "2300", "2310", "2350", "2400"})
    with runtime.database.reading() as connection:
        hosts = [one for one in instructions_of(connection, None) if one.party == HOST]
    assert sum(one.amount_minor for one in hosts) == 3 * 61
    credit_cdrs(runtime, [a_credit(one, issued_at=START + MONTH) for one in cdrs])
    run_due(runtime, START + 3 * MONTH)
    assert {where for where in sums(runtime) if where[:4] in {"4200", "5200", "1500"}} == set()
    assert verify_books(runtime).count == 0


def test_trace_says_who_got_what(memory):
    open_network(memory, TERMS)
    carry(memory, [a_cdr("1")])
    (told,) = [one.answer for one in trace(memory, "1").answers if "split" in one.question]
    for words in ("CPO 8.38", "network 0.60", f"{HOST} 0.61"):
        assert words in told


@pytest.mark.parametrize("energy_kwh", ["0.3", "1", "20", "333"])
def test_verify_works_sessions_of_any_size_out_again(memory, energy_kwh):
    open_network(memory, replace(TERMS, fx_margin_bp=50))
    carry(memory, [a_cdr("1", start=LATE, energy_kwh=energy_kwh, demand_partner=ABROAD)])
    assert verify_books(memory).count == 0
