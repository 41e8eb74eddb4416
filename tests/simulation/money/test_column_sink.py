"""A run with `books = columns` writes nothing and comes to the same; who failed is blocked."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from simulation.blocked_visits import with_blocked
from simulation.book_sink import books_in_memory
from simulation.experiment.play_point import play_point
from simulation.experiment.point import Change, Point
from simulation.observations import Outcome
from simulation.plan_of_play import plan_of_play
from simulation.plays import plays_of
from simulation.run import run_scenario
from simulation.scenario_money import BooksKind, CreditPart
from simulation.visit_plan import plan_of


def run(scenario):
    books = books_in_memory(lambda: scenario.start + timedelta(days=scenario.days))
    try:
        return run_scenario(scenario, books, seed=3)
    finally:
        books.database.close()


def test_a_run_without_books_has_the_figures_of_one_with_them(small):
    full = run(small)
    columns = run(small.model_copy(update={"books": BooksKind.COLUMNS}))
    assert columns.kpis == full.kpis
    assert columns.summary.by_currency == full.summary.by_currency
    assert columns.summary.posted == full.summary.posted > 0
    assert (columns.summary.last_seq, full.summary.last_seq > 0) == (0, True)


@pytest.mark.parametrize("blocked_after_days", [0, 1])
def test_drivers_of_a_failed_partner_are_refused_from_the_day_it_is_blocked(
    small, blocked_after_days
):
    credit = CreditPart(
        demand_partner="NL*XYZ", default_on_day=0, blocked_after_days=blocked_after_days
    )
    play = plays_of(small.model_copy(update={"credit": (credit,)}))[0]
    plan, before = plan_of_play(small, 1, play), plan_of(small, 1)
    late = before.arrived_s >= blocked_after_days * 86_400
    theirs = late & (before.demand_partner == 0)
    assert theirs.any()
    assert (plan.fate[theirs] == Outcome.AUTH_REJECTED).all()
    assert (plan.second_fate[theirs] == Outcome.AUTH_REJECTED).all()
    assert np.array_equal(plan.fate[~theirs], before.fate[~theirs])


def test_nobody_is_blocked_while_nobody_fails(small):
    plan = plan_of(small, 1)
    assert with_blocked(plan, small, plays_of(small)[0]) is plan


def test_what_is_lost_is_billed_by_nobody_in_columns_and_in_books(small_text):
    def kpis(lost_share, books):
        records = f"[records]\nlost_share = {lost_share}\nlate_share = 0\n"
        changes = (Change(path="days", value=3),)
        point = Point(scenario=small_text + records, source="small", changes=changes, seed=3)
        return play_point(replace(point, books=books)).kpis

    full, columns = kpis(0.3, BooksKind.FULL), kpis(0.3, BooksKind.COLUMNS)
    assert columns == full
    every = kpis(0, BooksKind.COLUMNS)
    assert 0.2 < columns["unbilled_sessions"] / columns["sessions"] < 0.4
    assert columns["sessions@DE*ABC"] == columns["sessions"] == every["sessions"]
    assert columns["cpo_net_minor_eur"] < 0.85 * every["cpo_net_minor_eur"]
    assert every["unbilled_sessions"] == 0
