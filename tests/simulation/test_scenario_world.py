from datetime import UTC, datetime

import numpy as np
import pytest

from core.domain.errors import SourceError
from simulation import scenario_world
from simulation.scenario_file import scenario_of
from simulation.scenario_network import network_of
from simulation.scenario_world import SeasonPart
from simulation.visit_plan import plan_of

BAND = """
[[tariff.band]]
start = "22:00"
end = "06:00"
energy_price_per_kwh = 0.20

"""


def _with(text, tables):
    return scenario_of(f"{text}\n{tables}", "small.toml")


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ("[choice]\ncost_per_eur = 0.3\n", r"choice.cost_per_eur: wanted less than or equal to 0"),
        ("[choice]\noptions = 1\n", r"choice.options: wanted greater than or equal to 2, found 1"),
        ("[retry]\nsame_evse_share = 0.7\nother_evse_share = 0.6\n", "wanted at most 1 together"),
        ("[hub]\nmessage_loss_share = 1.2\n", r"hub.message_loss_share: .*found 1.2"),
        ("[records]\nlost_share = 0.8\nduplicate_share = 0.4\n", "wanted at most 1 together"),
        ("[[fault]]\ncharge_point_class = 'ac'\n", r"fault\[0\].charge_point_class: no class 'ac'"),
        (
            "[[fault]]\ncharge_point_class = 'dc'\nout_of_order_share = 1.1\n",
            r"fault\[0\].out_of_order_share: .*found 1.1",
        ),
        ("[vehicles]\nprofile = 'horses'\n", "vehicles.profile: profiles: no 'horses'"),
        ("[vehicles]\ndc_efficiency = 1.1\n", r"vehicles.dc_efficiency: .*found 1.1"),
        (
            (
                "[refusals]\nunknown_token=0\nnot_roaming=0\ntoken_group=0\nblocked_partner=0\n"
                "no_reimbursement=0\nno_remote_start=0\nlive_timeout=0\n"
            ),
            "refusals: wanted a reason with a weight above 0",
        ),
        (
            "[[season]]\nfirst_day = '02-30'\nlast_day = '03-01'\nfactor = 1\n",
            r"season\[0\].first_day: wanted month and day",
        ),
    ],
)
def test_a_world_that_cannot_be_is_refused_with_field_value_and_reason(small_text, tables, problem):
    with pytest.raises(SourceError, match=problem):
        _with(small_text, tables)


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ('reach = ["DE*XXX"]', r"demand_partner\[1\].reach: no CPO 'DE\*XXX'"),
        ("reach = []", r"demand_partner\[1\].reach: wanted at least 1"),
        ('own_cpo = "DE*XXX"', r"demand_partner\[1\].own_cpo: no CPO 'DE\*XXX'"),
        ("subscriber_share = 1.5", r"demand_partner\[1\].subscriber_share: .*found 1.5"),
        ("markup_pct = -5", r"demand_partner\[1\].markup_pct: .*found -5"),
    ],
)
def test_a_partner_that_cannot_be_is_refused(small_text, new, problem):
    text = small_text.replace("demand_weight = 1\n", f"demand_weight = 1\n{new}\n")

    with pytest.raises(SourceError, match=problem):
        scenario_of(text, "small.toml")


def test_a_partner_whose_cpos_have_no_site_can_charge_nowhere(small_text):
    text = small_text.replace(
        "[[demand_partner]]",
        '[[cpo]]\ncountry_code = "DE"\nparty_id = "NEW"\nname = "New"\ncurrency = "EUR"\n\n'
        "[[demand_partner]]",
        1,
    ).replace("demand_weight = 1\n", 'demand_weight = 1\nreach = ["DE*NEW"]\n')

    with pytest.raises(SourceError, match=r"found DE\*NEW: its drivers can charge nowhere"):
        scenario_of(text, "small.toml")


def test_reach_may_be_one_text_so_that_a_change_can_set_it(small_text):
    text = small_text.replace("demand_weight = 1\n", 'demand_weight = 1\nreach = "DE*ABC"\n')

    assert scenario_of(text, "small.toml").demand_partner[1].reach == ("DE*ABC",)


def test_choice_by_prices_without_a_rate_is_refused(small_text):
    text = small_text.replace(
        'cpo = "DE*ABC"\ncurrency = "EUR"', 'cpo = "DE*ABC"\ncurrency = "CHF"', 1
    )

    _with(text, "")
    with pytest.raises(SourceError, match=r"tariff\[0\].currency: wanted an fx_rate between CHF"):
        _with(text, "[choice]\n")


def test_a_power_limit_below_nothing_is_refused(small_text):
    text = small_text.replace("evse_count = 2\n", "evse_count = 2\npower_limit_kw = -50\n")

    with pytest.raises(SourceError, match=r"location\[0\].power_limit_kw: .*found -50"):
        scenario_of(text, "small.toml")


def test_a_band_comes_first_in_the_tariff_and_holds_in_its_hours(small_text):
    text = small_text.replace("[[charge_point_class]]", f"{BAND}[[charge_point_class]]", 1)
    first, *others = network_of(scenario_of(text, "small.toml")).tariffs[0].elements

    assert first.restrictions.start_time is not None
    assert (first.restrictions.start_time.hour, first.restrictions.end_time.hour) == (22, 6)
    assert str(first.price_components[0].price) == "0.20"
    assert len(others) == 2


@pytest.mark.parametrize(
    ("band", "problem"),
    [
        ('start = "22:00"\nend = "22:00"\nenergy_price_per_kwh = 1\n', "another time than start"),
        ('start = "22:00"\nend = "06:00"\n', "wanted at least one price"),
        ('start = "25:00"\nend = "06:00"\nenergy_price_per_kwh = 1\n', r"band\[0\].start"),
    ],
)
def test_a_band_that_cannot_be_is_refused(small_text, band, problem):
    text = small_text.replace(
        "[[charge_point_class]]", f"[[tariff.band]]\n{band}\n[[charge_point_class]]", 1
    )

    with pytest.raises(SourceError, match=problem):
        scenario_of(text, "small.toml")


def test_a_season_may_pass_the_new_year():
    season = SeasonPart(first_day="12-24", last_day="01-02", factor=0.5)
    days = {
        (12, 23): False,
        (12, 24): True,
        (12, 31): True,
        (1, 2): True,
        (1, 3): False,
    }

    for (month, day), wanted in days.items():
        assert season.holds(datetime(2026, month, day, tzinfo=UTC).date()) is wanted


def test_a_season_multiplies_the_demand_of_its_days_alone(small_text):
    quiet = "[[season]]\nfirst_day = '03-03'\nlast_day = '03-03'\nfactor = 0\n"
    plain, without = plan_of(_with(small_text, ""), 1), plan_of(_with(small_text, quiet), 1)
    first = plain.arrived_s < 86_400

    assert (without.arrived_s < 86_400).all()
    assert np.array_equal(without.arrived_s, plain.arrived_s[first])


@pytest.mark.parametrize(
    "part",
    [
        part
        for part in vars(scenario_world).values()
        if isinstance(part, type) and part.__module__ == scenario_world.__name__
    ],
)
def test_every_parameter_of_the_world_says_what_it_is(part):
    assert [name for name, field in part.model_fields.items() if not field.description] == []
