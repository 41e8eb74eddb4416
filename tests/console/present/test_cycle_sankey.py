from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from console.present.cycle_sankey import (
    PARTIES_SHOWN,
    money_sankey,
    sankey_summary,
    sankey_table,
    stop_text,
    stream_text,
)
from console.present.plot_table import csv_text
from core.service.cycle_flows import CycleFlows, money_flows

SUMS = {
    "1200:NL*XYZ": 12100,
    "2100:NL*ABC": -11000,
    "2500:NL": -100,
    "2310:NL*XYZ": -400,
    "4200": -600,
    "5450": 200,
    "1115": -200,
}


def a_sankey(sums=SUMS, vat=2100):
    flows = money_flows(sums, {"NL*ABC": vat})
    return money_sankey(CycleFlows(cycle_id="2026-06-03", currency="EUR", flows=flows))


def test_money_runs_from_the_partners_through_the_network_to_who_gets_it():
    sankey = a_sankey()
    stages = {one.name: one.stage for one in sankey.stops}
    assert stages["demand_partner:NL*XYZ"] == 0
    assert stages["network"] == 1
    assert stages["cpo:NL*ABC"] == stages["dp_share:NL*XYZ"] == stages["service_vat:NL"] == 2
    assert {stages[name] for name in ("cpo_net", "session_vat", "network_net", "card_cost")} == {3}
    assert sankey.total == 12100


def test_every_stream_runs_to_a_later_stage():
    sankey = a_sankey()
    stages = {one.name: one.stage for one in sankey.stops}
    assert all(stages[one.source] < stages[one.target] for one in sankey.streams)


def test_what_is_read_off_is_exact():
    sankey = a_sankey()
    assert stop_text(sankey, "cpo:NL*ABC", 11000) == "CPO NL*ABC\n110.00 EUR\n90.91 % of all"
    stream = next(one for one in sankey.streams if one.target == "session_vat")
    assert stream_text(sankey, stream) == "CPO NL*ABC → VAT on sessions\n21.00 EUR"
    assert "Network to CPO NL*ABC 110.00 EUR" in sankey_summary(sankey)


def test_the_table_has_a_row_a_stream():
    lines = csv_text(sankey_table(a_sankey())).splitlines()
    assert lines[0] == "from,to,amount,currency"
    assert "DP NL*XYZ,Network,121.00,EUR" in lines
    assert "Commission and fees,Card cost,2.00,EUR" in lines


def test_vat_that_comes_back_stands_at_the_left():
    sums = {"1200:NL*XYZ": 1000, "1500:FR": 30, "2100:NL*ABC": -1030}
    sankey = a_sankey(sums, 0)
    assert {one.name: one.stage for one in sankey.stops}["service_vat:FR:back"] == 0
    assert sankey.titles["service_vat:FR:back"] == "VAT to reclaim FR"


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_many_small_partners_are_taken_together_and_still_add_up(owed):
    sums = {f"1200:NL*{number:03d}": amount for number, amount in enumerate(owed)}
    sums["2100:NL*ABC"] = -sum(owed)
    sankey = a_sankey(sums, 0)
    partners = [one for one in sankey.stops if one.stage == 0]
    assert len(partners) <= PARTIES_SHOWN
    incoming, outgoing = defaultdict(int), defaultdict(int)
    for one in sankey.streams:
        outgoing[one.source] += one.amount
        incoming[one.target] += one.amount
    assert incoming["network"] == outgoing["network"] == sum(owed)
    if len(owed) > PARTIES_SHOWN:
        assert sankey.titles["demand_partner:others"] == "DP others"
