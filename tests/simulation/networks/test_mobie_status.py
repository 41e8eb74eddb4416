from pathlib import Path

import pytest

from core.service.resources import RESOURCES
from simulation.networks.mobie_status import status_history
from simulation.scenario_file import load_scenario

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "mobie_pt_status_history"


def a_history(tmp_path, *rows):
    (tmp_path / "dates.txt").write_text("2021-04-06\n2023-06-24\n2024-06-22\n", encoding="utf-8")
    lines = ["evse_id,party,kw,standard,history", *rows]
    (tmp_path / "status_matrix.csv").write_text("\n".join(lines), encoding="utf-8")
    return status_history(tmp_path)


def test_only_the_last_year_and_what_is_there_counts(tmp_path):
    history = a_history(
        tmp_path, "A,AAA,50.0,CHADEMO,OAO", "B,AAA,50.0,CHADEMO,OUA", "C,BBB,50.0,CHADEMO,OP."
    )

    assert {kind: (one.out_of_order, one.unknown) for kind, one in history.by_class().items()} == {
        "dc_50": (0.25, 0.25)
    }


def test_a_cpo_of_few_states_is_not_compared(tmp_path):
    assert a_history(tmp_path, "A,AAA,22.0,IEC_62196_T2,AOO").failure_factors() == {}


def test_a_cpo_is_compared_with_others_of_its_classes(tmp_path):
    rows = [f"A{n},AAA,22.0,IEC_62196_T2,AOA" for n in range(600)]
    rows += [f"B{n},BBB,22.0,IEC_62196_T2,AAA" for n in range(600)]

    assert a_history(tmp_path, *rows).failure_factors() == {"AAA": 2.0, "BBB": 0.0}


def test_the_real_history_gives_the_shares_that_are_known_of_it():
    if not FOLDER.is_dir():
        pytest.skip("no ../shared/data beside the checkout")

    classes = status_history(FOLDER).by_class()

    # README of the set, all years: 2.6-3.1 % to 22 kW, 7.8 % at 43-50 kW, 4.9 % from 60 kW.
    assert classes["slow_7"].out_of_order == pytest.approx(0.026, abs=0.005)
    assert classes["ac_22"].out_of_order == pytest.approx(0.031, abs=0.01)
    assert classes["hpc"].out_of_order == pytest.approx(0.049, abs=0.005)
    assert all(0.06 < one.unknown < 0.11 for one in classes.values())


def test_every_class_of_portugal_fails_at_its_own_rate():
    scenario = load_scenario(RESOURCES / "scenarios" / "portugal.toml")

    rates = {part.charge_point_class: part.out_of_order_share for part in scenario.fault}

    assert set(rates) == {part.name for part in scenario.charge_point_class}
    assert rates["dc_50"] > 2 * rates["slow_7"]
    assert {part.failure_factor for part in scenario.cpo if part.party_id == "TRK"} == {0.08}
