"""`networkcore reach` tells people and scripts what a Demand Partner reaches."""

import json

from typer.testing import CliRunner

from console.application.command_line import app, run_line


def told(*words):
    return CliRunner().invoke(app, ["reach", *words], catch_exceptions=False).stdout


def test_a_script_reads_cpos_countries_power_and_hours():
    reach = json.loads(told("city", "DE*VOL", "--json"))

    assert reach["cpo_count"] == len(reach["cpos"]) == 3
    assert {one["key"] for one in reach["countries"]} == {"DE", "FR", "CH"}
    assert reach["reached"]["power_kw"] == sum(one["power_kw"] for one in reach["cpos"])
    assert len(reach["usable_share_by_hour"]) == 24
    assert reach["note"] == ""


def test_people_read_it_too_and_without_a_run_nothing_is_said_by_hour():
    with_hours = told("perth", "GB*THP")
    without = told("perth", "GB*THP", "--no-hours")

    assert "CPOs: 1 of 1" in without
    assert "Imputed prices at 21 of 21 sites" in without
    assert "by local hour" in with_hours
    assert "by local hour" not in without


def test_an_unknown_partner_is_told_with_those_there_are(capsys):
    assert run_line(["reach", "perth", "GB*NON"]) == 2
    assert "only GB*THP, GB*FLT" in capsys.readouterr().err
