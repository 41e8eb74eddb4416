"""Exposure in rows and bars: the nearest to its limit first, and what stands behind each figure."""

import pytest

from console.present.credit_rows import (
    STATES,
    CreditState,
    credit_bar,
    credit_row,
    exposure_note,
    figure_rows,
    largest_use,
    partner_links,
    standings,
)
from console.present.share_bars import Shade
from core.domain.alert import AlertRules, WatchLimit
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.settlement_rules import CreditLine, CreditMode
from core.domain.table_fields import FIELDS
from tests.console.present.builders import a_credit, an_exposure

NO_RULES = AlertRules()
DASH = "\N{EM DASH}"


def the(credit, rules=NO_RULES):
    (one,) = standings([credit], rules)
    return one


def texts(row):
    return [cell.text for cell in row.cells]


def test_the_nearest_to_its_limit_is_first_and_who_has_none_is_last():
    shown = standings(an_exposure().partners, NO_RULES)
    assert [(one.credit.demand_partner, one.state) for one in shown] == [
        ("CH*STO", CreditState.STOPPED),
        ("NL*OVR", CreditState.OVER),
        ("FR*NEA", CreditState.NEAR),
        ("DE*AAA", CreditState.OK),
        ("BE*NOL", CreditState.UNLIMITED),
    ]
    assert exposure_note(shown) == "5 partners, 1 near the limit, 2 over it"


def test_every_state_has_a_sign_and_words_of_its_own():
    assert set(STATES) == set(CreditState)
    assert len({cell.text for cell in STATES.values()}) == len(STATES)


def test_a_row_says_used_limit_headroom_and_share():
    row = credit_row(the(a_credit("FR*NEA", 90_000, 100_000)))
    assert texts(row)[3:8] == ["900.00", "1,000.00", "100.00", "90%", "EUR"]
    assert row.key == "FR*NEA"
    none = credit_row(the(a_credit("BE*NOL", 70_000, None)))
    assert texts(none)[3:7] == ["700.00", DASH, DASH, DASH]


def test_what_is_lodged_may_be_used_beside_the_limit():
    one = the(a_credit("DE*AAA", 90_000, 100_000, lodged_minor=50_000))
    assert one.may_use_minor == 150_000
    assert one.headroom_minor == 60_000
    bar = credit_bar(one, 0)
    assert [round(mark, 3) for mark in bar.marks] == [0.333]
    assert "lodged 500.00 EUR" in bar.said


def test_a_wallet_without_a_limit_may_be_used_up_and_no_further():
    line = CreditLine(demand_partner="DE*WAL", mode=CreditMode.PREFUNDED)
    full = the(a_credit("DE*WAL", 40_000, None, line=line, lodged_minor=50_000))
    assert (full.state, full.headroom_minor) == (CreditState.NEAR, 10_000)
    empty = the(a_credit("DE*WAL", 1, None, line=line))
    assert empty.state is CreditState.OVER
    assert texts(credit_row(empty))[6] == DASH
    assert the(a_credit("DE*WAL", 0, None, line=line)).state is CreditState.OK


def test_without_a_credit_line_the_limit_of_the_alert_rules_is_shown_and_said():
    rules = AlertRules(
        limits=(WatchLimit(demand_partner="*", currency="EUR", amount_minor=80_000),)
    )
    one = the(a_credit("BE*NOL", 90_000, None), rules)
    assert one.state is CreditState.OVER
    assert texts(credit_row(one))[1].endswith("(alert rule)")
    stated = the(a_credit("BE*NOL", 90_000, 200_000), rules)
    assert stated.may_use_minor == 200_000


def test_bars_are_of_their_states_and_never_wider_than_their_room():
    for one in standings(an_exposure().partners, NO_RULES):
        bar = credit_bar(one, 130_000)
        assert sum(part.share for part in bar.parts) <= 1 + 1e-9
        if one.state in (CreditState.OVER, CreditState.STOPPED):
            assert {part.shade for part in bar.parts} == {Shade.BAD}
            assert len(bar.marks) == 1
    unlimited = the(a_credit("BE*NOL", 65_000, None))
    assert sum(part.share for part in credit_bar(unlimited, 130_000).parts) == 0.5


def test_the_figures_add_up_to_what_is_used():
    one = the(a_credit("DE*AAA", 100_000, 500_000, open_minor=1_000))
    shown = {row.cells[0].text: row.cells[1].text for row in figure_rows(one)}
    assert shown["Posted, not asked for yet"] == "750.00 EUR"
    assert shown["Asked for, not received"] == "250.00 EUR"
    assert shown["Used"] == "1,010.00 EUR"
    assert shown["At the limit"] == "sessions go on"
    assert largest_use([one]) == {"EUR": 101_000}


def test_what_of_a_deposit_is_missing_stands_out():
    line = CreditLine(demand_partner="DE*AAA", deposit_minor=10_000)
    one = the(a_credit("DE*AAA", 0, None, line=line, lodged_minor=4_000))
    (missing,) = [row for row in figure_rows(one) if row.cells[0].text == "Deposit missing"]
    assert missing.cells[1].text == "60.00 EUR"
    assert missing.cells[1].tone is not None


@pytest.mark.parametrize("number", range(3))
def test_the_rows_behind_a_partner_can_be_filtered(number):
    link = partner_links("DE*AAA")[number]
    assert not isinstance(parse_filter(link.filter_text, FIELDS[link.table]), FilterProblem)
