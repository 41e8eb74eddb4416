"""A step in words."""

from datetime import time
from decimal import Decimal

import pytest

from console.present.step_texts import (
    actor_text,
    basis_text,
    parties_text,
    rule_text,
    step_text,
    step_title,
    terms_text,
)
from core.domain.tariff import DayOfWeek
from core.domain.waterfall import Condition, Settle, StepKind, StepRounding, VatTreatment
from core.ledger.steps_of_terms import remainder
from tests.waterfalls import BANDS, HOST, a_rebate, a_step


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (a_step(), "10 % of net"),
        (a_step(basis="of:fee", rate_bp=-250), "\N{MINUS SIGN}2.5 % of fee"),
        (a_step(basis="after:fee"), "10 % of what is left after fee"),
        (a_step(kind=StepKind.PER_KWH, amount=Decimal("0.0125")), "0.0125 EUR a kWh"),
        (a_step(kind=StepKind.PER_SESSION, amount=Decimal("0.4")), "0.40 EUR a session"),
        (a_step(kind=StepKind.FIXED, amount=Decimal(1000)), "1,000.00 EUR a period"),
        (
            a_step(kind=StepKind.MINIMUM, basis="of:fee", amount=Decimal(1)),
            "at least 1.00 EUR of fee",
        ),
        (
            a_step(kind=StepKind.MAXIMUM, basis="of:fee", amount=Decimal(1)),
            "at most 1.00 EUR of fee",
        ),
        (
            a_step(kind=StepKind.PASS_THROUGH, basis="gross", rate_bp=350, amount=Decimal("0.15")),
            "0.15 EUR + 3.5 % of gross",
        ),
        (a_step(kind=StepKind.PASS_THROUGH, basis="gross", rate_bp=350), "3.5 % of gross"),
        (a_rebate(), "0.05 EUR a kWh"),
        (a_rebate(basis="net", amount=Decimal(0), rate_bp=500), "5 % of net"),
        (a_rebate(basis="net", amount=Decimal(0)), "0 % of net"),
        (remainder(), "the rest"),
        (remainder(9_500), "the rest of 95 % of the tariff"),
        (
            a_step(kind=StepKind.TIER_MARGINAL, tiers=BANDS),
            (
                "of net by net, each band at its rate: "
                "from 0 EUR: 10 %, from 100 EUR: 8 %, from 500 EUR: 5 %"
            ),
        ),
        (
            a_step(kind=StepKind.TIER_WHOLE, basis="kwh", tiers=BANDS[:1]),
            "of kWh by kWh, all at the last band: from 0: 1,000.00",
        ),
    ],
)
def test_the_rule_of_a_step_is_said(step, said):
    assert rule_text(step, "EUR") == said


def test_who_pays_whom():
    assert parties_text(a_step(payee=HOST)) == f"CPO \N{RIGHTWARDS ARROW} {HOST}"
    assert actor_text("DRIVER") == "driver"
    assert step_title(a_step(step_id="dp-share")) == "DP share"
    assert basis_text(a_step(basis="energy")) == "energy cost"


def test_what_else_is_agreed_is_said_only_where_it_is_not_usual():
    assert not terms_text(a_step())
    asked = Condition(
        hours=(time(22), time(6)),
        days=(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
        countries=("NL", "DE"),
        locations=("L1",),
        power_kw_from=Decimal(50),
        power_kw_below=Decimal(150),
    )
    step = a_step(condition=asked, settle=Settle.PERIOD_TRUE_UP, rounding=StepRounding.HALF_EVEN)
    assert terms_text(step) == (
        "22:00 to 06:00, Sat Sun, NL DE, L1, from 50 kW, below 150 kW, "
        "at the close of a period, rounded half even"
    )


def test_all_of_a_step_is_one_line_and_says_where_it_bears_no_vat():
    assert step_text(a_step(), "EUR") == "CPO → network: 10 % of net"
    assert step_text(a_step(vat=VatTreatment.NONE), "EUR") == (
        "CPO → network: 10 % of net; without VAT"
    )
    card = a_step(payee="CARD", vat=VatTreatment.NONE)
    assert step_text(card, "EUR") == "CPO → card: 10 % of net"
