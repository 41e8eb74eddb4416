"""Who has no session in a run has sums of 0 in it, and its fixed fee; only ratios are unknown."""

from decimal import Decimal

import pytest

from simulation.experiment.play_point import play_point
from simulation.experiment.point import EngineName, Point
from simulation.money.money_kpis import MoneyFigures
from simulation.money.money_sums import MoneySums
from simulation.plays import plays_of
from simulation.scenario_file import scenario_of
from simulation.scenario_money import FixedFeePart

CPO, DP = "DE*ABC", "NL*XYZ"


@pytest.fixture
def empty(small_with):
    fees = (
        FixedFeePart(name="hub", cpo="*", per_year=Decimal(365)),
        FixedFeePart(name="app", demand_partner=DP, per_year=Decimal(730)),
    )
    scenario = small_with().model_copy(update={"fixed_fee": fees})
    sums = MoneySums.none(scenario, 5)
    return MoneyFigures(sums, scenario, plays_of(scenario)[0]).kpis()


def test_sums_of_parties_without_sessions_are_nothing(empty):
    for name in ("cpo_net", "gross_at_tariff", "loss", "cost_of_capital"):
        assert empty[f"{name}_minor_eur@{CPO}"] == 0
    for name in ("dp_net", "gross", "dp_share", "loss", "cost_of_capital"):
        assert empty[f"{name}_minor_eur@{DP}"] == 0
    assert empty["dp_net_minor_eur"] == empty["driver_paid_minor_eur"] == 0
    assert empty[f"sessions@{CPO}"] == empty[f"energy_kwh@{DP}"] == 0


def test_a_fixed_fee_is_what_a_party_without_sessions_has_less(empty):
    # Two days of a euro, and of two.
    assert empty[f"cpo_result_minor_eur@{CPO}"] == -200
    assert empty[f"dp_result_minor_eur@{DP}"] == -400
    assert empty["fixed_fees_minor_eur"] == 600
    assert empty["network_net_minor_eur"] == 600


def test_nothing_is_told_by_session_where_there_is_none(empty):
    assert empty["cpo_net_minor_eur_per_stall_day"] == 0
    assert not [name for name in empty if "per_kwh" in name or "per_session" in name]
    assert not [name for name in empty if name.startswith("payment_delay")]


def test_months_that_move_nothing_have_true_ups_of_nothing(small_text, small, empty):
    terms = small_text[small_text.index("[[agreement]]") :]
    volume = '[[agreement]]\nfile = "networkcore-volume"\ncurrency = "EUR"\n'
    scenario = scenario_of(small_text.replace(terms, volume), "small")
    found = MoneyFigures(MoneySums.none(small, 5), scenario, plays_of(scenario)[0]).kpis()
    assert found[f"true_up_minor_eur@{CPO}"] == found[f"true_up_minor_eur@{DP}"] == 0
    assert f"true_up_minor_eur@{CPO}" not in empty


def test_runs_with_and_without_sessions_have_the_same_sums(small_text):
    rare = small_text.replace("sessions_per_evse_per_day = 30", "sessions_per_evse_per_day = 0.1")
    played = [
        play_point(
            Point(
                scenario=rare,
                source="small",
                variant="",
                engine=EngineName.NUMPY,
                seed=1,
                replication=number,
            )
        ).kpis
        for number in range(12)
    ]
    assert {one["sessions"] > 0 for one in played} == {True, False}
    names = [
        {name for name in one if "_minor_" in name and "per_kwh" not in name}
        - {name for name in one if "per_session" in name}
        for one in played
    ]
    assert all(one == names[0] for one in names)
