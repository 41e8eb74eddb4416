from itertools import pairwise

import numpy as np
import pytest

from simulation.model.outage_draws import hub_outages_of, odds_of, outages_of
from simulation.model.world import OutageKind
from simulation.visit_plan import plan_of

DAY_S = 86_400
FAULT = '[[fault]]\ncharge_point_class = "dc"\nout_of_order_share = 0.05\nunknown_share = 0.09\n'


def _large(dense, days=60, evses=400, world=FAULT):
    scenario = dense(world)
    sites = tuple(one.model_copy(update={"evse_count": evses}) for one in scenario.location)
    return scenario.model_copy(update={"location": sites, "days": days})


def _is_out(outages, kind, at_s, evses):
    mine = (outages.kind == kind) & (outages.from_s <= at_s) & (at_s < outages.to_s)
    out = np.zeros(9 * evses, dtype=bool)
    out[outages.site[mine] * evses + outages.evse[mine]] = True
    return out


@pytest.mark.parametrize(
    ("kind", "share", "persistence"),
    [(OutageKind.OUT_OF_ORDER, 0.05, 0.44), (OutageKind.UNKNOWN, 0.09, 0.64)],
)
def test_shares_and_persistence_are_those_of_the_status_history(dense, kind, share, persistence):
    scenario = _large(dense)
    outages = outages_of(scenario, 1, range(9))
    days = [_is_out(outages, kind, day * DAY_S, 400) for day in range(60)]
    stays = [(a & b).sum() / a.sum() for a, b in zip(days, days[7:], strict=False)]

    assert np.mean(days) == pytest.approx(share, abs=0.008)
    assert np.mean(days[0]) == pytest.approx(share, abs=0.012)  # from the first second
    assert np.mean(stays) == pytest.approx(persistence, abs=0.07)  # MOBI.E, after 7 days


def test_the_worst_tenth_of_the_evses_has_about_half_of_the_outage_time(dense):
    outages = outages_of(_large(dense, days=365, evses=100), 2, range(9))
    mine = outages.kind == OutageKind.OUT_OF_ORDER
    place = outages.site[mine] * 100 + outages.evse[mine]
    length_s = np.minimum(outages.to_s, 365 * DAY_S)[mine] - outages.from_s[mine]
    by_evse = np.sort(np.bincount(place, length_s, 900))[::-1]

    assert by_evse[:90].sum() / by_evse.sum() == pytest.approx(0.53, abs=0.12)  # MOBI.E: 53 %


def test_outages_of_an_evse_and_kind_are_apart_and_in_order(dense):
    outages = outages_of(_large(dense, days=200, evses=10), 3, range(9))

    assert (np.diff(outages.from_s) >= 0).all()
    assert (outages.to_s > outages.from_s).all()
    for key in {
        (s, e, k) for s, e, k in zip(outages.site, outages.evse, outages.kind, strict=True)
    }:
        mine = (outages.site == key[0]) & (outages.evse == key[1]) & (outages.kind == key[2])
        spans = zip(outages.from_s[mine], outages.to_s[mine], strict=True)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_outages_of_a_site_do_not_depend_on_the_other_sites(dense):
    scenario = _large(dense, days=30, evses=5)
    whole, part = outages_of(scenario, 1, range(9)), outages_of(scenario, 1, [3])
    mine = whole.site == 3

    assert part.from_s.tolist() == whole.from_s[mine].tolist()
    assert part.to_s.tolist() == whole.to_s[mine].tolist()


def test_a_cpo_with_a_factor_fails_that_much_more(dense):
    scenario = _large(dense, evses=150)
    worse = tuple(
        one.model_copy(update={"failure_factor": 2.0 if one.party_id == "ABC" else 1.0})
        for one in scenario.cpo
    )
    outages = outages_of(scenario.model_copy(update={"cpo": worse}), 1, range(9))
    mine = outages.kind == OutageKind.OUT_OF_ORDER
    lost_s = np.minimum(outages.to_s, 60 * DAY_S)[mine] - outages.from_s[mine]
    is_abc = np.array([one.cpo == "DE*ABC" for one in scenario.location])[outages.site[mine]]
    there_s = 60 * DAY_S * 150

    assert lost_s[is_abc].sum() / (5 * there_s) == pytest.approx(0.10, abs=0.02)
    assert lost_s[~is_abc].sum() / (4 * there_s) == pytest.approx(0.05, abs=0.015)


def test_odds_reach_the_share_whatever_the_frailty():
    draws = np.random.default_rng(1)
    for shape in (0.3, 1.0, 5.0):
        odds = odds_of(0.08, shape) * draws.gamma(shape, 1 / shape, 400_000)
        assert (odds / (1 + odds)).mean() == pytest.approx(0.08, abs=0.002)


def test_a_scenario_without_faults_has_no_outages(dense):
    world = plan_of(dense(), 1).world

    assert len(world.outages.site) == len(world.hub_outages) == 0


def test_the_hub_fails_as_often_and_as_long_as_stated(dense):
    scenario = dense("[hub]\noutages_per_year = 50\noutage_mean_min = 30\n")
    found = hub_outages_of(scenario.model_copy(update={"days": 3_650}), 1)

    assert len(found) == pytest.approx(500, rel=0.15)
    assert (found[:, 1] - found[:, 0]).mean() == pytest.approx(1_800, rel=0.15)
    assert (found[1:, 0] >= found[:-1, 1]).all()
