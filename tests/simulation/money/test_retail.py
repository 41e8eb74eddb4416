"""What drivers pay their partner, and what it keeps."""

from decimal import Decimal

import numpy as np
import pytest

from simulation.money.money_sums import Sum
from simulation.money.retail import Retail
from simulation.plays import Play

SUMS = np.zeros(len(Sum), np.int64)
SUMS[[Sum.TARIFF_NET, Sum.TARIFF_GROSS, Sum.ENERGY_E4]] = 10_000, 11_900, 2_000_000
SUMS[[Sum.GROSS, Sum.VAT, Sum.DP_SHARE]] = 11_900, 1_900, 400
"""200 kWh at 100.00, and a share of 4.00."""


def retail(small, markup_bp=0, **changes):
    first, *others = small.demand_partner
    partners = (first.model_copy(update=changes), *others)
    scenario = small.model_copy(update={"demand_partner": partners})
    return Retail(scenario, Play(number=0, name="", terms=(), markup_bp=markup_bp))


@pytest.mark.parametrize(
    ("changes", "paid", "kept"),
    [
        ({}, 11_900, 400),
        ({"markup_pct": 25.0}, 14_875, 2_900),
        ({"rebate_pct": 4.0}, 11_424, 0),
        ({"own_price_per_kwh": Decimal("0.714")}, 14_280, 2_400),
        ({"subscriber_share": 0.5, "subscriber_discount_pct": 10.0}, 11_305, -100),
    ],
)
def test_a_partner_keeps_its_share_and_what_it_adds_less_what_it_gives(small, changes, paid, kept):
    found = retail(small, **changes)
    assert found.paid(0, SUMS, "EUR") == pytest.approx(paid)
    assert found.margin(0, SUMS, "EUR") == pytest.approx(kept)


def test_the_markup_of_a_play_is_on_top(small):
    assert retail(small, 2_000).paid(0, SUMS, "EUR") == pytest.approx(14_280)


def test_subscribers_pay_by_the_day(small):
    changes = {"subscription_price_per_month": Decimal("5.95"), "subscriber_share": 0.1}
    # 500 of 5,000 drivers, two days.
    wanted = 500 * 500 * 2 * 12 / 365
    assert retail(small, **changes).subscriptions(0, SUMS) == pytest.approx(wanted)
    assert retail(small).subscriptions(0, SUMS) == 0


def test_where_nobody_charged_subscribers_pay_vat_by_the_tariffs(small):
    changes = {"subscription_price_per_month": Decimal("5.95"), "subscriber_share": 0.1}
    idle, usual = np.zeros(len(Sum), np.int64), retail(small, **changes)
    assert usual.subscriptions(0, idle) == pytest.approx(usual.subscriptions(0, SUMS))
