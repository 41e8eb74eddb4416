"""What holds of every plan, whatever its world is made of."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.model.refusal import RejectReason
from simulation.model.site_facts import SiteFacts, curves_of
from simulation.observations import Outcome
from simulation.scenario_world import (
    ChoicePart,
    FaultPart,
    HubPart,
    RecordsPart,
    RetryPart,
    SeasonPart,
    VehiclesPart,
)
from simulation.visit_plan import plan_of

ANY_WORLD = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SHARE = st.floats(0, 1)
CHOICE = st.builds(
    ChoicePart,
    options=st.integers(2, 12),
    radius_km=st.floats(0.5, 20),
    origin_scatter_km=st.floats(0, 5),
    cost_per_eur=st.floats(-2, 0),
    taste_cv=st.floats(0, 1.5),
    outside_constant=st.floats(-5, 5),
    potential_factor=st.floats(1, 2),
)
FAULT = st.builds(
    FaultPart,
    charge_point_class=st.just("dc"),
    out_of_order_share=st.floats(0, 0.6),
    unknown_share=st.floats(0, 0.6),
    frailty_shape=st.floats(0.2, 10),
    out_of_order_long_share=SHARE,
)
PARTNER = st.fixed_dictionaries(
    {
        "demand_weight": st.integers(1, 5),
        "driver_count": st.integers(1, 50_000),
        "frequent_driver_share": st.floats(0.1, 0.95),
        "reach": st.sampled_from([("*",), ("DE*ABC",), ("DE*DEF",), ("DE*ABC", "DE*DEF")]),
        "shows_prices": st.booleans(),
        "live_status_delay_s": st.sampled_from([None, 0, 600]),
        "markup_pct": st.floats(0, 100),
        "rebate_pct": st.floats(0, 50),
        "own_cpo": st.sampled_from([None, "DE*ABC"]),
        "subscriber_share": SHARE,
        "subscriber_discount_pct": st.floats(0, 50),
    }
)
WORLD = st.fixed_dictionaries(
    {
        "days": st.integers(1, 6),
        "choice": st.none() | CHOICE,
        "vehicles": st.none() | st.builds(VehiclesPart, need=st.sampled_from(["energy", "soc"])),
        "retry": st.none() | st.builds(RetryPart),
        "hub": st.none() | st.builds(HubPart, message_loss_share=SHARE),
        "records": st.none() | st.builds(RecordsPart, late_share=SHARE),
        "fault": st.tuples() | st.tuples(FAULT),
        "season": st.tuples()
        | st.tuples(
            st.builds(
                SeasonPart,
                first_day=st.just("03-01"),
                last_day=st.just("03-03"),
                factor=st.floats(0, 2),
            )
        ),
    }
)
DEMAND = st.fixed_dictionaries(
    {
        "auth_reject_share": SHARE,
        "start_failure_share": SHARE,
        "early_stop_share": SHARE,
        "sessions_per_evse_per_day": st.floats(0.1, 12),
        "idle_fee_response": st.floats(0, 3),
    }
)


def _scenario(dense, world, partners, demand):
    plain = dense()
    return plain.model_copy(
        update={
            **world,
            "demand": (plain.demand[0].model_copy(update=demand),),
            "demand_partner": tuple(
                one.model_copy(update=change)
                for one, change in zip(plain.demand_partner, partners, strict=True)
            ),
        }
    )


def _bytes(plan):
    columns = [getattr(plan, name).tobytes() for name in plan.__slots__ if name != "world"]
    return columns, plan.world.outages.from_s.tobytes(), plan.world.hub_outages.tobytes()


@ANY_WORLD
@given(world=WORLD, partners=st.tuples(PARTNER, PARTNER), demand=DEMAND, seed=st.integers(0, 99))
def test_every_plan_is_whole_and_the_same_twice(dense, world, partners, demand, seed):
    scenario = _scenario(dense, world, partners, demand)
    plan = plan_of(scenario, seed)
    count, options = len(plan.number), plan.option_site.shape[1]

    assert _bytes(plan) == _bytes(plan_of(scenario, seed))
    assert (np.diff(plan.arrived_s) >= 0).all()
    assert ((plan.arrived_s >= 0) & (plan.arrived_s < scenario.horizon_s)).all()
    assert (plan.option_site[:, 0] == plan.site).all()
    assert plan.charging_s.shape == plan.option_utility.shape == (count, options)
    assert plan.charging_s.min(initial=1) >= 1
    assert plan.energy_wh.min(initial=0) >= 0
    assert ((plan.early_stop > 0) & (plan.early_stop <= 1)).all()
    assert plan.idle_s.min(initial=0) >= 0
    assert not np.isnan(plan.option_utility).any()
    assert np.isin(plan.fate, (Outcome.SERVED, Outcome.AUTH_REJECTED, Outcome.START_FAILED)).all()
    rejected = (plan.fate == Outcome.AUTH_REJECTED) | (
        plan.second_fate == Outcome.AUTH_REJECTED
    ).any(axis=1)
    assert (plan.reject_reason[rejected] != RejectReason.NONE).all()
    drivers = np.array([one.driver_count for one in scenario.demand_partner])
    assert ((plan.driver >= 0) & (plan.driver < drivers[plan.demand_partner])).all()


@ANY_WORLD
@given(world=WORLD, partners=st.tuples(PARTNER, PARTNER), demand=DEMAND, seed=st.integers(0, 99))
def test_nobody_can_choose_what_the_contract_does_not_reach(dense, world, partners, demand, seed):
    scenario = _scenario(dense, world, partners, demand)
    plan = plan_of(scenario, seed)
    reached = SiteFacts(scenario).reached[plan.demand_partner[:, None], plan.option_site]

    if scenario.choice is None:
        stranger = ~reached[:, 0]
        assert (plan.fate[stranger] == Outcome.AUTH_REJECTED).all()
        assert (plan.reject_reason[stranger] == RejectReason.NOT_ROAMING).all()
    else:
        usable = reached & (plan.option_site >= 0)
        assert (np.isfinite(plan.option_utility) == usable).all()


@ANY_WORLD
@given(world=WORLD, partners=st.tuples(PARTNER, PARTNER), demand=DEMAND, seed=st.integers(0, 99))
def test_power_time_and_energy_agree_at_every_option(dense, world, partners, demand, seed):
    scenario = _scenario(dense, world, partners, demand)
    plan, curves = plan_of(scenario, seed), curves_of(scenario)
    there = plan.option_site >= 0
    energy = np.broadcast_to(plan.energy_wh[:, None], there.shape)[there]

    assert (energy * 3600 <= 150_000 * plan.charging_s[there]).all()
    if curves is not None:
        full_wh = curves.full_wh[0, plan.vehicle]
        assert (plan.soc_arrival + plan.energy_wh / full_wh <= 1 + 1e-6).all()


@ANY_WORLD
@given(
    world=WORLD,
    partners=st.tuples(PARTNER, PARTNER),
    demand=DEMAND,
    sites=st.sets(st.integers(0, 8), min_size=1),
)
def test_a_block_of_any_world_is_drawn_as_in_the_whole(dense, world, partners, demand, sites):
    scenario = _scenario(dense, world, partners, demand)
    whole, part = plan_of(scenario, 4), plan_of(scenario, 4, sites=sorted(sites))
    kept = np.isin(whole.site, list(sites))

    for name in whole.__slots__:
        if name not in {"number", "world"}:
            assert getattr(part, name).tobytes() == getattr(whole, name)[kept].tobytes(), name
    mine = np.isin(whole.world.outages.site, list(sites))
    assert part.world.outages.to_s.tolist() == whole.world.outages.to_s[mine].tolist()
