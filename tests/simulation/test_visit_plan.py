import numpy as np
import pytest

from simulation.observations import Outcome
from simulation.visit_plan import plan_of

COLUMNS = (
    "arrived_s",
    "energy_wh",
    "charging_s",
    "idle_s",
    "patience_s",
    "fate",
    "demand_partner",
    "driver",
    "price_response",
)


def _bytes(plan):
    return [getattr(plan, name).tobytes() for name in ("number", "site", *COLUMNS)]


def _at(plan, site):
    return [getattr(plan, name)[plan.site == site].tobytes() for name in COLUMNS]


def test_the_same_seed_gives_the_same_bytes(small):
    assert _bytes(plan_of(small, 1)) == _bytes(plan_of(small, 1))


def test_another_seed_gives_other_bytes(small):
    assert _bytes(plan_of(small, 1)) != _bytes(plan_of(small, 2))


def test_more_evses_at_one_site_leave_the_visits_of_the_other_alone(small, small_with):
    larger = small_with(("evse_count = 2", "evse_count = 9"))

    assert _at(plan_of(small, 1), 1) == _at(plan_of(larger, 1), 1)
    assert _at(plan_of(small, 1), 0) != _at(plan_of(larger, 1), 0)


def test_another_order_of_sites_leaves_their_visits_alone(small):
    turned = small.model_copy(update={"location": small.location[::-1]})

    assert _at(plan_of(small, 1), 0) == _at(plan_of(turned, 1), 1)


def test_another_energy_leaves_arrivals_and_drivers_alone(small, small_with):
    other = plan_of(small_with(("energy_scale_kwh = 36.2", "energy_scale_kwh = 20.0")), 1)
    plan = plan_of(small, 1)

    assert plan.charging_s.tolist() != other.charging_s.tolist()
    for name in ("arrived_s", "driver", "demand_partner", "fate", "idle_s", "patience_s"):
        assert getattr(plan, name).tobytes() == getattr(other, name).tobytes()


def test_visits_ascend_over_all_sites_and_are_numbered_in_that_order(small):
    plan = plan_of(small, 1)

    assert (np.diff(plan.arrived_s) >= 0).all()
    assert plan.number.tolist() == list(range(1, len(plan.number) + 1))


def test_fewer_visits_are_a_part_of_all_with_their_numbers(small):
    plan = plan_of(small, 1)
    fewer = plan.thinned(0.7)

    assert set(fewer.number.tolist()) < set(plan.number.tolist())
    assert (np.diff(fewer.number) > 0).all()
    assert _bytes(plan.thinned(1.0)) == _bytes(plan)
    assert set(plan.thinned(0.5).number.tolist()) < set(fewer.number.tolist())


def test_draws_follow_the_figures_of_the_scenario(small_with):
    month = small_with(
        ("days = 2", "days = 120"), ("energy_scale", "energy_max_kwh = 400\nenergy_scale")
    )
    plan = plan_of(month, 3)
    energy_kwh = plan.energy_wh / 1000

    assert len(plan.number) / 120 == pytest.approx(150, rel=0.02)
    assert energy_kwh.mean() == pytest.approx(32.2, rel=0.02)  # EPFL: 32.2 kWh a session
    assert np.median(plan.patience_s) == pytest.approx(12 * 60, rel=0.03)
    assert (plan.fate == Outcome.AUTH_REJECTED).mean() == pytest.approx(0.05, abs=0.005)
    assert (plan.fate == Outcome.START_FAILED).mean() == pytest.approx(0.95 * 0.05, abs=0.005)
    assert (plan.demand_partner == 0).mean() == pytest.approx(0.75, abs=0.01)
    assert (plan.idle_s <= 300).mean() == pytest.approx(0.6 + 0.4 * (1 - np.exp(-1 / 3)), abs=0.01)
    assert 149_000 < plan.power_w.max() <= 150_000
    assert (plan.power_w * plan.charging_s[:, 0] <= plan.energy_wh * 3600).all()


def test_a_partner_without_weight_brings_nobody(small_with):
    plan = plan_of(small_with(("demand_weight = 1", "demand_weight = 0")), 1)

    assert set(plan.demand_partner.tolist()) == {0}


def test_the_visits_of_some_sites_are_drawn_as_in_the_whole(small):
    plan, part = plan_of(small, 1), plan_of(small, 1, sites=[1])

    assert set(part.site.tolist()) == {1}
    assert _at(part, 1) == _at(plan, 1)
    assert part.number.tolist() == list(range(1, len(part.number) + 1))
