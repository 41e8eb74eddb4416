import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import NotFoundError
from core.service.resources import RESOURCES
from simulation.engines.engine_of_scenario import observed
from simulation.networks.free_sites import free_share_by_hour
from simulation.networks.reach import reach_of
from simulation.networks.run_reach import run_reach
from simulation.observations import AT_AN_EVSE
from simulation.scenario_file import scenario_of
from simulation.visit_plan import plan_of

FAULTS = """
[[fault]]
charge_point_class = "dc"
out_of_order_share = 0.2
"""


def test_a_partner_that_may_charge_everywhere_reaches_all_there_is(small_text):
    scenario = scenario_of(small_text, "small.toml")

    reach = reach_of(scenario, "NL*XYZ")

    assert reach.reached == reach.network
    assert reach.reached.power_kw == 150 * reach.reached.evses
    assert [part.key for part in reach.cpos] == ["DE*ABC"]
    assert [part.key for part in reach.countries] == ["DE"]
    assert reach.usable_by_hour == ()


def test_a_partner_reaches_the_cpos_of_its_contracts_alone():
    text = (RESOURCES / "scenarios" / "city.toml").read_text(encoding="utf-8")
    text = text.replace('party_id = "VOL"', 'party_id = "VOL"\nreach = ["CH*BSL"]')
    scenario = scenario_of(text, "city.toml")

    reach = reach_of(scenario, "DE*VOL")

    there = [part for part in scenario.location if part.cpo == "CH*BSL"]
    assert [part.key for part in reach.cpos] == ["CH*BSL"]
    assert (reach.reached.sites, reach.cpo_count) == (len(there), 3)
    assert reach.reached.evses == sum(part.evse_count for part in there)
    assert reach.network.sites == len(scenario.location)


def test_a_sites_own_limit_bounds_its_power(small_text):
    text = small_text.replace("evse_count = 3", "evse_count = 3\npower_limit_kw = 200")
    scenario = scenario_of(text, "small.toml")
    north = scenario.location[0].evse_count

    assert reach_of(scenario, "NL*XYZ").reached.power_kw == 150 * north + 200


def test_an_unknown_partner_is_refused_with_those_there_are(small_text):
    with pytest.raises(NotFoundError, match=r"no Demand Partner 'NL\*NON', only NL\*XYZ, FR\*OPQ"):
        run_reach(scenario_of(small_text, "small.toml"), "NL*NON")


def test_hours_are_of_a_run_and_at_night_more_is_free_than_at_noon():
    text = (RESOURCES / "scenarios" / "dundee.toml").read_text(encoding="utf-8")
    reach = run_reach(scenario_of(text, "dundee.toml"), "GB*THP", seed=3)

    assert reach.usable_by_hour == reach.free_by_hour
    assert len(reach.usable_by_hour) == 24
    assert 0.5 < reach.usable_by_hour[13] < reach.usable_by_hour[4] <= 1


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), per_day=st.integers(1, 60))
def test_the_free_share_is_what_second_by_second_counting_gives(seed, per_day):
    scenario = scenario_of(busy_text(per_day), "busy.toml")
    plan = plan_of(scenario, seed)
    seen = observed(scenario, plan, fast=False)
    outages = plan.world.outages

    taken = np.zeros((2, max(part.evse_count for part in scenario.location), seen.now_s), bool)
    got = np.isin(seen.outcome, AT_AN_EVSE)
    ends = np.where(seen.left_s < 0, seen.now_s, seen.left_s)
    stays = zip(seen.site[got], seen.evse[got], seen.plugged_s[got], ends[got], strict=True)
    broken = zip(outages.site, outages.evse, outages.from_s, outages.to_s, strict=True)
    for site, evse, begin, end in [*stays, *broken]:
        taken[site, evse, begin:end] = True
    for site, part in enumerate(scenario.location):
        full = taken[site, : part.evse_count].all(axis=0)
        by_hour = full.reshape(scenario.days, 24, 3600).mean(axis=(0, 2))
        found = free_share_by_hour(scenario, seen, outages)[site]
        assert found == pytest.approx(1 - by_hour, abs=1e-9)


def busy_text(per_day):
    text = (RESOURCES / "scenarios" / "reseller-vs-networkcore.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[[location]]")
    sites = rest.split("[[location]]")[:2]
    tail = "[[variant]]" + rest.partition("[[variant]]")[2]
    text = f"{head}[[location]]{sites[0]}[[location]]{sites[1]}{FAULTS}{tail}"
    return (
        text.replace("evse_count = 20", "evse_count = 2")
        .replace("days = 14", "days = 2")
        .replace("per_evse_per_day = 3.2", f"per_evse_per_day = {per_day}")
        .replace('"dc"', '"hub_150"')
        .replace("Europe/Berlin", "UTC")
    )
