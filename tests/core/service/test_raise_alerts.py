"""Alerts are raised above one threshold, clear at another, and say what they are about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.alert import AlertKind, AlertRule, AlertRules, Severity, WatchLimit
from core.domain.environment import Environment
from core.service.raise_alerts import Picture, raised, worst_first
from core.service.snapshot import Exposure, Summary, Watch

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
LIMITS = (WatchLimit(demand_partner="*", currency="EUR", amount_minor=1000),)


def a_summary(**changes):
    fields = {
        "sessions": 1000,
        "posted": 1000,
        "free": 0,
        "held": {},
        "energy_kwh": Decimal(1),
        "by_currency": {},
        "trial_balance": {"EUR": 0},
        "receivable": {},
        "payable": {},
        "last_seq": 1000,
    }
    return Summary(**(fields | changes))


def a_picture(environment=Environment.LIVE, lag_s=0, chain_breaks=0, **summary):
    return Picture(
        summary=a_summary(**summary),
        environment=environment,
        now=NOW,
        feed_lag_s=Decimal(lag_s),
        chain_breaks=chain_breaks,
    )


def a_rule(kind, above=0, clears_at=0, severity=Severity.WARNING, name="rule"):
    return AlertRule(
        name=name,
        kind=kind,
        severity=severity,
        above=Decimal(above),
        clears_at=Decimal(clears_at),
    )


def found(kind, picture, above=0):
    alerts = raised(AlertRules((a_rule(kind, above, above),), LIMITS), picture, ())
    return {one.subject: one.figure for one in alerts}


@pytest.mark.parametrize(
    ("kind", "picture", "above", "figures"),
    [
        (
            AlertKind.EXPOSURE_PCT,
            a_picture(
                watch=Watch(
                    exposures=(
                        Exposure("NL*XYZ", "EUR", 850),
                        Exposure("NL*LOW", "EUR", 100),
                        Exposure("NL*XYZ", "CHF", 9999),
                    )
                )
            ),
            80,
            {"NL*XYZ/EUR": Decimal("85.0")},
        ),
        (
            AlertKind.HELD_H,
            a_picture(watch=Watch(oldest_held_at=NOW - timedelta(hours=25))),
            24,
            {"": Decimal("25.0")},
        ),
        (
            AlertKind.EXCEPTIONS_PCT,
            a_picture(held={"too_short": 10}, sessions=980, watch=Watch(rejects={"bad_time": 20})),
            1,
            {"": Decimal("3.0")},
        ),
        (
            AlertKind.TRIAL_BALANCE_MINOR,
            a_picture(trial_balance={"EUR": -1, "CHF": 0}),
            0,
            {"EUR": Decimal(1)},
        ),
        (AlertKind.CHAIN_BREAKS, a_picture(chain_breaks=2), 0, {"": Decimal(2)}),
        (AlertKind.FEED_LAG_S, a_picture(lag_s="5.1"), 5, {"": Decimal("5.1")}),
        (
            AlertKind.NO_SESSION_MIN,
            a_picture(watch=Watch(last_end=NOW - timedelta(minutes=61, seconds=30))),
            60,
            {"": Decimal(61)},
        ),
        (
            AlertKind.PAYOUT_LATE_H,
            a_picture(watch=Watch(unsettled_due=NOW - timedelta(minutes=30))),
            0,
            {"": Decimal("0.5")},
        ),
    ],
)
def test_what_is_above_its_threshold_is_raised_with_its_figure(kind, picture, above, figures):
    assert found(kind, picture, above) == figures
    assert found(kind, picture, 10_000) == {}


def test_normal_books_raise_nothing():
    rules = AlertRules(tuple(a_rule(kind, name=kind) for kind in AlertKind), LIMITS)
    assert raised(rules, a_picture(), ()) == ()


def test_only_live_books_can_be_silent_or_late():
    watch = Watch(last_end=NOW - timedelta(days=9), unsettled_due=NOW - timedelta(days=8))
    for environment in (Environment.SIMULATION, Environment.REPLAY):
        picture = a_picture(environment, watch=watch)
        assert found(AlertKind.NO_SESSION_MIN, picture) == {}
        assert found(AlertKind.PAYOUT_LATE_H, picture) == {}


def test_simulated_books_go_by_their_own_clock():
    clock = datetime(2024, 1, 1, tzinfo=UTC)
    watch = Watch(
        clock=clock,
        oldest_held_at=clock - timedelta(hours=2),
        unsettled_due=clock + timedelta(hours=1),
    )
    picture = a_picture(Environment.SIMULATION, watch=watch)
    assert found(AlertKind.HELD_H, picture) == {"": Decimal("2.0")}
    assert found(AlertKind.PAYOUT_LATE_H, picture) == {}
    assert raised(AlertRules((a_rule(AlertKind.HELD_H),)), picture, ())[0].since == clock


def test_what_was_held_after_the_books_clock_ages_by_the_machines():
    watch = Watch(clock=NOW - timedelta(days=900), oldest_held_at=NOW - timedelta(hours=3))
    assert found(AlertKind.HELD_H, a_picture(Environment.REPLAY, watch=watch)) == {
        "": Decimal("3.0")
    }


def lags(*figures, above=5, clears_at=3):
    """Whether the alert is open after each figure, and since when."""
    rules = AlertRules((a_rule(AlertKind.FEED_LAG_S, above, clears_at),))
    before, story = (), []
    for minute, figure in enumerate(figures):
        picture = replace(a_picture(lag_s=figure), now=NOW + timedelta(minutes=minute))
        before = raised(rules, picture, before)
        story.append([(one.since - NOW) // timedelta(minutes=1) for one in before])
    return story


def test_a_figure_that_wavers_does_not_come_and_go():
    assert lags(5, 6, 4, 6, 3, 4, 6) == [[], [1], [1], [1], [], [], [6]]


@given(st.lists(st.integers(0, 10), max_size=30))
def test_between_the_thresholds_nothing_changes(figures):
    was_open = False
    for figure, since in zip(figures, lags(*figures), strict=True):
        is_open = bool(since)
        assert is_open == (figure > 5 or (figure > 3 and was_open))
        was_open = is_open


def test_of_two_rules_about_one_thing_the_worse_is_shown_and_the_worst_comes_first():
    rules = AlertRules(
        (
            a_rule(AlertKind.FEED_LAG_S, 5, 5, name="slow"),
            a_rule(AlertKind.FEED_LAG_S, 30, 30, Severity.CRITICAL, "lost"),
            a_rule(AlertKind.CHAIN_BREAKS, name="chain"),
        )
    )
    alerts = worst_first(raised(rules, a_picture(lag_s=31, chain_breaks=1), ()))
    assert [one.rule.name for one in alerts] == ["lost", "chain"]
    assert [one.key for one in alerts] == ["feed_lag_s:", "chain_breaks:"]
    alerts = worst_first(raised(rules, a_picture(lag_s=6, chain_breaks=1), alerts))
    assert {one.rule.name for one in alerts} == {"slow", "chain"}
