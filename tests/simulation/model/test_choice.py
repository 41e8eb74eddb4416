import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.errors import RuleError
from simulation.model.calibrate_choice import Market, calibrated_outside
from simulation.model.option_set import blocks_of, option_sets_of
from simulation.model.site_facts import SiteFacts
from simulation.visit_plan import plan_of

CHOICE = "[choice]\noutside_constant = -1.0\n"
CENTRE = 4
"""Index of the site in the middle, which has a tariff of its own."""


def _made(plan):
    """Where each visit would go if nobody waited: -1 where it is not made."""
    best = plan.option_utility.argmax(axis=1)
    rows = np.arange(len(best))
    chosen = plan.option_site[rows, best]
    return np.where(plan.option_utility[rows, best] > 0, chosen, -1)


def _at_price(scenario, tariff_id, price):
    tariffs = tuple(
        one.model_copy(update={"energy_price_per_kwh": price})
        if one.tariff_id == tariff_id
        else one
        for one in scenario.tariff
    )
    return scenario.model_copy(update={"tariff": tariffs})


def test_shares_of_the_drawn_choices_are_those_of_the_logit_model(dense):
    scenario = dense(CHOICE)
    expected = Market(scenario, 1).site_shares()
    drawn = np.bincount(_made(plan_of(scenario, 1)) + 1, minlength=10)[1:]

    assert drawn.sum() > 2_000
    assert (abs(drawn - expected) < 4 * np.sqrt(expected)).all()
    assert drawn.sum() == pytest.approx(expected.sum(), rel=0.03)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(price=st.decimals("0.10", "2.00", places=2))
def test_the_price_of_one_site_shifts_no_draw_and_no_liking_of_another(dense, price):
    before = plan_of(dense(CHOICE), 7)
    after = plan_of(_at_price(dense(CHOICE), "ONE", price), 7)

    for name in before.__slots__:
        if name not in {"option_utility", "world"}:
            assert getattr(before, name).tobytes() == getattr(after, name).tobytes(), name
    elsewhere = before.option_site != CENTRE
    assert (before.option_utility == after.option_utility)[elsewhere].all()


def test_a_dearer_site_loses_visits_and_nobody_moves_to_it(dense):
    before = _made(plan_of(dense(CHOICE), 7))
    after = _made(plan_of(_at_price(dense(CHOICE), "ONE", 0.60), 7))

    assert (after == CENTRE).sum() < (before == CENTRE).sum()
    assert not ((after == CENTRE) & (before != CENTRE)).any()
    assert (before == after)[before != CENTRE].all()


def test_the_constant_is_calibrated_to_the_elasticity_of_the_market(dense):
    market = Market(dense(CHOICE))

    for wanted in (-0.3, -0.5, -0.76):
        constant = calibrated_outside(market, wanted)
        assert market.elasticity(constant) == pytest.approx(wanted, abs=0.005)
    with pytest.raises(RuleError, match=r"market_elasticity: wanted between .* found 0.5"):
        calibrated_outside(market, 0.5)


@pytest.mark.parametrize("elasticity", [-0.5, -0.6, -0.76])
def test_a_price_rise_sends_most_of_the_lost_demand_to_the_neighbours(dense, elasticity):
    constant = calibrated_outside(Market(dense(CHOICE)), elasticity)
    market = Market(dense(f"[choice]\noutside_constant = {constant}\n"))
    response = market.response(CENTRE)

    assert market.elasticity() == pytest.approx(elasticity, abs=0.01)
    assert 0.54 <= response.diverted_share <= 0.89  # Shenzhen: within 3.45 km
    assert -5 <= response.own_elasticity <= -1.5
    assert response.diverted_share + response.staying_share <= 1 + 1e-9


def test_a_site_that_the_partner_does_not_reach_is_never_chosen(dense):
    scenario = dense(CHOICE, 'reach = ["DE*ABC"]')
    plan = plan_of(scenario, 3)
    of_def = [at for at, part in enumerate(scenario.location) if part.cpo == "DE*DEF"]
    made = _made(plan)

    assert not np.isin(made[plan.demand_partner == 1], of_def).any()
    assert np.isin(made[plan.demand_partner == 0], of_def).any()


def test_more_reach_moves_only_the_drivers_who_gain_by_it(dense):
    narrow = plan_of(dense(CHOICE, 'reach = ["DE*ABC"]'), 3)
    wide = plan_of(dense(CHOICE), 3)
    moved = _made(narrow) != _made(wide)

    assert set(wide.demand_partner[moved].tolist()) == {1}
    assert (wide.option_utility >= narrow.option_utility).all()


def test_the_first_option_is_the_site_itself_and_the_others_are_near(dense):
    sets = option_sets_of(SiteFacts(dense("[choice]\noptions = 5\nradius_km = 1.6\n")))

    assert sets.sites[:, 0].tolist() == list(range(9))
    assert sorted(sets.sites[CENTRE].tolist()) == [1, 3, 4, 5, 7]
    assert sorted(sets.sites[0].tolist()) == [-1, -1, 0, 1, 3]
    km = np.hypot(sets.offset_km[..., 0], sets.offset_km[..., 1])[sets.sites >= 0]
    assert km.max() <= 1.6


def test_blocks_hold_every_site_once_and_no_driver_leaves_one(dense):
    assert [sorted(one) for one in blocks_of(dense(), 4)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
    assert list(blocks_of(dense(CHOICE), 1)) == [tuple(range(9))]


def test_a_driver_values_money_alike_at_every_visit_and_drivers_differ(dense):
    scenario = dense(CHOICE)
    alike = plan_of(dense(CHOICE + "taste_cv = 0\n"), 1)
    plan = plan_of(scenario, 1)

    assert (alike.option_utility != plan.option_utility).any()
    assert (alike.driver == plan.driver).all()


def test_without_choice_everybody_stays(dense):
    plan = plan_of(dense(), 1)

    assert not plan.has_choice
    assert plan.option_site.shape[1] == 1
    assert (plan.option_site[:, 0] == plan.site).all()
    assert np.isinf(plan.option_utility).all()


def test_a_block_of_sites_with_choice_is_drawn_as_in_the_whole(dense):
    plan, part = plan_of(dense(CHOICE), 1), plan_of(dense(CHOICE), 1, sites=[2, 5])
    kept = np.isin(plan.site, [2, 5])

    for name in ("option_utility", "option_site", "charging_s", "driver", "arrived_s"):
        assert getattr(part, name).tobytes() == getattr(plan, name)[kept].tobytes(), name


def test_who_only_looks_is_drawn_on_top(dense):
    plain = len(plan_of(dense(CHOICE), 1).number)
    more = len(plan_of(dense(CHOICE + "potential_factor = 1.5\n"), 1).number)

    assert more / plain == pytest.approx(1.5, rel=0.05)


def test_variants_thin_the_options_too(dense):
    plan = plan_of(dense(CHOICE), 1)
    fewer = plan.thinned(0.5)

    assert fewer.option_site.shape == (len(fewer.number), plan.option_site.shape[1])
    assert fewer.world is plan.world
