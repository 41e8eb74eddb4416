import numpy as np
import pytest

from console.qt.cycle_card import CycleCard
from console.qt.week_card import WeekCard
from core.service.cycle_flows import CycleFlows, money_flows
from core.service.week_use import WeekUse
from tests.console.qt.plot_kinds import POSTINGS

SITES = WeekUse(("L1", "L2"), np.full((2, 168), 0.25))
EVSES = WeekUse(("E1", "E2", "E3"), np.full((3, 168), 0.5))
TITLES = {"L1": "Utrecht"}


@pytest.fixture
def week(theme, qtbot):
    card = WeekCard(theme, "Use by hour of the week")
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    return card


def rows(card):
    return card.plot._grid.rows


def test_without_figures_the_card_says_what_to_do(week):
    assert week.is_empty
    week.show_sites(WeekUse((), np.empty((0, 168))), {})
    assert week.is_empty


def test_from_the_sites_to_the_evses_of_one_and_back(week, qtbot):
    week.show_sites(SITES, TITLES)
    assert rows(week) == ("Utrecht", "L2")
    with qtbot.waitSignal(week.evses_wanted) as wanted:
        week.plot.row_chosen.emit("Utrecht")
    assert wanted.args == ["L1"]
    week.show_evses("L1", EVSES)
    assert rows(week) == EVSES.names
    with qtbot.assertNotEmitted(week.evses_wanted):
        week.plot.row_chosen.emit("E2")
    week.back.click()
    assert rows(week) == ("Utrecht", "L2")
    assert not week.back.isVisible()


def test_an_answer_that_nobody_waits_for_any_more_is_not_shown(week):
    week.show_sites(SITES, TITLES)
    week.show_evses("L2", EVSES)
    assert rows(week) == ("Utrecht", "L2")


def test_new_figures_of_the_sites_do_not_take_the_evses_away(week):
    week.show_sites(SITES, TITLES)
    week.plot.row_chosen.emit("L2")
    week.show_evses("L2", EVSES)
    week.show_sites(SITES, TITLES)
    assert rows(week) == EVSES.names


def test_a_cycle_is_shown_in_the_currency_that_was_chosen(theme, qtbot):
    card = CycleCard(theme, "Money of a cycle")
    qtbot.addWidget(card)
    card.show()
    assert card.is_empty
    eur, chf = (
        CycleFlows(cycle_id="2026-06-03", currency=one, flows=money_flows(POSTINGS, {}))
        for one in ("EUR", "CHF")
    )
    card.show_flows((eur, chf))
    assert card.plot._money.currency == "EUR"
    card.choice.textActivated.emit("CHF")
    card.show_flows((eur, chf))
    assert card.plot._money.currency == card.choice.currentText() == "CHF"
    card.show_flows((eur,))
    assert card.plot._money.currency == "EUR"
    assert not card.choice.isVisible()
    card.show_flows(())
    assert card.is_empty


def test_sites_of_the_same_name_are_told_apart_by_their_ids(week, qtbot):
    week.show_sites(SITES, {"L1": "Utrecht", "L2": "Utrecht"})
    assert rows(week) == ("Utrecht (L1)", "Utrecht (L2)")
    with qtbot.waitSignal(week.evses_wanted) as wanted:
        week.plot.row_chosen.emit("Utrecht (L2)")
    assert wanted.args == ["L2"]
