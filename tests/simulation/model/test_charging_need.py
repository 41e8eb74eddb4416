import numpy as np
import pytest

from simulation.model.site_facts import curves_of
from simulation.vehicles import vehicles_of
from simulation.visit_plan import plan_of

VEHICLES = "[vehicles]\n"


def test_sessions_follow_the_curve_of_their_vehicle_to_the_second(dense):
    scenario = dense(VEHICLES)
    plan, curves = plan_of(scenario, 1), curves_of(scenario)
    plug = np.zeros(len(plan.site), dtype=np.int64)
    at = plug, plan.vehicle.astype(np.int64), plan.soc_arrival.astype(np.float64)

    assert (curves.charging_s(*at, plan.energy_wh) == plan.charging_s[:, 0]).all()
    given_wh = curves.energy_wh_after(*at, plan.charging_s[:, 0].astype(float))
    assert (given_wh >= plan.energy_wh - 0.1).all()


def test_no_battery_gets_more_than_it_has_room_for(dense):
    scenario = dense(VEHICLES)
    plan, curves = plan_of(scenario, 1), curves_of(scenario)
    end = plan.soc_arrival + plan.energy_wh / curves.full_wh[0, plan.vehicle]

    assert end.max() <= 1 + 1e-6
    assert plan.soc_arrival.mean() == pytest.approx(0.34, abs=0.02)  # EPFL 2022-23


def test_who_charges_by_state_of_charge_leaves_as_epfl_saw(dense):
    scenario = dense(VEHICLES + 'need = "soc"\n').model_copy(update={"days": 60})
    plan, curves = plan_of(scenario, 1), curves_of(scenario)
    end = plan.soc_arrival + plan.energy_wh / curves.full_wh[0, plan.vehicle]

    assert end.mean() == pytest.approx(0.79, abs=0.04)
    assert (end > 0.8).mean() == pytest.approx(0.55, abs=0.06)


def test_a_driver_comes_in_the_same_vehicle_every_time(dense):
    plan = plan_of(dense(VEHICLES).model_copy(update={"days": 200}), 1)
    driver = plan.demand_partner * 1_000_000 + plan.driver
    order = np.argsort(driver, kind="stable")
    again = np.diff(driver[order]) == 0

    assert again.sum() > 1_000
    assert (np.diff(plan.vehicle[order])[again] == 0).all()
    shares = np.bincount(plan.vehicle, minlength=7) / len(plan.vehicle)
    assert shares == pytest.approx([one.share for one in vehicles_of("vehicles")], abs=0.03)


def test_vehicles_move_no_arrival_no_driver_and_no_fate(dense):
    plain, with_vehicles = plan_of(dense(), 1), plan_of(dense(VEHICLES), 1)

    for name in ("arrived_s", "driver", "fate", "idle_s", "patience_s", "price_response"):
        assert getattr(plain, name).tobytes() == getattr(with_vehicles, name).tobytes(), name


def test_a_session_that_stops_early_has_charged_a_part_and_its_time(dense):
    scenario = dense(VEHICLES)
    demand = scenario.demand[0].model_copy(update={"early_stop_share": 0.2})
    stopped = scenario.model_copy(update={"demand": (demand,), "days": 40})
    whole, plan = plan_of(scenario.model_copy(update={"days": 40}), 1), plan_of(stopped, 1)
    early = plan.early_stop < 1

    assert early.mean() == pytest.approx(0.2, abs=0.02)
    assert plan.energy_wh[~early].tolist() == whole.energy_wh[~early].tolist()
    part = whole.energy_wh[early] * plan.early_stop[early].astype(float)
    assert (abs(plan.energy_wh[early] - part) <= 1).all()
    assert (plan.charging_s[early, 0] <= whole.charging_s[early, 0]).all()


@pytest.mark.parametrize(("share", "power"), [(0.81, 10.93), (0.43, 2.73), (0.1, 1.0)])
def test_the_busiest_tenth_of_the_drivers_makes_the_stated_part(dense, share, power):
    scenario = dense().model_copy(update={"days": 60})
    partners = tuple(
        one.model_copy(update={"frequent_driver_share": share, "driver_count": 1_000})
        for one in scenario.demand_partner
    )
    plan = plan_of(scenario.model_copy(update={"demand_partner": partners}), 1)

    assert (plan.driver < 100).mean() == pytest.approx(share, abs=0.02)  # Leeds .81, Caltech .43
    plain = plan_of(scenario.model_copy(update={"demand_partner": scenario.demand_partner}), 1)
    assert (plain.arrived_s == plan.arrived_s).all()
    assert (plan.driver < 500).mean() == pytest.approx(0.5 ** (1 / power), abs=0.02)


def test_a_parking_fee_shortens_the_idle_times_of_those_who_stay(small_with):
    response = (
        "leave_within_5_min_share = 0.6",
        "leave_within_5_min_share = 0.6\nidle_fee_response = 0.5",
    )
    fee = ("parking_price_per_h = 6", "parking_price_per_h = 2")
    long = ("days = 2", "days = 60")
    plain, dear, cheap = (
        plan_of(small_with(long, *changes), 1) for changes in ((), (response,), (response, fee))
    )
    late = plain.idle_s > 1_200

    assert (dear.idle_s <= cheap.idle_s).all()
    assert plain.idle_s[late].mean() / dear.idle_s[late].mean() == pytest.approx(4, rel=0.01)
    assert plain.idle_s[late].mean() / cheap.idle_s[late].mean() == pytest.approx(2, rel=0.01)
