"""A sample session is parted by the engine that posts, with the VAT of its country."""

from datetime import datetime, time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CardTerms
from core.domain.waterfall import Condition
from core.ledger.steps_of_terms import remainder
from core.service.preview_session import SampleSession, split_of_sample
from tests.builders import an_agreement
from tests.waterfalls import a_step, session_steps

CARD = CardTerms(fixed=Decimal("0.15"), rate_bp=350, bearer=Bearer.NETWORK)


def test_the_worked_session_comes_out_to_the_cent():
    split = split_of_sample(an_agreement(card=CARD), SampleSession())
    # 20 kWh x 0.50 = 10.00, VAT 21 % = 2.10; commission 1.00, of which 0.40 to the DP; 0.15 + 0.42.
    assert (split.net, split.vat, split.gross) == (1000, 210, 1210)
    assert (split.commission, split.dp_share, split.card_cost) == (60, 40, 57)
    assert split.cpo_net == 900


def test_the_country_decides_the_vat_and_one_without_a_rate_takes_that_of_the_terms():
    german = split_of_sample(an_agreement(), SampleSession(country_code="DE"))
    assert german.vat == 190
    elsewhere = split_of_sample(
        an_agreement(service_vat_pct=Decimal(5)), SampleSession(country_code="AU")
    )
    assert elsewhere.vat == 50


def test_a_step_of_the_evening_is_taken_in_the_evening_only():
    evening = a_step(condition=Condition(hours=(time(18), time(22))))
    terms = an_agreement(steps=(evening, remainder()), commission_bp=0, dp_share_bp=0)
    at_noon = split_of_sample(terms, SampleSession(start=datetime(2026, 6, 1, 12, 0)))  # noqa: DTZ001
    at_night = split_of_sample(terms, SampleSession(start=datetime(2026, 6, 1, 18, 0)))  # noqa: DTZ001
    assert (at_noon.cpo_net, at_night.cpo_net) == (1000, 900)


@given(session_steps(), st.decimals(0, 500, places=3), st.decimals(0, 2, places=4))
def test_whatever_the_steps_the_parties_have_the_net_cost_between_them(steps, energy, price):
    terms = an_agreement(steps=steps, commission_bp=0, dp_share_bp=0, preset="own")
    split = split_of_sample(terms, SampleSession(energy_kwh=energy, price_per_kwh=price))
    balances = {"CPO": split.net}
    for part in split.parts:
        balances[part.step.payer] = balances.get(part.step.payer, 0) - part.amount
        balances[part.step.payee] = balances.get(part.step.payee, 0) + part.amount
    assert sum(balances.values()) == split.net
    assert balances["CPO"] == split.cpo_net
