from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from console.present.amount_text import NOTHING
from console.present.kpi_tiles import TITLES, Overview, Tone, empty_tiles
from console.present.operate_tiles import tiles_of
from core.domain.alert import AlertRules, WatchLimit
from core.domain.environment import Environment
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.table_fields import FIELDS, BookTable
from core.service.alert_file import load_alert_rules
from core.service.raise_alerts import Picture, raised
from core.service.snapshot import Exposure, Watch
from tests.console.present.builders import a_summary

ACTIVE, SETTLED, EXPOSURE, EXCEPTIONS, LEDGER, LAG = TITLES
NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
RULES = load_alert_rules()
CALM = {"held": {}}


def seen(environment=Environment.LIVE, rules=RULES, lag_s="0", chain_breaks=0, **rest):
    extra = {name: rest.pop(name) for name in ("is_followed", "verified_to") if name in rest}
    picture = Picture(
        summary=a_summary(**rest),
        environment=environment,
        now=NOW,
        feed_lag_s=Decimal(lag_s),
        chain_breaks=chain_breaks,
    )
    alerts = raised(rules, picture, ())
    return Overview(picture=picture, rules=rules, alerts=alerts, **extra)


def tile(title, **rest):
    return next(one for one in tiles_of(seen(**rest)) if one.title == title)


def test_there_are_as_many_tiles_with_books_as_without():
    assert [one.title for one in tiles_of(seen())] == [one.title for one in empty_tiles()]


def test_normal_books_have_no_colour_at_all():
    assert {one.tone for one in tiles_of(seen(**CALM))} == {Tone.CALM}


def test_every_filter_behind_a_figure_can_be_read():
    watch = Watch(
        settled_on=date(2026, 6, 3),
        settled={"EUR": 1},
        exposures=(Exposure("NL*XYZ", "EUR", 100),),
    )
    for summary in ({}, {"trial_balance": {"EUR": 1}}, {"watch": watch}):
        links = [one.link for one in tiles_of(seen(**summary)) if one.link is not None]
        assert len(links) >= 5
        for link in links:
            tree = parse_filter(link.filter_text, FIELDS[link.table])
            assert not isinstance(tree, FilterProblem)


def test_books_that_know_of_no_session_under_way_say_so_and_tell_what_has_ended():
    unknown = tile(ACTIVE)
    assert unknown.value == NOTHING
    assert unknown.note == "1,284 ended \N{MIDDLE DOT} 30,411 kWh"
    assert "nobody tells of others" in unknown.details
    assert "1,270 posted" in unknown.details
    assert tile(ACTIVE, watch=Watch(active=0)).value == "0"


def test_what_was_settled_on_the_day_of_the_clock_is_settled_today():
    watch = Watch(settled_on=date(2026, 6, 3), settled={"EUR": 108_900, "CHF": 500})
    today = tile(SETTLED, watch=watch)
    assert (today.value, today.note) == ("1,089.00 EUR", "and 5.00 CHF")
    assert today.link.filter_text == "kind:PAYOUT on:2026-06-03"
    assert "gross 12,440.90 EUR" in today.details


def test_what_was_settled_on_another_day_is_not_settled_today():
    watch = Watch(settled_on=date(2026, 6, 2), settled={"EUR": 108_900})
    other = tile(SETTLED, watch=watch)
    assert (other.value, other.note) == ("0", "last cut-off 2026-06-02")
    assert "1,089.00 EUR" in other.details
    assert tile(SETTLED).note == "no cut-off yet"


def test_the_day_of_simulated_books_is_that_of_their_last_entry():
    watch = Watch(
        clock=datetime(2024, 1, 5, 3, tzinfo=UTC), settled_on=date(2024, 1, 5), settled={"EUR": 1}
    )
    assert tile(SETTLED, environment=Environment.SIMULATION, watch=watch).value == "0.01 EUR"
    assert tile(SETTLED, environment=Environment.LIVE, watch=watch).value == "0"


def test_the_partner_that_is_nearest_to_its_limit_is_named_with_its_share():
    watch = Watch(exposures=(Exposure("NL*BIG", "EUR", 3_000_000), Exposure("CH*ALP", "CHF", 900)))
    rules = AlertRules(
        RULES.rules,
        (
            WatchLimit(demand_partner="*", currency="EUR", amount_minor=5_000_000),
            WatchLimit(demand_partner="CH*ALP", currency="CHF", amount_minor=1000),
        ),
    )
    worst = tile(EXPOSURE, watch=watch, rules=rules)
    assert worst.value == "2,200.40 EUR"
    assert worst.note == "CH*ALP 90 % of 10.00 CHF"
    assert (worst.percent, worst.tone) == (90.0, Tone.WARNING)
    assert worst.link.filter_text == "state:posted dp:CH*ALP"
    assert "NL*BIG owes 30,000.00 EUR" in worst.details
    assert worst.details.endswith("A collection that is instructed counts as collected.")


def test_without_a_limit_nothing_is_measured():
    watch = Watch(exposures=(Exposure("NL*BIG", "EUR", 3_000_000),))
    free = tile(EXPOSURE, watch=watch, rules=AlertRules())
    assert (free.note, free.percent, free.tone) == ("no limit set", None, Tone.CALM)
    assert tile(EXPOSURE, receivable={}).note == "nobody owes anything"


def test_exceptions_are_held_and_rejected_by_reason_with_the_oldest_age():
    watch = Watch(oldest_held_at=NOW - timedelta(hours=30), rejects={"bad_number": 40})
    found = tile(EXCEPTIONS, held={"unknown_evse": 2, "too_short": 7}, watch=watch)
    assert found.value == "49"
    assert found.note == "7 too short +2 more \N{MIDDLE DOT} oldest 1 d 06 h"
    assert "40 rejected" in found.details
    assert found.tone is Tone.WARNING
    assert tile(EXCEPTIONS, held={}).value == "0"


def test_a_trial_balance_that_is_not_zero_is_bad_and_opens_its_currency():
    bad = tile(LEDGER, trial_balance={"EUR": 1, "CHF": 0})
    assert (bad.tone, bad.note) == (Tone.BAD, "0.01 EUR")
    assert bad.link.filter_text == "currency:EUR"
    assert bad.link.table is BookTable.ENTRIES


def test_the_ledger_says_how_far_it_is_verified_and_an_empty_one_is_not_praised():
    assert tile(LEDGER).note == "CHF, EUR, to seq 1,290"
    assert tile(LEDGER, verified_to=1200).note.endswith("verified to 1,200")
    assert tile(LEDGER, last_seq=0).note == "the journal is empty"
    broken = tile(LEDGER, chain_breaks=1)
    assert broken.tone is Tone.BAD
    assert "breaks in the chain" in broken.note


@pytest.mark.parametrize(
    ("lag_s", "tone"), [("0", Tone.CALM), ("6", Tone.WARNING), ("31", Tone.BAD)]
)
def test_the_lag_is_how_old_the_picture_is(lag_s, tone):
    watch = Watch(last_end=NOW - timedelta(minutes=2))
    lag = tile(LAG, lag_s=lag_s, watch=watch)
    assert lag.value == (f"{lag_s}.0 s" if lag_s != "0" else "< 1 s")
    assert lag.note == "last session 2 min 00 s ago"
    assert lag.tone is tone


def test_a_run_tells_of_its_books_by_itself():
    assert tile(LAG, is_followed=False).note == "told by the run"


def test_silence_and_late_payouts_are_said_in_words_and_not_by_colour_alone():
    silent = tile(ACTIVE, watch=Watch(last_end=NOW - timedelta(minutes=100)))
    assert (silent.note, silent.tone) == ("none for 1 h 40 min", Tone.WARNING)
    assert "1,284 ended" in silent.details
    late = tile(SETTLED, watch=Watch(unsettled_due=NOW - timedelta(hours=3)))
    assert (late.note, late.tone) == ("late by 3 h 00 min", Tone.BAD)
    assert "no cut-off yet" in late.details
