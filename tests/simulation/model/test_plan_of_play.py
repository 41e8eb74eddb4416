"""What a markup does to the visits: by choice where drivers choose, by elasticity elsewhere."""

import numpy as np
import pytest

from core.domain.errors import SourceError
from simulation.plan_of_play import plan_of_play
from simulation.plays import plays_of
from simulation.scenario_file import scenario_of
from simulation.scenario_terms import VariantPart
from simulation.visit_plan import plan_of

CHOICE = "[choice]\noutside_constant = -1.0\n"
DEARER = """
[[variant]]
name = "DEARER"
price_markup_pct = 25
elasticity = -1.5

[[variant.agreement]]
agreement_id = "resold"
commission_bp = 1000
dp_share_bp = 5000
service_vat_pct = 19
payout_currency = "EUR"
"""


def _with_variants(scenario, elasticity):
    terms = scenario.agreement
    variants = (
        VariantPart(name="PUBLIC", agreement=terms),
        VariantPart(name="DEARER", agreement=terms, price_markup_pct=25, elasticity=elasticity),
    )
    return scenario.model_copy(update={"variant": variants})


def _plans(scenario):
    return [plan_of_play(scenario, 1, play) for play in plays_of(scenario)]


def test_where_drivers_choose_a_markup_makes_some_stay_away(dense):
    public, dearer = _plans(_with_variants(dense(CHOICE), 0))
    before, after = ((plan.option_utility.max(axis=1) > 0) for plan in (public, dearer))

    assert public.number.tolist() == dearer.number.tolist()
    assert 0.4 < after.sum() / before.sum() < 0.98
    assert not (after & ~before).any()


def test_where_nobody_chooses_the_elasticity_thins_the_visits_out(dense):
    public, dearer = _plans(_with_variants(dense(), -1.5))

    assert len(dearer.number) / len(public.number) == pytest.approx(1.25**-1.5, abs=0.03)
    assert np.isin(dearer.number, public.number).all()


def test_the_public_price_leaves_the_plan_as_it_is(dense):
    scenario = _with_variants(dense(CHOICE), 0)
    public, _ = _plans(scenario)

    assert public.option_utility.tobytes() == plan_of(scenario, 1).option_utility.tobytes()


def test_demand_does_not_answer_a_price_twice(small_text):
    scenario_of(small_text + DEARER, "small.toml")
    with pytest.raises(SourceError, match=r"variant\[0\].elasticity: wanted 0 where drivers"):
        scenario_of(small_text + DEARER + CHOICE, "small.toml")
