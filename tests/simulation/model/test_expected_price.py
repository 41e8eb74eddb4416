from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from core.domain.errors import InvalidValueError
from simulation.model.expected_price import expected_prices_of, shown_to_drivers
from simulation.model.local_hours import local_hours
from simulation.model.site_facts import SiteFacts
from simulation.scenario_parts import BandPart

HOURS = np.array([3, 12], dtype=np.int32)
ENERGY = np.array([30_000, 30_000])
SITES = np.array([[0, 1], [0, 1]], dtype=np.int32)


def _facts(dense, **changes):
    scenario = dense()
    partners = (scenario.demand_partner[0].model_copy(update=changes), scenario.demand_partner[1])
    return SiteFacts(scenario.model_copy(update={"demand_partner": partners}))


def _shown(facts, partner=(0, 1), subscribes=(False, False)):
    public = expected_prices_of(facts).at(SITES, HOURS, ENERGY)
    return shown_to_drivers(
        facts, public, np.array(partner), np.array(subscribes), ENERGY, public.mean(axis=1)
    )


def test_the_expected_price_is_that_of_the_tariff_with_vat(dense):
    found = expected_prices_of(_facts(dense)).at(SITES, HOURS, ENERGY)

    assert found[0].tolist() == pytest.approx([30 * 0.42 * 1.19, 30 * 0.46 * 1.19])
    assert found[0].tolist() == found[1].tolist()


def test_a_price_of_the_night_is_expected_at_night(dense):
    scenario = dense()
    band = BandPart(start="22:00", end="06:00", energy_price_per_kwh="0.20")
    night = scenario.tariff[0].model_copy(update={"band": (band,)})
    facts = SiteFacts(scenario.model_copy(update={"tariff": (night, *scenario.tariff[1:])}))
    found = expected_prices_of(facts).at(SITES, HOURS, ENERGY)

    assert found[:, 0].tolist() == pytest.approx([30 * 0.20 * 1.19, 30 * 0.42 * 1.19])


def test_a_markup_and_a_rebate_change_what_the_drivers_of_one_partner_expect(dense):
    plain, dearer = _shown(_facts(dense)), _shown(_facts(dense, markup_pct=25.0, rebate_pct=10.0))

    assert (dearer[0] / plain[0]).tolist() == pytest.approx([1.125, 1.125])
    assert dearer[1].tolist() == plain[1].tolist()


def test_a_partners_own_price_stands_instead_of_the_tariffs(dense):
    shown = _shown(_facts(dense, own_price_per_kwh=0.59))

    assert shown[0].tolist() == pytest.approx([17.7, 17.7])


def test_who_is_shown_no_prices_expects_the_mean(dense):
    shown = _shown(_facts(dense, shows_prices=False))

    assert shown[0].tolist() == pytest.approx([30 * 0.44 * 1.19] * 2)
    assert shown[1][0] < shown[1][1]


def test_subscribers_pay_less(dense):
    facts = _facts(dense, subscriber_discount_pct=20.0)
    shown = _shown(facts, partner=(0, 0), subscribes=(True, False))

    assert (shown[0] / shown[1]).tolist() == pytest.approx([0.8, 0.8])


def test_a_currency_without_a_rate_is_refused(dense):
    scenario = dense()
    swiss = scenario.tariff[0].model_copy(update={"currency": "CHF"})
    facts = SiteFacts(scenario.model_copy(update={"tariff": (swiss, *scenario.tariff[1:])}))

    with pytest.raises(InvalidValueError, match="fx_rate: wanted one between CHF and EUR"):
        expected_prices_of(facts)


def test_of_a_dynamic_tariff_the_price_of_the_day_and_hour_is_expected(dense):
    scenario = dense()
    prices = tuple(Decimal(number) / 100 for number in range(1, 73))  # three days
    dynamic = scenario.tariff[0].model_copy(update={"energy_price_by_hour": prices})
    facts = SiteFacts(
        scenario.model_copy(update={"tariff": (dynamic, *scenario.tariff[1:]), "days": 10})
    )
    monday = 7 * 24  # the scenario starts on the Monday of the second week
    hours = np.array([monday + 5, monday + 24 + 5, monday + 4 * 24 + 5], dtype=np.int32)
    energy_wh = np.full(3, 5_000)
    found = expected_prices_of(facts).at(np.zeros((3, 1), dtype=np.int32), hours, energy_wh)

    wanted = [5 * 1.19 * price / 100 for price in (6, 30, 30)]
    assert found[:, 0].tolist() == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("time_zone", "first"),
    [("UTC", 168), ("Europe/Berlin", 169), ("America/New_York", 163), ("Pacific/Auckland", 181)],
)
def test_local_hours_go_on_from_week_to_week(time_zone, first):
    hours = local_hours(datetime(2026, 3, 2, tzinfo=UTC), 40, time_zone)

    assert hours[0] == first
    assert set(np.diff(hours).tolist()) <= {0, 1, 2}  # 0 and 2 where the clock is put back or on
